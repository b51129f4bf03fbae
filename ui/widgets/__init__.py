"""Building blocks of the screens, each drawn from the theme alone."""
