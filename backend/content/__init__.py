"""What the centre publishes: written, reviewed, found, and given out for reading."""
