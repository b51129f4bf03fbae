"""Where a beneficiary stands with the yearly life certification."""
