"""What one thing of a layer is called, in the singular: a title, and words to search by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_TITLES: Final[dict[str, dict[str, str]]] = {
    "roads": {
        "": "Street",
        "highway=motorway": "Motorway",
        "highway=service": "Access road",
        "highway=track": "Track",
    },
    "paths": {
        "": "Path",
        "highway=footway": "Footway",
        "highway=steps": "Steps",
        "highway=cycleway": "Cycle path",
        "highway=pedestrian": "Pedestrian street",
    },
    "planned_ways": {"": "Way planned or under construction"},
    "rail": {"": "Railway", "railway=tram": "Tram line"},
    "ferries": {"": "Ferry"},
    "stations": {
        "": "Railway station",
        "railway=halt": "Railway halt",
        "amenity=bus_station": "Bus station",
    },
    "bus_stops": {"": "Bus stop"},
    "bridges": {"": "Bridge"},
    "power_lines": {"": "Power line"},
    "power_cables": {"": "Power cable"},
    "substations": {"": "Substation"},
    "power_supports": {"": "Power tower", "power=pole": "Power pole"},
    "transformers": {"": "Transformer"},
    "generators": {"": "Generator"},
    "power_plants": {"": "Power plant"},
    "telecom_lines": {"": "Telecom line"},
    "telecom_masts": {"": "Telecom mast"},
    "telecom_exchanges": {"": "Telephone exchange"},
    "telecom_cabinets": {"": "Telecom cabinet"},
    "water_works": {"": "Water works"},
    "water_towers": {"": "Water tower"},
    "reservoirs": {"": "Reservoir"},
    "water_pumping": {"": "Water pumping station"},
    "water_pipelines": {"": "Water main"},
    "wells": {
        "": "Well",
        "amenity=drinking_water": "Drinking water tap",
        "man_made=spring_box": "Spring",
    },
    "dams": {"": "Dam", "waterway=weir": "Weir"},
    "sewage_works": {
        "": "Wastewater pumping station",
        "man_made=wastewater_plant": "Wastewater plant",
    },
    "sewers": {"": "Sewer"},
    "heating_plants": {"": "Heating plant"},
    "heating_pipelines": {"": "Heating pipeline"},
    "gas": {"": "Gas pipeline or site"},
    "pipelines_unspecified": {"": "Pipeline of unknown content"},
    "waste": {
        "": "Waste site",
        "amenity=recycling": "Recycling point",
        "amenity=waste_disposal": "Waste container",
        "landuse=landfill": "Landfill",
    },
    "street_lamps": {"": "Street lamp"},
    "post_offices": {"": "Post office"},
    "post_boxes": {"": "Post box"},
    "banks_and_atms": {
        "": "Bank",
        "amenity=atm": "Cash machine",
        "amenity=bureau_de_change": "Exchange office",
    },
    "markets": {"": "Market"},
    "town_halls": {
        "": "Government office",
        "amenity=townhall": "Town hall",
        "office=diplomatic": "Diplomatic office",
    },
    "police": {"": "Police station"},
    "fire_stations": {"": "Fire station"},
    "ambulance_stations": {"": "Ambulance station"},
    "courts": {"": "Court"},
    "health": {
        "": "Health facility",
        "amenity=hospital": "Hospital",
        "amenity=clinic": "Clinic",
        "amenity=doctors": "Doctor",
        "amenity=dentist": "Dentist",
        "amenity=pharmacy": "Pharmacy",
        "amenity=health_post": "Health post",
    },
    "schools": {
        "": "School",
        "amenity=kindergarten": "Kindergarten",
        "amenity=music_school": "Music school",
        "amenity=language_school": "Language school",
    },
    "universities": {"": "University", "amenity=college": "College"},
    "places": {
        "": "Place",
        "place=village": "Village",
        "place=town": "Town",
        "place=city": "City",
        "place=suburb": "Suburb",
        "place=square": "Square",
    },
    "buildings": {"": "Building"},
    "green_areas": {
        "": "Green area",
        "leisure=park": "Park",
        "leisure=garden": "Garden",
        "leisure=nature_reserve": "Nature reserve",
        "leisure=pitch": "Sports field",
        "leisure=playground": "Playground",
        "leisure=golf_course": "Golf course",
        "landuse=forest": "Forest",
        "landuse=meadow": "Meadow",
        "landuse=cemetery": "Cemetery",
        "landuse=orchard": "Orchard",
        "landuse=vineyard": "Vineyard",
        "landuse=allotments": "Allotment gardens",
        "natural=wood": "Forest",
        "natural=scrub": "Scrub",
        "amenity=grave_yard": "Cemetery",
    },
    "waterways": {
        "": "Watercourse",
        "waterway=river": "River",
        "waterway=canal": "Canal",
        "waterway=stream": "Stream",
        "waterway=ditch": "Ditch",
        "waterway=drain": "Drain",
    },
    "water_areas": {
        "": "Water area",
        "water=river": "River",
        "waterway=riverbank": "River",
        "water=lake": "Lake",
        "water=pond": "Pond",
        "landuse=basin": "Basin",
    },
    "boundaries": {"": "Administrative boundary"},
    "crossing_ways": {"": "Way from bank to bank"},
    "near_gaps": {"": "Streets that nearly meet"},
    "crossings": {
        "": "Bridge",
        "kind=road": "Road bridge",
        "kind=foot": "Footbridge",
        "kind=rail": "Railway bridge",
        "kind=ferry": "Ferry",
        "kind=pipe": "Pipe from bank to bank",
        "kind=cable": "Cable from bank to bank",
    },
}
"""Layer → tag as ``key=value``, or nothing for everything else in the layer → title in English."""

TITLES: Final = tuple(
    dict.fromkeys(title for titles in _TITLES.values() for title in titles.values())
)
"""Every title once: terms of the context ``kind``."""

_BRIDGE = ("bridge", "urë", "ura", "most")
ALSO: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("kind", "Hospital"): ("bolnicë", "клинички центар"),
    ("kind", "Clinic"): ("klinika", "амбуланта", "ambulancë"),
    ("kind", "Doctor"): ("лекар", "доктор", "doktor", "GP"),
    ("kind", "Dentist"): ("зубар", "dentist", "stomatolog"),
    ("kind", "Pharmacy"): ("farmaci", "chemist"),
    ("kind", "Kindergarten"): ("обданиште", "çerdhe", "nursery"),
    ("kind", "Cash machine"): ("ATM", "bankomat"),
    ("kind", "Post office"): ("пошта", "posta"),
    ("kind", "Bank"): ("bankat",),
    ("kind", "Bus stop"): ("stacion autobusi", "аутобуска станица"),
    ("kind", "Police station"): ("policia",),
    ("kind", "Fire station"): ("ватрогасци", "zjarrfikës"),
    ("kind", "Town hall"): ("komuna", "општина", "municipality"),
    ("kind", "River"): ("lum", "reka"),
    **{("kind", title): _BRIDGE for title in ("Road bridge", "Footbridge", "Railway bridge")},
}
"""Term → further words that people of this region search by, of any language."""


def find_title(layer: str, tags: Mapping[str, str]) -> str | None:
    """Find what one thing of a layer is called in English; None for a layer that is not known.

    Examples
    --------
    >>> find_title("health", {"amenity": "hospital"})
    'Hospital'
    >>> find_title("health", {"healthcare": "laboratory"})
    'Health facility'
    """
    titles = _TITLES.get(layer)
    if titles is None:
        return None
    return next(
        (
            title
            for tag, title in titles.items()
            if tag and tags.get(tag.partition("=")[0]) == tag.partition("=")[2]
        ),
        titles[""],
    )


def list_titles(layer: str) -> Mapping[str, str]:
    """List what things of a layer are called in English, by their tags: see `find_title`."""
    return _TITLES.get(layer, {})
