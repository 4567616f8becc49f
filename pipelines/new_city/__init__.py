"""A profile of a city made by asking: place, area, what divides it, names of its banks."""
