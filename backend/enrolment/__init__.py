"""The door by which new terminals come to be known."""
