"""Contact cards over PC/SC: a killable child reads, the parent never waits on it."""
