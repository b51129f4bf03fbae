"""Watching over the terminals: beats, tickets, orders, and where they stand."""
