"""Ways over the river line merged into structures, and their state on a day."""
