"""Maps by folium, and the data that only maps draw."""
