"""The street network by mode, severed at the river line; snapping."""
