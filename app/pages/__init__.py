"""Pages that belong to no other part: overview, crossings, projects, search, about."""
