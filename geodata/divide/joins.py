"""What a cross-river project joins: banks, the streets at its ends, providers present on both."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import geopandas as gpd
import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geodata.arrays import Objects
from geodata.divide.banks import Divide
from geodata.divide.sides import ACROSS, find_sides

CORRIDOR_M = 100.0
"""Lines no further from a project than this could share its structure."""


@dataclass(frozen=True, slots=True)
class UtilityLines:
    """Lines that a structure could carry; shape (k,) each."""

    tree: STRtree
    """Of their geometries, in a metric CRS."""
    layer: Objects
    side: Objects
    provider: Objects
    operator: Objects


@dataclass(frozen=True, slots=True)
class StreetAtEnd:
    """The street nearest to one end of a project, on that end's bank."""

    side: str
    osm_id: str
    name: str | None
    distance_m: float


@dataclass(frozen=True, slots=True)
class SharedProvider:
    """A provider with lines on both banks near a project; `provider` is None when unlisted."""

    provider: str | None
    operator: str | None
    layers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Joins:
    """What a project joins; empty where nothing says where it is."""

    sides: tuple[str, ...] = ()
    """Ids of the banks that it touches."""
    streets: tuple[StreetAtEnd, ...] = ()
    """Of lines: the streets within `CORRIDOR_M` of its two ends."""
    providers: tuple[SharedProvider, ...] = ()
    """Those with lines on both banks within `CORRIDOR_M`."""

    def to_dict(self) -> dict[str, object]:
        """Turn it into plain lists and dictionaries for JSON."""
        return asdict(self)


def find_joins(
    geometry: BaseGeometry | None,
    divide: Divide,
    streets: gpd.GeoDataFrame,
    lines: gpd.GeoDataFrame,
) -> Joins:
    """Find what a project joins.

    Parameters
    ----------
    geometry
        Of the project, in the metric CRS of the divide; None gives empty joins.
    streets
        Layers that people travel on, same CRS: `element`, `id`, `name`, `side`.
    lines
        Utility lines, same CRS: `layer`, `side`, `provider`, `operator`.
    """
    if geometry is None:
        return Joins()
    side = find_sides(divide, np.array([geometry], dtype=object))[0][0]
    both = (divide.left_id, divide.right_id)
    sides = both if side == ACROSS else tuple(one for one in both if one == side)
    ends = (
        [Point(geometry.coords[at]) for at in (0, -1)] if geometry.geom_type == "LineString" else []
    )
    found = (_find_street(end, divide, streets) for end in ends)
    return Joins(
        sides,
        tuple(street for street in found if street is not None),
        find_shared_providers(geometry, divide, list_lines(lines)),
    )


def _find_street(
    end: BaseGeometry, divide: Divide, streets: gpd.GeoDataFrame
) -> StreetAtEnd | None:
    """Find the nearest street on the bank of a project's end."""
    is_left = bool(shapely.intersects(divide.left, end))
    side = divide.left_id if is_left else divide.right_id
    same_bank = streets[streets["side"] == side]
    apart_m = shapely.distance(same_bank.geometry.to_numpy(), end)
    if not len(apart_m) or apart_m.min() > CORRIDOR_M:
        return None
    street = same_bank.iloc[int(apart_m.argmin())]
    name = street["name"] if isinstance(street["name"], str) else None
    osm_id = f"{street['element']}/{street['id']}"
    return StreetAtEnd(side, osm_id, name, round(float(apart_m.min()), 1))


def list_lines(lines: gpd.GeoDataFrame) -> UtilityLines:
    """List lines, with the columns `layer`, `side`, `provider`, `operator`, as plain arrays."""
    columns = (lines[name].to_numpy(object) for name in ("layer", "side", "provider", "operator"))
    return UtilityLines(STRtree(lines.geometry.to_numpy()), *columns)


def find_shared_providers(
    geometry: BaseGeometry, divide: Divide, lines: UtilityLines
) -> tuple[SharedProvider, ...]:
    """Find who has lines near a project on both banks; a line across counts for both.

    Parameters
    ----------
    geometry
        In the metric CRS of the divide and the lines.
    """
    near = np.sort(lines.tree.query(geometry, "dwithin", CORRIDOR_M))
    present: dict[tuple[str, bool], list[tuple[str, str]]] = {}
    # Plain loops on purpose: grouping a handful of rows costs a what-if a third of its time.
    columns = (lines.layer, lines.side, lines.provider, lines.operator)
    for layer, side, provider, operator in zip(*(one[near] for one in columns), strict=True):
        is_listed = isinstance(provider, str)
        name = provider if is_listed else operator
        if isinstance(name, str):
            present.setdefault((name, is_listed), []).append((layer, side))
    found = []
    for (name, is_listed), uses in sorted(present.items()):
        sides = {side for _, side in uses}
        if ACROSS in sides or {divide.left_id, divide.right_id} <= sides:
            layers = tuple(sorted({layer for layer, _ in uses}))
            provider, operator = (name, None) if is_listed else (None, name)
            found.append(SharedProvider(provider, operator, layers))
    return tuple(found)
