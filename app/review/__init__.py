"""The bridge review over HTTP: what a candidate, a closure or both would change."""
