"""A made-up city the size of Mitrovica, the same in every run: a river, six bridges, two banks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import osmium
from osmium.osm.mutable import Node, Relation, Way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

NODES = 99_443
RIVER_NAME = "Ibar / Ibri"
STUDY_AREA = (20.8, 42.85, 20.905, 42.927)
"""Left, bottom, right, top."""

_SIDE = 123
"""Street corners along one side of the city."""
_BLOCK_M = 70.0
_RIVER_ROW = 61
_BRIDGES = (12, 33, 52, 63, 78, 104)
HOUSES = 20_000
_COURTYARDS = 50
_DEG_PER_M = (1 / (111_320 * np.cos(np.radians(42.89))), 1 / 111_200)

Tags = dict[str, str]


class City:
    """Collects elements; positions are in metres from the south-west corner."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.nodes: list[tuple[float, float, Mapping[str, str]]] = []
        self.ways: list[tuple[Sequence[int], Mapping[str, str]]] = []
        self.relations: list[tuple[Sequence[tuple[int, str]], Mapping[str, str]]] = []

    def node(self, x_m: float, y_m: float, tags: Mapping[str, str] | None = None) -> int:
        """Add a node and return its id."""
        lon = STUDY_AREA[0] + x_m * _DEG_PER_M[0]
        lat = STUDY_AREA[1] + y_m * _DEG_PER_M[1]
        self.nodes.append((round(lon, 7), round(lat, 7), tags or {}))
        return len(self.nodes)

    def way(self, nodes: Sequence[int], tags: Mapping[str, str] | None = None) -> int:
        """Add a way and return its id."""
        self.ways.append((nodes, tags or {}))
        return len(self.ways)

    def box(self, x_m: float, y_m: float, size_m: Sequence[float], angle: float = 0.0) -> list[int]:
        """Draw a closed rectangle around a point."""
        corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) / 2 * size_m
        turn = np.array([(np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle))])
        ring = [self.node(x_m + x, y_m + y) for x, y in (corners @ turn).tolist()]
        return [*ring, ring[0]]

    def spot(self) -> tuple[float, float]:
        """Draw a place somewhere in the city."""
        x_m, y_m = self.rng.uniform(0, (_SIDE - 1) * _BLOCK_M, 2).tolist()
        return x_m, y_m

    def pick(self, *values: str) -> str:
        """Pick one of some words."""
        return values[self.rng.integers(len(values))]


def write_city(path: Path, seed: int = 7, houses: int = HOUSES) -> dict[str, int]:
    """Write the city as an OSM file and count its elements."""
    city = draw_city(seed, houses)
    about = {"version": 1, "timestamp": "2026-11-01T00:00:00Z"}
    with osmium.SimpleWriter(str(path)) as writer:
        for number, (lon, lat, tags) in enumerate(city.nodes, 1):
            writer.add_node(Node(id=number, location=(lon, lat), tags=tags, **about))
        for number, (nodes, tags) in enumerate(city.ways, 1):
            writer.add_way(Way(id=number, nodes=nodes, tags=tags, **about))
        for number, (ways, tags) in enumerate(city.relations, 1):
            members = [("w", way, role) for way, role in ways]
            writer.add_relation(Relation(id=number, members=members, tags=tags, **about))
    return {
        "nodes": len(city.nodes),
        "ways": len(city.ways),
        "relations": len(city.relations),
        "buildings": sum("building" in tags for _, tags in city.ways) + _COURTYARDS,
    }


def draw_city(seed: int = 7, houses: int = HOUSES) -> City:
    """Draw the city, element by element."""
    city = City(seed)
    _add_streets(city)
    _add_river(city)
    _add_houses(city, houses)
    _add_utilities(city)
    _add_power_lines(city)
    return city


def _add_streets(city: City) -> None:
    """Add a grid with gaps, cut into ways; the two banks meet at the bridges only."""
    rows, columns = np.indices((_SIDE, _SIDE))
    is_on_bank = np.isin(rows, (_RIVER_ROW, _RIVER_ROW + 1))[:, :, None]
    shift_m = city.rng.normal(0, 9, (_SIDE, _SIDE, 2))
    places = np.stack([columns, rows], axis=2) * _BLOCK_M + np.where(is_on_bank, 0, shift_m)
    grid = np.array([[city.node(*place) for place in row] for row in places.tolist()])
    for row in range(_SIDE):
        _add_street(city, grid[row], city.rng.random(_SIDE - 1) < 0.6, f"Ulica {row}")
    for column in range(_SIDE):
        is_kept = city.rng.random(_SIDE - 1) < 0.6
        is_kept[_RIVER_ROW] = False
        _add_street(city, grid[:, column], is_kept, f"Rruga {column}")
    for number, column in enumerate(_BRIDGES, 1):
        tags = {"highway": "primary", "bridge": "yes", "name": f"Most {number} / Ura {number}"}
        city.way(grid[_RIVER_ROW : _RIVER_ROW + 2, column].tolist(), tags)


