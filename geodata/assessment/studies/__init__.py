"""Many scenarios at once: scan, closures, openings."""
