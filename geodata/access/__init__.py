"""Who may pass a way, in which direction and how fast, as OpenStreetMap tags say."""
