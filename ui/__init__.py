"""Everything of Qt: scenes on a screen and touches back into the core."""
