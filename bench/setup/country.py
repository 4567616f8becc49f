"""A made-up country: towns in rows, all of one plan, with roads and power lines between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import osmium
from osmium.osm.mutable import Node, Relation, Way
from setup.city import RIVER_NAME, STUDY_AREA, City, draw_city

if TYPE_CHECKING:
    from pathlib import Path

    Box = tuple[float, float, float, float]

_COLUMNS = 10
_STEP = (0.3, 0.2)
"""From town to town, in degrees."""
_ROAD_NODES = 700
_HIGHEST_NODE = 12_500_000_000
"""As in OpenStreetMap of today: memory for ids grows with the highest, not with their number."""
_ABOUT = {"version": 1, "timestamp": "2026-11-01T00:00:00Z"}
PROFILE = """
id = "town-{number}"
name = {{ en = "Town {number}" }}
study_area = {box}
[divide]
waterways = ["{river}"]
left = {{ id = "north", name = {{ en = "North" }} }}
right = {{ id = "south", name = {{ en = "South" }} }}
"""


def write_country(path: Path, towns: int) -> int:
    """Write a country of so many towns as an OSM file, and count its nodes."""
    plan = draw_city()
    country = City(seed=11)
    for number in range(towns):
        _add_surroundings(country, number)
    last = towns * len(plan.nodes)
    nodes = last + len(country.nodes)
    step = _HIGHEST_NODE // nodes
    with osmium.SimpleWriter(str(path)) as writer:
        for number in range(towns):
            _write_nodes(writer, plan, (number * len(plan.nodes), step), _shift(number))
        _write_nodes(writer, country, (last, step), (0.0, 0.0))
        for number in range(towns):
            counts = number * len(plan.ways), number * len(plan.nodes)
            _write_ways(writer, plan, counts, step)
        _write_ways(writer, country, (towns * len(plan.ways), last), step)
        for number in range(towns):
            _write_relations(writer, plan, number)
    return nodes


def write_profiles(folder: Path, towns: int) -> list[Path]:
    """Write a profile for each town."""
    paths = [folder / f"town-{number}.toml" for number in range(towns)]
    for number, path in enumerate(paths):
        text = PROFILE.format(number=number, box=list(find_box(number)), river=RIVER_NAME)
        path.write_text(text, encoding="utf-8")
    return paths


def find_box(number: int) -> Box:
    """Tell the study area of a town."""
    (left, bottom, right, top), (lon, lat) = STUDY_AREA, _shift(number)
    edges = (left + lon, bottom + lat, right + lon, top + lat)
    west, south, east, north = (round(edge, 6) for edge in edges)
    return west, south, east, north


def _shift(number: int) -> tuple[float, float]:
    return number % _COLUMNS * _STEP[0], number // _COLUMNS * _STEP[1]


def _add_surroundings(country: City, number: int) -> None:
    """Add a road through a town to the next, and a power line whose pylons stand outside of it."""
    left, bottom, right, top = find_box(number)
    step = _STEP[0] / _ROAD_NODES
    lat = bottom + 0.3 * (top - bottom)
    road = [_place(country, left + at * step, lat) for at in range(_ROAD_NODES)]
    for start in range(0, _ROAD_NODES - 1, 50):
        country.way(road[start : start + 51], {"highway": "secondary", "ref": f"{number}"})
    wire = [_place(country, left - 0.01, bottom), _place(country, right + 0.01, top)]
    country.way(wire, {"power": "line", "voltage": "110000"})


def _place(country: City, lon: float, lat: float) -> int:
    country.nodes.append((round(lon, 7), round(lat, 7), {}))
    return len(country.nodes)


def _write_nodes(
    writer: osmium.SimpleWriter, plan: City, ids: tuple[int, int], shift: tuple[float, float]
) -> None:
    before, step = ids
    for number, (lon, lat, tags) in enumerate(plan.nodes, before + 1):
        place = lon + shift[0], lat + shift[1]
        writer.add_node(Node(id=number * step, location=place, tags=tags, **_ABOUT))


def _write_ways(
    writer: osmium.SimpleWriter, plan: City, before: tuple[int, int], step: int
) -> None:
    for number, (nodes, tags) in enumerate(plan.ways, before[0] + 1):
        refs = [(node + before[1]) * step for node in nodes]
        writer.add_way(Way(id=number, nodes=refs, tags=tags, **_ABOUT))


def _write_relations(writer: osmium.SimpleWriter, plan: City, number: int) -> None:
    before = number * len(plan.ways)
    for at, (ways, tags) in enumerate(plan.relations, number * len(plan.relations) + 1):
        members = [("w", way + before, role) for way, role in ways]
        writer.add_relation(Relation(id=at, members=members, tags=tags, **_ABOUT))
