"""Which rows, and in what order: CQL2, places, words, coordinate systems."""
