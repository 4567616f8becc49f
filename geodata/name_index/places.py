"""Where an entry of the name index holds: countries, groups of countries, regions and circles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

import numpy as np
import shapely
from shapely.affinity import scale
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from geodata.arrays import Objects

WORLD = "001"
"""The code of every place."""

_USUAL_KM = 25.0
"""Radius of a circle that gives none.
https://github.com/rapideditor/location-conflation#points"""
_KM_IN_DEGREE = 111.32

Codes = frozenset[str]


@dataclass(frozen=True, slots=True)
class Places:
    """The parts of a study area that the name index can tell apart.

    Parameters
    ----------
    parts
        Codes in small letters, and the polygon in EPSG:4326 where they hold.
    """

    parts: tuple[tuple[Codes, BaseGeometry], ...]

    @property
    def codes(self) -> Codes:
        """Every code that holds somewhere in the area."""
        return frozenset({WORLD}).union(*(codes for codes, _ in self.parts))

    def locate(self, points: Objects) -> list[Codes]:
        """Find the codes that hold at points in EPSG:4326, shape (n,)."""
        if not self.parts:
            return [frozenset({WORLD})] * len(points)
        x, y = shapely.get_x(points), shapely.get_y(points)
        is_in = np.array([shapely.contains_xy(area, x, y) for _, area in self.parts])
        known = {
            row: frozenset({WORLD}).union(
                *(codes for (codes, _), here in zip(self.parts, row, strict=True) if here)
            )
            for row in set(map(tuple, is_in.T))
        }
        return [known[tuple(row)] for row in is_in.T]


def find_places(area: BaseGeometry, read: Callable[[str], Any]) -> Places:
    """Find the countries, regions and circles that a study area lies in.

    Parameters
    ----------
    area
        Polygon in EPSG:4326.
    read
        Reads a member of the extract: ``borders``, ``regions`` or ``circles``.
    """
    borders: list[dict[str, Any]] = read("borders")
    members = {code: one for one in borders for code in one["codes"]}
    countries = [
        (_list_codes(one, members), shape(one["geometry"])) for one in borders if one["geometry"]
    ]
    regions = [(frozenset({name}), shape(geometry)) for name, geometry in read("regions").items()]
    circles = [(frozenset({code_place(one)}), _draw_circle(one)) for one in read("circles")]
    parts = ((codes, _cut(one, area)) for codes, one in (*countries, *regions, *circles))
    return Places(tuple((codes, part) for codes, part in parts if not part.is_empty))


def code_place(place: str | Sequence[float]) -> str:
    """Give the code of a place: its own, or that of a circle of lon, lat and perhaps a radius."""
    return place.lower() if isinstance(place, str) else ",".join(map(str, place))


def holds_at(include: Iterable[str], exclude: Iterable[str], codes: Codes) -> bool:
    """Tell whether an entry holds where some codes do."""
    return not codes.isdisjoint(include) and codes.isdisjoint(exclude)


def _list_codes(border: Mapping[str, Any], members: Mapping[str, Mapping[str, Any]]) -> Codes:
    """List the codes of a country and of every group that it belongs to."""
    groups = [members.get(name.lower(), {"codes": [name.lower()]}) for name in border["groups"]]
    return frozenset(border["codes"]).union(*(one["codes"] for one in groups))


def _draw_circle(place: Sequence[float]) -> BaseGeometry:
    lon, lat, km = (*place, _USUAL_KM)[:3]
    flat = Point(lon, lat).buffer(km / _KM_IN_DEGREE)
    return scale(flat, xfact=1 / cos(radians(lat)), origin=(lon, lat))


def _cut(place: BaseGeometry, area: BaseGeometry) -> BaseGeometry:
    """Cut a place to the study area's box, so that little has to be looked through."""
    box = shapely.box(*area.buffer(0.01).bounds)
    if not shapely.box(*place.bounds).intersects(box):
        return Point()
    return shapely.intersection(shapely.make_valid(place), box)
