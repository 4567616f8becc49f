"""Finding a thing by any of its names."""
