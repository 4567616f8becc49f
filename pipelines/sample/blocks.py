"""Cuts a bank's town into blocks, first along arterials, then again and again across the middle."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from shapely.geometry import LineString, Point, Polygon
from shapely.ops import split

from pipelines.sample.osm import XY
from pipelines.sample.parts import list_lines, list_polygons, pick_largest

_SMALLEST_SHARE = 0.2
_TRIES = 4


@dataclass(frozen=True)
class Cut:
    """A line along which a town was cut: a street to be."""

    line: LineString
    rank: int
    """0 for an arterial, then one more for each time that its block had been cut before."""
    block_m2: float
    """Area of the block that it cut."""


def cut_along(town: list[Polygon], line: LineString) -> tuple[list[Polygon], list[LineString]]:
    """Cut every polygon that a line passes, and return the parts and the pieces of the line."""
    parts: list[Polygon] = []
    pieces: list[LineString] = []
    for polygon in town:
        parts += list_polygons(split(polygon, line))
        pieces += list_lines(line & polygon)
    return parts, pieces


def cut_into_blocks(
    polygon: Polygon, centre: Point, rng: np.random.Generator, rank: int = 1
) -> Iterator[Polygon | Cut]:
    """Cut a polygon into blocks that grow with their distance from the centre.

    Yields
    ------
    Polygon or Cut
        Blocks and the cuts that made them; in the metric CRS.
    """
    limit_m2 = _limit_m2(polygon.centroid.distance(centre)) * rng.uniform(0.75, 1.35)
    cut = None if polygon.area < limit_m2 else _find_cut(polygon, rng)
    if cut is None:
        yield polygon
        return
    parts, pieces = cut_along([polygon], cut)
    for piece in pieces:
        yield Cut(piece, rank, polygon.area)
    for part in parts:
        yield from cut_into_blocks(part, centre, rng, rank + 1)


def _limit_m2(distance_m: float) -> float:
    """Blocks of half a hectare in the centre, of two hectares and more at the edge."""
    return 5_500 + 17_000 * math.pow(min(1.0, distance_m / 2_000), 1.5)


def _find_cut(polygon: Polygon, rng: np.random.Generator) -> LineString | None:
    """Try a few lines across the longer axis until one leaves no slivers."""
    for _ in range(_TRIES):
        line = _draw_across(polygon, rng)
        parts = list_polygons(split(polygon, line))
        if len(parts) > 1 and min(part.area for part in parts) > _SMALLEST_SHARE * polygon.area:
            return line
    return None


def _draw_across(polygon: Polygon, rng: np.random.Generator) -> LineString:
    """Draw a slightly bowed line across the middle of the longer side."""
    corners = list(pick_largest(polygon.minimum_rotated_rectangle).exterior.coords)
    (ax, ay), (bx, by), (cx, cy) = ((x, y) for x, y in corners[:3])
    sides = [(bx - ax, by - ay), (cx - bx, cy - by)]
    (lx, ly), (sx, sy) = sorted(sides, key=lambda side: -math.hypot(*side))
    tilt = rng.normal(0, 0.07)
    sx, sy = sx * math.cos(tilt) - sy * math.sin(tilt), sx * math.sin(tilt) + sy * math.cos(tilt)
    shift, bow = rng.uniform(-0.1, 0.1), rng.uniform(-0.035, 0.035) * math.hypot(sx, sy)
    middle = polygon.centroid
    length = math.hypot(lx, ly)

    def at(share: float) -> XY:
        along = shift + bow * (1 - (2 * share) ** 2) / length
        return middle.x + lx * along + sx * share, middle.y + ly * along + sy * share

    return LineString([at(share) for share in (-1.5, -0.5, -0.3, -0.1, 0.1, 0.3, 0.5, 1.5)])