def _add_street(
    city: City, corners: NDArray[np.int_], is_kept: NDArray[np.bool_], name: str
) -> None:
    """Add the kept stretches of a street, each as one or several ways."""
    begins = np.r_[True, ~is_kept[:-1] | (city.rng.random(len(is_kept) - 1) < 0.29)]
    for start in np.flatnonzero(begins & is_kept).tolist():
        end = start + 1
        while end < len(is_kept) and is_kept[end] and not begins[end]:
            end += 1
        kind = city.pick("residential", "residential", "residential", "tertiary", "service")
        tags = {"highway": kind, "name": name, "maxspeed": "30"}
        if city.rng.random() < 0.1:
            tags["oneway"] = "yes"
        city.way(corners[start : end + 1].tolist(), tags)


def _find_river(x_m: NDArray[np.float64]) -> NDArray[np.float64]:
    return (_RIVER_ROW + 0.5 + 0.3 * np.sin(x_m / 630)) * _BLOCK_M


def _add_river(city: City) -> None:
    """Add the river: its line, drawn downstream to the east, and its water as a multipolygon."""
    x_m = np.linspace(-140, (_SIDE + 2) * _BLOCK_M, 251)
    line, north, south = (
        [city.node(*place) for place in np.c_[x_m, _find_river(x_m) + off_m].tolist()]
        for off_m in (0, 14, -14)
    )
    city.way(line, {"waterway": "river", "name": RIVER_NAME})
    banks = [city.way([*north, south[-1]]), city.way([*reversed(south), north[0]])]
    tags = {"type": "multipolygon", "natural": "water", "water": "river"}
    city.relations.append(([(way, "outer") for way in banks], tags))


def _add_houses(city: City, houses: int) -> None:
    """Add houses, denser in the middle, none in the river, and some blocks with a courtyard."""
    for _ in range(houses):
        x_m, y_m = _find_dry_place(city)
        size_m = city.rng.uniform(8, 20, 2).tolist()
        kind = city.pick("yes", "yes", "yes", "house", "apartments", "garage")
        tags = {"building": kind}
        if kind == "apartments":
            tags["building:levels"] = str(city.rng.integers(4, 15))
        if city.rng.random() < 0.1:
            tags |= {"addr:street": "Ulica", "addr:housenumber": str(city.rng.integers(1, 200))}
        city.way(city.box(x_m, y_m, size_m, city.rng.uniform(0, np.pi)), tags)
    for _ in range(_COURTYARDS):
        x_m, y_m = _find_dry_place(city)
        rings = [(city.way(city.box(x_m, y_m, size)), role) for size, role in _RINGS]
        city.relations.append((rings, {"type": "multipolygon", "building": "yes"}))


_RINGS = (((40, 40), "outer"), ((15, 15), "inner"))


def _find_dry_place(city: City) -> tuple[float, float]:
    while True:
        _, y_m = city.spot()
        x_m = float(city.rng.normal(_SIDE / 2, _SIDE / 4)) * _BLOCK_M
        is_in_city = 50 < x_m < (_SIDE - 2) * _BLOCK_M
        if is_in_city and abs(y_m - _find_river(np.float64(x_m))) > 60:
            return x_m, y_m


def _add_utilities(city: City) -> None:
    """Add sites and pipes; operators differ by bank, as do their scripts."""
    for count, make_tags in _SITES:
        for _ in range(count):
            x_m, y_m = city.spot()
            city.node(x_m, y_m, make_tags(city) | _operate(city, y_m))
    for _ in range(30):
        x_m, y_m = city.spot()
        city.way(city.box(x_m, y_m, (30, 25)), {"power": "substation"} | _operate(city, y_m))
    for _ in range(120):
        x_m, y_m = city.spot()
        nodes = [city.node(x_m + 30 * i, y_m + 20 * np.sin(i)) for i in range(12)]
        substance = city.pick("water", "sewage", "heat")
        tags = {"man_made": "pipeline", "substance": substance} | _operate(city, y_m)
        city.way(nodes, tags)


def _operate(city: City, y_m: float) -> Tags:
    is_north = y_m > _RIVER_ROW * _BLOCK_M
    north, south = ("Elektrosever", "Телеком Србија", "ЈКП Водовод Ибар"), ("KEDS", "Vala", "KUR")
    return {"operator": city.pick(*(north if is_north else south))}


_MAST = {"man_made": "mast", "tower:type": "communication"}
_SITES: tuple[tuple[int, Callable[[City], Tags]], ...] = (
    (220, lambda _: {"power": "transformer", "voltage": "10000"}),
    (160, lambda _: _MAST),
    (90, lambda city: {"telecom": city.pick("exchange", "service_device")}),
    (60, lambda city: {"man_made": city.pick("water_tower", "water_well")}),
    (400, lambda city: {"amenity": city.pick("school", "clinic", "police", "bank", "cafe")}),
)


def _add_power_lines(city: City) -> None:
    """Add forty lines on towers, which bring the city to its exact number of nodes."""
    for share in _split_evenly(NODES - len(city.nodes), 40):
        x_m, y_m = city.spot()
        turn = city.rng.uniform(0, 2 * np.pi)
        step = 45 * np.cos(turn), 45 * np.sin(turn)
        nodes = [
            city.node(x_m + i * step[0], y_m + i * step[1], {"power": "tower"})
            for i in range(share)
        ]
        city.way(nodes, {"power": "line", "voltage": "35000"} | _operate(city, y_m))


def _split_evenly(total: int, parts: int) -> Iterator[int]:
    return (total // parts + (part < total % parts) for part in range(parts))
