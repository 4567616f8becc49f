"""What QGIS reads: styles, projects and layer definitions."""
