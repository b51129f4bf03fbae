"""Taking in what happened at terminals, each deed exactly once."""
