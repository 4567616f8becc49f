"""A made-up town with everything that makes sources of OSM data disagree.

::

    48.02 ┌────────────────────────┐
          │  houses   │ river      │   study area: 15.00 to 15.03, 48.00 to 48.02
          │ ══ streets╪══════════  │   power line: passes through, its towers are outside
    48.00 └────────────────────────┘
        15.00                    15.03
"""

from __future__ import annotations

from pathlib import Path

import shapely

from geodata.cities.profile import Bank, City, DivideSpec
from tests.overpass.drawing import Drawing

BOX = (15.0, 48.0, 15.03, 48.02)
HOSTILE_TAGS = {
    "id": "foo",
    "element": "bar",
    "geometry": "POINT",
    "nodes": "1",
    "members": "2",
    "lat": "x",
    "lon": "y",
    "tags": "t",
    "version": "9",
    "user": "u",
    "timestamp": "z",
    "uid": "-",
    "changeset": "c",
    "visible": "no",
    "type": "site",
    "kept::id": "k",
    "name": "<b>\"Most\" & 'Ура'</b>",
    "note": "two\nlines\tand a tab",
    "ele": "nan",
}


def make_city(area: shapely.Polygon | shapely.MultiPolygon, **more: object) -> City:
    """Make a city of a study area, divided by the Donau."""
    banks = (Bank(id=side, name={"en": side}) for side in ("north", "south"))
    divide = DivideSpec(*banks, waterways=("Donau",))
    return City(id="town", name={"en": "Town"}, study_area=area, divide=divide, **more)


def draw_town(path: Path) -> Path:
    """Write the town as OSM XML."""
    town = Drawing()
    _draw_streets(town)
    _draw_sites(town)
    _draw_relations(town)
    return town.save(path, BOX)


def _draw_streets(town: Drawing) -> None:
    row = [town.node(i, 14.99 + 0.005 * i, 48.01) for i in range(1, 10)]
    town.way(1, row, {"highway": "residential", "name": "Hauptstraße", "oneway": "yes"})
    column = [town.node(20 + i, 15.01, 47.99 + 0.005 * i) for i in range(8)]
    town.way(2, [*column[:4], row[3], *column[5:]], {"highway": "primary", "bridge": "yes"})
    gate = {"barrier": "lift_gate", "motor_vehicle": "private"}
    crossing = {"highway": "crossing", "bicycle": "no"}
    tags = ({}, gate, crossing)
    back = [town.node(40 + i, 15.02 + 0.002 * i, 48.005, tags[i]) for i in range(3)]
    town.way(3, [row[4], *back], {"highway": "service", "oneway": "-1", "access": "private"})
    ring = [town.node(50 + i, 15.02 + dx, 48.015 + dy) for i, (dx, dy) in enumerate(_SQUARE)]
    town.way(4, [*ring, ring[0]], {"highway": "tertiary", "junction": "roundabout"})
    town.way(5, back, {"highway": "construction"})
    town.way(6, [*ring, ring[0]], {"highway": "pedestrian", "area": "yes"})
    town.way(7, ring[:2], {"highway": "platform_edge", "area": "yes_but_no"})
    town.way(8, [ring[0], ring[0], ring[2]], {"highway": "footway", **HOSTILE_TAGS})
    town.way(9, [row[3]], {"highway": "path"})


_SQUARE = ((0, 0), (0.001, 0), (0.001, 0.001), (0, 0.001))


def _draw_square(town: Drawing, first: int, lon: float, lat: float, size: float) -> list[int]:
    corners = [
        town.node(first + i, lon + size * dx * 1000, lat + size * dy * 1000)
        for i, (dx, dy) in enumerate(_SQUARE)
    ]
    return [*corners, corners[0]]


def _draw_sites(town: Drawing) -> None:
    town.node(100, 15.005, 48.005, {"highway": "street_lamp"})
    town.node(101, 15.0, 48.005, {"highway": "street_lamp", "note": "on the edge"})
    town.node(102, 14.9999, 48.005, {"highway": "street_lamp", "note": "outside"})
    town.node(103, 15.006, 48.006, {"amenity": "bank", **HOSTILE_TAGS})
    towers = [town.node(110, 14.98, 47.995, {"power": "tower"}), town.node(111, 15.06, 48.03)]
    town.way(10, towers, {"power": "line", "operator": "ЈП Електро"})
    river = [town.node(120 + i, 15.015 + 0.001 * (i % 2), 47.99 + 0.01 * i) for i in range(5)]
    town.way(11, river, {"waterway": "river", "name": "Donau"})
    town.way(12, _draw_square(town, 130, 15.004, 48.012, 0.0005), {"building": "yes"})
    town.way(13, _draw_square(town, 140, 15.0295, 48.012, 0.002), {"building": "half outside"})
    town.way(14, _draw_square(town, 150, 14.9, 47.9, 0.3), {"natural": "water"})
    bow = [town.node(160 + i, 15.007 + dx, 48.016 + dy) for i, (dx, dy) in enumerate(_SQUARE)]
    town.way(15, [bow[0], bow[2], bow[1], bow[3], bow[0]], {"building": "bow tie"})
    town.way(16, [bow[0], bow[0]], {"man_made": "pipeline"})
    town.way(17, [bow[0]], {"power": "line"})


def _draw_relations(town: Drawing) -> None:
    halves = _draw_square(town, 200, 15.001, 48.001, 0.002)
    town.way(20, halves[:3])
    town.way(21, halves[2:])
    town.way(22, _draw_square(town, 210, 15.0015, 48.0015, 0.0005))
    ring = [("way", 20, "outer"), ("way", 21, "outer"), ("way", 22, "inner")]
    town.relation(1, ring, {"type": "multipolygon", "building": "yes", **_NO_TYPE})
    far = town.way(23, _draw_square(town, 220, 15.1, 48.1, 0.01))
    town.relation(2, [("way", far, "outer")], {"type": "multipolygon", "building": "far"})
    border = town.way(24, _draw_square(town, 230, 14.995, 48.005, 0.05))
    label = town.node(240, 15.02, 48.012, {"place": "town", "name": "Town"})
    parts = [("way", border, "outer"), ("node", label, "admin\x7fcentre")]
    town.relation(3, parts, {"type": "boundary", "boundary": "administrative"})
    whole = [("way", 14, "outer"), ("node", label, "label")]
    town.relation(4, whole, {"type": "boundary", "boundary": "administrative", "name": "All"})
    town.relation(5, [("way", 12, "outer"), ("way", 999, "outer")], {"type": "multipolygon"})
    lost = {"type": "multipolygon", "building": "a member is missing"}
    town.relation(6, [("way", 12, "outer"), ("way", 999, "outer")], lost)
    town.relation(7, [("way", 12, "")], {"type": "site", "amenity": "school"})


_NO_TYPE = {key: value for key, value in HOSTILE_TAGS.items() if key != "type"}
