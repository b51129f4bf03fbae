"""Technician's side: what works, what does not, why, and what to do about it."""
