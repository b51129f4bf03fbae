"""The door for departments: rights, purposes, and a trail nobody can rewrite."""
