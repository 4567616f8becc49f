"""What cities are compared by: the same indicators of each, and what is not comparable."""
