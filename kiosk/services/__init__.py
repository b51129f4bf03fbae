"""One file for each service, found by the catalogue."""
