"""A city as it is written down: profile, providers, crossings, projects."""
