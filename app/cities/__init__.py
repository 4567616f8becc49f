"""The cities of one server: which there are, what of them is in memory, and the page of all."""
