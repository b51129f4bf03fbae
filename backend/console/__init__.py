"""The console of the city's staff: a shell, and one file for each area of work."""
