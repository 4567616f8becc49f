"""Everything under ``/data``: layers as GeoJSON, files to take away, pages about them."""
