"""One snapshot in memory, encoded once; no HTTP."""
