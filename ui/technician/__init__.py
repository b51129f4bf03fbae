"""Screens for staff: sheets of rows, live pictures, a grid for the touch surface."""
