"""The HTTP interface to items and cases, for terminals and employers' programs."""
