"""Disk and network: the encrypted store and the way to the centre."""
