"""Is the person before the camera the one in the portrait? Models live in a child."""
