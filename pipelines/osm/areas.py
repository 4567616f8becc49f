"""Areas of relations that osmnx makes nothing of: members lack, roles lack, or a ring is crossed.

https://wiki.openstreetmap.org/wiki/Relation:multipolygon
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from geodata.divide.tangles import is_tangled
from pipelines.osm.elements import Elements, Member

_ROLES = {"outer": "outer", "exclave": "outer", "inner": "inner", "enclave": "inner", "": ""}
"""Role → what it means for the area; members of another role are no part of it."""

_AREAS = frozenset({"multipolygon", "boundary"})


@dataclass
class DrawnAreas:
    """What became of the relations that osmnx would make nothing, or too little, of."""

    shapes: dict[int, BaseGeometry] = field(default_factory=dict)
    """Relation → its area, (lon, lat)."""
    incomplete: list[int] = field(default_factory=list)
    """Those that lack members, or nodes of members."""
    crossed: list[int] = field(default_factory=list)
    """Those with a ring that crosses itself."""
    open: list[int] = field(default_factory=list)
    """Those of which nothing can be drawn, as no ring closes."""
    tangled: list[int] = field(default_factory=list)
    """Those that cross themselves too often to be drawn."""


def draw_areas(elements: Elements, relations: Iterable[int]) -> DrawnAreas:
    """Draw the faulty ones among some relations; sound ones are left to osmnx.

    Without roles, what lies in an odd number of rings is in the area. A member that is not there
    leaves out its ring alone: what an extract leaves out lies outside it, and so does that ring.
    """
    drawn = DrawnAreas()
    for number in relations:
        if elements.get_tags("relation", number).get("type") not in _AREAS:
            continue
        ways = _list_ways(elements.relations[number])
        lines = {ref: line for ref in ways if (line := _draw_way(elements, ref)) is not None}
        is_whole = len(lines) == len(ways) and elements.cut_ways.isdisjoint(ways)
        if is_tangled(list(lines.values())):
            drawn.tangled.append(number)
            continue
        is_simple = _has_simple_rings(lines, ways)
        if is_whole and is_simple and "" not in ways.values():
            continue
        area = _draw_area(lines, ways)
        if area.is_empty:
            drawn.open.append(number)
            continue
        drawn.shapes[number] = area
        if not is_whole:
            drawn.incomplete.append(number)
        elif not is_simple:
            drawn.crossed.append(number)
    return drawn


def settle_roles(members: Iterable[Member]) -> list[Member]:
    """Write roles as osmnx knows them: outer, inner, or none."""
    return [Member(one.kind, one.ref, _ROLES.get(one.role.strip().lower(), "")) for one in members]


def _list_ways(members: Iterable[Member]) -> dict[int, str]:
    """List the ways that make an area, each once, with their settled role."""
    roles = ((one.ref, one.role.strip().lower()) for one in members if one.kind == "way")
    return {ref: _ROLES[role] for ref, role in roles if role in _ROLES}


def _draw_way(elements: Elements, number: int) -> LineString | None:
    places = [elements.nodes[node] for node in elements.ways.get(number, ())]
    return shapely.LineString(places) if len(places) > 1 else None


def _has_simple_rings(lines: Mapping[int, LineString], ways: Mapping[int, str]) -> bool:
    """Tell whether the lines of each role join to rings, none of which meets itself."""
    for role in ("outer", "inner"):
        parts = [line for ref, line in lines.items() if ways[ref] == role]
        if parts:
            merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(parts)))
            if not np.all(shapely.is_ring(merged)):
                return False
    return True


def _draw_area(lines: Mapping[int, LineString], ways: Mapping[int, str]) -> BaseGeometry:
    roles = {ways[ref] for ref in lines}
    if "" in roles:
        return shapely.build_area(shapely.union_all(list(lines.values())))
    outer, inner = (
        shapely.union_all(
            shapely.get_parts(
                shapely.polygonize(
                    [shapely.union_all([line for ref, line in lines.items() if ways[ref] == role])]
                )
            )
        )
        for role in ("outer", "inner")
    )
    return shapely.difference(outer, inner)
