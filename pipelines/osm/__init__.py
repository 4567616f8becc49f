"""What pull needs: Overpass, OSM files, clipping, mending, resuming."""
