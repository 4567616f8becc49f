"""The modelled buildings: houses along streets, blocks of flats around courtyards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient
from shapely.strtree import STRtree

from pipelines.sample.osm import Document, Tags

_SETBACK_M = 8.0
_REACH_M = 24.0
_CENTRE_M = 600.0
_DENSITY = 0.55
"""Share of the lots that are built on in the centre; it falls with the distance."""


def fill_blocks(
    blocks: Iterable[Polygon],
    streets: STRtree,
    barred: BaseGeometry,
    centre: Point,
    rng: np.random.Generator,
) -> Iterator[tuple[Polygon, Tags]]:
    """Build on blocks, off the streets around them.

    Parameters
    ----------
    blocks
        Bounded by the middle of streets, or by the end of the town; in the metric CRS.
    streets
        Lines, one of which a building has to stand near.
    barred
        Where nothing may stand: water, rails, sites of utilities.

    Yields
    ------
    tuple of Polygon and dict
        A building's outline and its tags.
    """
    for block in blocks:
        distance_m = block.centroid.distance(centre)
        court = _draw_court(block) if distance_m < _CENTRE_M and rng.random() < 0.3 else None
        outlines = [court] if court else _line_street(block, distance_m, rng)
        for outline in outlines:
            has_street = streets.query(outline, predicate="dwithin", distance=_REACH_M).size
            if has_street and not outline.intersects(barred):
                yield outline, _describe(outline, distance_m, rng)


def add_buildings(document: Document, buildings: Iterable[tuple[Polygon, Tags]]) -> None:
    """Add buildings, those with a courtyard as multipolygon relations."""
    for outline, tags in buildings:
        document.add_area(outline, tags)


def _draw_court(block: Polygon) -> Polygon | None:
    """Draw a building around a courtyard, where the block leaves room for one."""
    outer = block.buffer(-_SETBACK_M, join_style="mitre").simplify(1.5)
    inner = outer.buffer(-13, join_style="mitre").simplify(1.5)
    if not isinstance(outer, Polygon) or not isinstance(inner, Polygon):
        return None
    if inner.area < 250 or outer.area > 9_000:
        return None
    court = Polygon(outer.exterior, [inner.exterior])
    return court if court.is_valid else None


def _line_street(block: Polygon, distance_m: float, rng: np.random.Generator) -> Iterator[Polygon]:
    """Put buildings side by side along the edge of a block, facing out."""
    yard = block.buffer(-_SETBACK_M, join_style="mitre").simplify(0.5)
    if not isinstance(yard, Polygon) or yard.is_empty:
        return
    grain = 1.5 if distance_m < _CENTRE_M else 1.0
    share = _DENSITY * (1.0 - 0.5 * min(1.0, distance_m / 2_200))
    room: BaseGeometry = yard.buffer(0.1)
    for start, end in pairwise(orient(yard).exterior.coords):
        front = LineString([start, end])
        at_m = rng.uniform(1, 5)
        while at_m + 9 < front.length:
            width_m = min(rng.uniform(9, 16) * grain, front.length - at_m)
            house = _draw_house(front, at_m, width_m, rng.uniform(8, 12) * grain, rng)
            if rng.random() < share and room.contains(house):
                room = room - house.buffer(1.5)
                yield house
            at_m += width_m + rng.uniform(3, 9)


def _draw_house(
    front: LineString, at_m: float, width_m: float, depth_m: float, rng: np.random.Generator
) -> Polygon:
    """Draw a rectangle, or an L, behind a stretch of a front whose inside is on its left."""
    (x0, y0), (x1, y1) = front.coords
    ux, uy = (x1 - x0) / front.length, (y1 - y0) / front.length
    corners = [(0.0, 0.0), (width_m, 0.0), (width_m, depth_m), (0.0, depth_m)]
    if rng.random() < 0.18:
        notch, step_m = 0.55 * width_m, 0.5 * depth_m
        corners[2:] = [(width_m, step_m), (notch, step_m), (notch, depth_m), (0.0, depth_m)]
    return Polygon(
        (x0 + (at_m + a) * ux - b * uy, y0 + (at_m + a) * uy + b * ux) for a, b in corners
    )


def _describe(outline: Polygon, distance_m: float, rng: np.random.Generator) -> Tags:
    """Tag a building by its size and its distance from the centre."""
    is_central = distance_m < _CENTRE_M
    if outline.interiors:
        kind, storeys = "apartments", int(rng.integers(4, 8))
    elif outline.area > 190:
        kind = str(rng.choice(["apartments", "commercial", "retail", "office", "yes"]))
        storeys = int(rng.integers(3, 12 if is_central else 6))
    else:
        kinds = ["house", "house", "residential", "yes", "yes", "detached", "garage"]
        kind, storeys = str(rng.choice(kinds)), int(rng.integers(1, 4))
    tags = {"building": kind, "source": "modelled"}
    if kind == "garage":
        storeys = 1
    if rng.random() < 0.6:
        tags["building:levels"] = str(storeys)
    return tags
