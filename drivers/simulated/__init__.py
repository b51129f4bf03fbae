"""Shipped twins of every device, drivable from outside, faults included."""
