"""Versioned, checksummed folders; the only place that knows file names."""
