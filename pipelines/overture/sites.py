"""What is no street, as OpenStreetMap's tags: buildings, waters, lines, places and boundaries.

The theme *base* carries OpenStreetMap's own tags in `source_tags`. For the others, classes are
translated where they mean one tag; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pipelines.overture.names import list_pairs, translate_names

Row = Mapping[str, Any]

_WATER_LINES = ("river", "canal", "stream", "ditch", "drain", "tidal_channel")
_BUILDING_SUBTYPES = (
    "residential", "commercial", "industrial", "civic", "religious", "service", "military",
    "transportation",
)  # fmt: skip
"""Subtypes whose name is a value of ``building``, too."""

_BUILDING_CLASSES = {"bridge_structure": "bridge", "semi": "semidetached_house"}
_SETTLEMENTS = ("city", "town", "village", "hamlet")

PLACES: Mapping[str, Mapping[str, str]] = {
    "hospital": {"amenity": "hospital"},
    "medical_center": {"amenity": "clinic"},
    "outpatient_care_facility": {"amenity": "clinic"},
    "doctors_office": {"amenity": "doctors"},
    "doctor": {"amenity": "doctors"},
    "dental_clinic": {"amenity": "dentist"},
    "pharmacy": {"amenity": "pharmacy"},
    "school": {"amenity": "school"},
    "kindergarten": {"amenity": "kindergarten"},
    "preschool": {"amenity": "kindergarten"},
    "music_school": {"amenity": "music_school"},
    "language_school": {"amenity": "language_school"},
    "bank": {"amenity": "bank"},
    "atm": {"amenity": "atm"},
    "currency_exchange": {"amenity": "bureau_de_change"},
    "money_transfer_service": {"amenity": "money_transfer"},
    "post_office": {"amenity": "post_office"},
    "police_station": {"amenity": "police"},
    "fire_station": {"amenity": "fire_station"},
    "courthouse": {"amenity": "courthouse"},
    "town_hall": {"amenity": "townhall"},
    "government_office": {"office": "government"},
    "embassy": {"office": "diplomatic"},
    "farmers_market": {"amenity": "marketplace"},
    "public_market": {"amenity": "marketplace"},
    "bus_station": {"amenity": "bus_station"},
    "train_station": {"railway": "station"},
}
"""Category of a place → tags, of what the layers show. A university is left out: Overture does not
tell it from a college."""


def translate_building(row: Row) -> dict[str, str]:
    """Translate a building."""
    kind, subtype = row["class"], row["subtype"]
    tags = {"building": kind or (subtype if subtype in _BUILDING_SUBTYPES else "yes")}
    tags["building"] = _BUILDING_CLASSES.get(tags["building"], tags["building"])
    if (row["num_floors"] or 0) > 0:
        tags["building:levels"] = str(row["num_floors"])
    if (row["height"] or 0) > 0:
        tags["height"] = f"{row['height']:g}"
    if row["level"]:
        tags["layer"] = str(row["level"])
    if row["is_underground"]:
        tags["location"] = "underground"
    return tags


def translate_base(row: Row) -> dict[str, str]:
    """Translate a feature of the theme *base*: OpenStreetMap's own tags."""
    tags = dict(list_pairs(row["source_tags"]))
    if row["wikidata"]:
        tags.setdefault("wikidata", row["wikidata"])
    return tags


def translate_water(row: Row) -> dict[str, str]:
    """Translate a water, also one whose own tags are not there."""
    tags = translate_base(row)
    if "waterway" in tags or "natural" in tags or "landuse" in tags:
        return tags
    if row["class"] in _WATER_LINES and row["is_line"]:
        return tags | {"waterway": row["class"]}
    is_inland = row["subtype"] not in {"ocean", "physical"}
    return tags | ({"natural": "water"} if is_inland and row["is_area"] else {})


def translate_division(row: Row) -> dict[str, str]:
    """Translate a settlement; other divisions are no single kind of place."""
    tags = {"place": row["class"]} if row["class"] in _SETTLEMENTS else {}
    if tags and row["wikidata"]:
        tags["wikidata"] = row["wikidata"]
    return tags


def translate_division_area(row: Row) -> dict[str, str]:
    """Translate an administrative area; Overture's levels are no ``admin_level``."""
    return {"boundary": "administrative", "type": "boundary"} if row["is_land"] else {}


def translate_place(row: Row) -> dict[str, str]:
    """Translate a place of a kind that layers show and that is not closed for good."""
    hierarchy = (row["taxonomy"] or {}).get("hierarchy") or ()
    known = [PLACES[one] for one in hierarchy if one in PLACES]
    if not known or row["operating_status"] == "permanently_closed":
        return {}
    tags = dict(known[-1])
    brand = row["brand"] or {}
    if brand.get("wikidata"):
        tags["brand:wikidata"] = brand["wikidata"]
    if (brand.get("names") or {}).get("primary"):
        tags["brand"] = brand["names"]["primary"]
    if row["confidence"] is not None:
        tags["overture:confidence"] = f"{row['confidence']:.2f}"
    return tags


_TRANSLATIONS: Mapping[str, Callable[[Row], dict[str, str]]] = {
    "division_area": translate_division_area,
    "division": translate_division,
    "water": translate_water,
    "land_use": translate_base,
    "land": translate_base,
    "infrastructure": translate_base,
    "building": translate_building,
    "place": translate_place,
}


def translate_site(kind: str, row: Row) -> dict[str, str]:
    """Translate a feature of a type; empty where it means no tag of OpenStreetMap.

    Parameters
    ----------
    row
        A row of that type, with `is_line` and `is_area` of its geometry.
    """
    tags = _TRANSLATIONS[kind](row)
    return translate_names(row["names"]) | tags if tags else {}
