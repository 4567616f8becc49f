"""OGC API – Features: every layer and table of a snapshot, by the standard, for GIS programs."""
