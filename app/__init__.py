"""Show the files: maps and data over HTTP."""
