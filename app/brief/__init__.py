"""What leaves the screen on paper: briefs of an assessment or a project, and the map itself."""
