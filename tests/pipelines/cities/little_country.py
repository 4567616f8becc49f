"""A country of little cities in a row, with what reaches over several of them.

::

    ───────────────────────────────────────── a wire whose pylons stand in none of the cities
       ┌───────┐      ┌───────┐      ┌───────┐
    ≈≈≈│≈≈≈≈≈≈≈│≈≈  ≈≈│≈≈≈≈≈≈≈│≈≈  ≈≈│≈≈≈≈≈≈≈│≈≈
       └───────┘      └───────┘      └───────┘
       little-0       little-1       little-2
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.overpass.drawing import NO_TAGS, Drawing
from tests.pipelines.little_city import BOX, PROFILE, draw_into, write_profile

STEP = 0.1
_MANY = 1_000
"""Ids of a city's elements; more than one has."""


class _Shifted(Drawing):
    """Draws the same things elsewhere, under other ids."""

    def __init__(self, country: Drawing, number: int) -> None:
        super().__init__()
        self._country, self._ids, self._lon = country, number * _MANY, number * STEP

    def node(self, number: int, lon: float, lat: float, tags: Mapping[str, str] = NO_TAGS) -> int:
        self._country.node(number + self._ids, lon + self._lon, lat, tags)
        return number

    def way(self, number: int, nodes: Sequence[int], tags: Mapping[str, str] = NO_TAGS) -> int:
        self._country.way(number + self._ids, [node + self._ids for node in nodes], tags)
        return number

    def relation(
        self, number: int, members: Sequence[tuple[str, int, str]], tags: Mapping[str, str]
    ) -> int:
        shifted = [(kind, ref + self._ids, role) for kind, ref, role in members]
        self._country.relation(number + self._ids, shifted, tags)
        return number


def draw_country(path: Path, towns: int, street: str = "Uferstraße") -> Path:
    """Write the country as an OSM file."""
    country = Drawing()
    for number in range(towns):
        draw_into(_Shifted(country, number), street=street)
    _draw_between(country, towns)
    left, bottom, right, top = BOX
    return country.save(path, (left - 1, bottom - 1, right + STEP * towns, top + 1))


def _draw_between(country: Drawing, towns: int) -> None:
    """Draw a wire over all, an island in two parts, and a place known by a node without tags."""
    first = towns * _MANY
    far = BOX[2] + STEP * towns
    ends = [country.node(first + 1, 14.9, 48.018), country.node(first + 2, far, 48.018)]
    country.way(first + 1, ends, {"power": "line", "operator": "Strom"})
    rings = []
    for at, lon in enumerate((15.004, 15.004 + STEP)):
        numbers = [first + 10 + at * 10 + corner for corner in range(3)]
        places = ((lon, 48.005), (lon + 0.002, 48.005), (lon + 0.002, 48.006))
        ring = [country.node(n, *place) for n, place in zip(numbers, places, strict=True)]
        rings.append(country.way(first + 2 + at, [*ring, ring[0]], NO_TAGS))
    members = [("way", ring, "outer") for ring in rings]
    country.relation(first + 1, members, {"type": "multipolygon", "building": "yes"})
    label = country.node(first + 40, 15.025, 48.018)
    outline = [country.node(first + 41 + at, 14.8 + at / 100, 48.0 + at / 50) for at in range(3)]
    ring = country.way(first + 4, [*outline, outline[0]])
    land = {"type": "boundary", "boundary": "administrative", "name": "Land"}
    country.relation(first + 2, [("node", label, "label"), ("way", ring, "outer")], land)


def write_profiles(folder: Path, towns: int) -> list[Path]:
    """Write a profile for each city; they share their registries."""
    write_profile(folder)
    paths = [folder / f"little-{number}.toml" for number in range(towns)]
    for number, path in enumerate(paths):
        text = PROFILE.replace('id = "little"', f'id = "little-{number}"')
        text = text.replace("[15.0, 48.0, 15.03, 48.02]", str(find_box(number)))
        text = text.replace("osm_relation = 1\n", f"osm_relation = {number * _MANY + 1}\n")
        path.write_text(text, encoding="utf-8")
    return paths


def find_box(number: int) -> list[float]:
    """Tell the study area of a city."""
    left, bottom, right, top = BOX
    return [round(left + number * STEP, 6), bottom, round(right + number * STEP, 6), top]
