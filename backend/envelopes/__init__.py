"""Certificates prepared in advance for the days when a terminal has no line."""
