"""What the centre keeps: typed tables, their migrations, and the way to open them."""
