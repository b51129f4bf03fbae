"""The rules of the catalogue, one module for each theme; all are discovered."""
