"""The kinds of places that people go to or are driven from in need, by layer and OSM tag."""

PLACES = {
    "hospital": ("health", "amenity", "hospital"),
    "clinic": ("health", "amenity", "clinic"),
    "school": ("schools", "amenity", "school"),
    "university": ("universities", "amenity", "university"),
    "municipal office": ("town_halls", "amenity", "townhall"),
    "market": ("markets", "amenity", "marketplace"),
    "post": ("post_offices", "amenity", "post_office"),
    "bank": ("banks_and_atms", "amenity", "bank"),
}
"""Kind of place to reach → its layer, OSM key and value."""

RESPONDERS = {
    "fire station": ("fire_stations", "amenity", "fire_station"),
    "police": ("police", "amenity", "police"),
    "ambulance station": ("ambulance_stations", "emergency", "ambulance_station"),
}
"""Kind of place that people are driven from in need → its layer, OSM key and value."""

OWN_RESIDENTS = frozenset(
    {"municipal office", "hospital", "clinic", "school", "university", "post"}
)
"""Kinds of `PLACES` that belong to a municipality or to a system: it depends on where people live
and are registered whether they are served at the nearest one."""
