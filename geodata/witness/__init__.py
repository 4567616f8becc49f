"""Two sources of one city beside each other: what only one of them knows near the river."""
