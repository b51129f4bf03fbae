"""Resident identity cards through a SAM-V reader on a serial line."""
