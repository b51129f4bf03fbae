"""What the core needs of the world, said without naming any make or library."""
