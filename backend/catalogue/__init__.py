"""The business items of the city as data: a city changes one without a programmer."""
