"""One file for each screen; none imports another."""
