"""A city small enough to be built a hundred times, with something of everything.

::

    48.020 ┌───────────────────────────────┐
           │ north   ║     ‖ ‖     ┆       │   ║ railway bridge   ‖ ‖ road bridge, two decks
    48.010 ≈≈≈≈≈≈≈≈≈≈║≈≈≈≈≈‖≈‖≈≈≈≈≈┆≈≈≈≈≈≈≈≈   ┆ power line       ≈ Donau, to the east
           │ south   ║     ‖ ‖     ┆       │
    48.000 └───────────────────────────────┘
        15.000                          15.030
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.overpass.drawing import Drawing

BOX = (15.0, 48.0, 15.03, 48.02)
CROSSINGS = {
    "osm-way-10": ["way/10"],
    "main": ["way/11", "way/12"],
    "osm-way-40": ["way/40"],
    "ferry": [],
}
"""Crossing → its OSM ways, downstream."""

PROFILE = """
id = "little"
name = { en = "Little", de = "Klein" }
study_area = [15.0, 48.0, 15.03, 48.02]
providers = "providers.toml"
crossings = "crossings.toml"
[divide]
waterways = ["Donau"]
left = { id = "north", name = { en = "North" } }
right = { id = "south", name = { en = "South" } }
[[municipality]]
id = "upper"
name = { en = "Upper" }
osm_relation = 1
[[municipality]]
id = "lower"
name = { en = "Lower" }
outline = "lower.geojson"
[[municipality]]
id = "beyond"
name = { en = "Beyond" }
osm_relation = 999
"""
_PROVIDERS = """
[[provider]]
id = "strom"
name = { en = "Power Company", de = "Stromwerk" }
aliases = ["Strom"]
service = "power"
role = "distributor"
certainty = "M"
sources = [{ name = "made up" }]
[[provider.service_area]]
municipalities = ["lower"]
start = 2001
certainty = "M"
sources = [{ name = "made up, too" }]
"""
_CROSSING = """
[[crossing]]
id = "{}"
name = {{ en = "{}" }}
kind = "{}"
point = [{}, 48.01]
certainty = "M"
{}
sources = [{{ name = "made up" }}]
"""
_CROSSINGS = _CROSSING.format("main", "Main Bridge", "road", 15.015, "opened = 1973")
_CROSSINGS += _CROSSING.format(
    "ferry", "Old Bridge", "foot", 15.025, "opened = 1900\nclosed = 1950"
)


def write_profile(folder: Path, profile: str = PROFILE) -> Path:
    """Write the city's profile and registries."""
    (folder / "providers.toml").write_text(_PROVIDERS, encoding="utf-8")
    (folder / "crossings.toml").write_text(_CROSSINGS, encoding="utf-8")
    ring = [[15.0, 48.0], [15.03, 48.0], [15.03, 48.008], [15.0, 48.008], [15.0, 48.0]]
    outline = {"type": "Polygon", "coordinates": [ring]}
    (folder / "lower.geojson").write_text(json.dumps(outline), encoding="utf-8")
    path = folder / "little.toml"
    path.write_text(profile, encoding="utf-8")
    return path


def draw_city(path: Path, river: str = "Donau", street: str = "Uferstraße") -> Path:
    """Write the city as an OSM file."""
    city = Drawing()
    draw_into(city, river, street)
    return city.save(path, BOX)


def draw_into(city: Drawing, river: str = "Donau", street: str = "Uferstraße") -> None:
    """Draw the city's elements."""
    numbers = iter(range(1, 100))
    _draw_river(city, numbers, river)
    _draw_ways_over(city, numbers, street)
    _draw_sites(city, numbers)
    ring = _draw_ring(city, numbers, (14.999, 48.012, 15.031, 48.021))
    city.way(60, ring, {"boundary": "administrative"})
    border = {"type": "boundary", "boundary": "administrative", "name": "Upper"}
    city.relation(1, [("way", 60, "outer")], border)


def _draw_line(city: Drawing, numbers: Iterator[int], *places: tuple[float, float]) -> list[int]:
    return [city.node(next(numbers), lon, lat) for lon, lat in places]


def _draw_ring(
    city: Drawing, numbers: Iterator[int], box: tuple[float, float, float, float]
) -> list[int]:
    left, bottom, right, top = box
    corners = ((left, bottom), (right, bottom), (right, top), (left, top))
    ring = _draw_line(city, numbers, *corners)
    return [*ring, ring[0]]


def _draw_river(city: Drawing, numbers: Iterator[int], name: str) -> None:
    places = ((14.99, 48.01), (15.003, 48.01), (15.014, 48.01), (15.04, 48.0101))
    line = _draw_line(city, numbers, *places)
    city.way(1, line, {"waterway": "river", "name": name})
    banks = _draw_ring(city, numbers, (14.99, 48.0097, 15.04, 48.0103))
    city.way(2, banks, {"natural": "water", "water": "river"})
    spring = city.node(next(numbers), 15.002, 48.02)
    city.way(3, [spring, line[1]], {"waterway": "stream", "name": "Bach"})


def _draw_ways_over(city: Drawing, numbers: Iterator[int], street: str) -> None:
    rail = _draw_line(city, numbers, (15.008, 48.0), (15.008, 48.02))
    city.way(10, rail, {"railway": "rail", "bridge": "yes", "operator": "Bahn; Strom"})
    ends = []
    for way, lon in ((11, 15.015), (12, 15.0152)):
        deck = _draw_line(city, numbers, (lon, 48.009), (lon, 48.011))
        city.way(way, deck, {"highway": "primary", "bridge": "yes", "oneway": "yes"})
        ends.append(deck)
    south = _draw_line(city, numbers, (15.002, 48.009), (15.028, 48.009))
    city.way(20, [south[0], ends[0][0], ends[1][0], south[1]], {"highway": "residential"})
    north = _draw_line(city, numbers, (15.002, 48.011), (15.028, 48.011))
    names = {"name": street, "name:en": "Bank Street", "name:sr": "Обала"}
    city.way(21, [north[0], ends[0][1], ends[1][1], north[1]], {"highway": "footway", **names})
    wire = _draw_line(city, numbers, (15.022, 48.004), (15.022, 48.016))
    city.way(40, wire, {"power": "line", "operator": "STROM"})


_SITES: Mapping[int, tuple[float, float, Mapping[str, str]]] = {
    101: (15.01, 48.004, {"power": "transformer"}),
    102: (15.01, 48.016, {"power": "transformer"}),
    103: (15.02, 48.004, {"power": "tower", "operator": "Stromwerk"}),
    104: (15.02, 48.016, {"amenity": "bank", "operator": "Sparkasse", "name": "<b>Bank</b>"}),
    105: (15.021, 48.016, {"highway": "street_lamp"}),
    106: (15.015, 48.01, {"place": "islet"}),
    107: (15.022, 48.016, {"amenity": "school", "source": "modelled"}),
}


def _draw_sites(city: Drawing, numbers: Iterator[int]) -> None:
    for number, (lon, lat, tags) in _SITES.items():
        city.node(number, lon, lat, tags)
    for way, lat in ((30, 48.003), (31, 48.015)):
        box = (15.012, lat, 15.0125, lat + 0.0003)
        city.way(way, _draw_ring(city, numbers, box), {"building": "yes", "amenity": "police"})
