"""Releases of the terminals' program: signed, staged, handed out."""
