"""An invented city to try the centre with."""
