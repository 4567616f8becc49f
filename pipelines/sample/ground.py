"""The ground of the sample: the known river, the modelled water around it and the two banks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.ops import split, substring

from pipelines.sample.facts import BOX, draw_line, locate, read_river, to_metric
from pipelines.sample.osm import XY
from pipelines.sample.parts import list_polygons, pick_largest

BANKS = ("left", "right")
RIVERSIDE_M = 55.0
"""From the centreline to the modelled roads along the river: half the longest bridge and a bit."""

GRID_M = 0.05
"""Positions of street nodes are rounded to this, so that ends meet the lines they end on."""

_HALF_WIDTH_M = 23.5
_NARROW_M = 18.5  # the footbridge of 2025 is 41 m long
_FOOTBRIDGE = (20.85848, 42.88882)
_SITNICA = ((20.8805, 42.8903), (20.8787, 42.8922), (20.8779, 42.8944), (20.8768, 42.8962),
            (20.8762, 42.8981), (20.8747, 42.8997), (20.8730, 42.9008))  # fmt: skip
_STREAM = ((20.8498, 42.8759), (20.8512, 42.8778), (20.8519, 42.8801), (20.8533, 42.8823),
           (20.8538, 42.8842), (20.8541, 42.8859))  # fmt: skip

_HILLS = ((20.8535, 42.9035, 330.0), (20.8512, 42.8962, 190.0), (20.8789, 42.8740, 260.0),
          (20.8510, 42.8731, 240.0))  # fmt: skip
"""Modelled slopes without streets: lon, lat, radius in metres."""


@dataclass(frozen=True)
class Ground:
    """Geometry that streets and buildings have to respect, in the metric CRS."""

    box: Polygon
    river: LineString
    axis: LineString
    """The river's known line, carried straight on beyond both ends."""
    water: Polygon
    sitnica: LineString
    sitnica_water: Polygon
    stream: LineString
    """`sitnica`, `stream`: modelled courses, towards the Ibar."""
    halves: dict[str, Polygon]
    """The box cut in two by the axis."""
    town: dict[str, Polygon]
    """Of each bank, where streets may be."""
    riverside: dict[str, LineString]
    """Of each bank, the line of the road along the river, in the direction of flow."""


def lay_ground() -> Ground:
    """Lay the ground from the river's known line and the box."""
    river = read_river()
    box = pick_largest(shapely.segmentize(to_metric(shapely.box(*BOX)), 500))
    axis = _carry_on(river)
    halves = _halve(box, axis)
    sitnica = _lead_to(river, smooth(draw_line(*_SITNICA)))
    clear = shapely.union_all([axis.buffer(RIVERSIDE_M), _beyond(axis, river).buffer(150)])
    barred = shapely.union_all([clear, sitnica.buffer(28), *draw_hills()])
    inner = box.buffer(-12)
    return Ground(
        box=box,
        river=river,
        axis=axis,
        water=_flood(river),
        sitnica=sitnica,
        sitnica_water=pick_largest(sitnica.buffer(11).simplify(0.5)),
        stream=_lead_to(river, smooth(draw_line(*_STREAM))),
        halves=halves,
        town={bank: pick_largest(halves[bank] & inner - barred) for bank in BANKS},
        riverside={bank: offset(river, RIVERSIDE_M, bank) for bank in BANKS},
    )


def draw_hills() -> list[Polygon]:
    """Draw the modelled slopes where no street is."""
    return [locate(lon, lat).buffer(radius_m) for lon, lat, radius_m in _HILLS]


def offset(line: LineString, distance_m: float, bank: str) -> LineString:
    """Draw a line beside another one, on its left or right, in the same direction."""
    return shift(line, distance_m if bank == "left" else -distance_m)


def shift(line: LineString, aside_m: float) -> LineString:
    """Draw a line beside another one, on its left when `aside_m` is positive."""
    drawn = shapely.get_parts(line.offset_curve(aside_m, join_style="round").simplify(0.8))
    return LineString(max(drawn, key=lambda part: part.length).coords)


def smooth(line: LineString, rounds: int = 2) -> LineString:
    """Round a line's corners off by Chaikin's corner cutting; the ends stay."""
    points = list(line.coords)
    for _ in range(rounds):
        cut = [points[0]]
        for (x0, y0), (x1, y1) in pairwise(points):
            cut.append((0.75 * x0 + 0.25 * x1, 0.75 * y0 + 0.25 * y1))
            cut.append((0.25 * x0 + 0.75 * x1, 0.25 * y0 + 0.75 * y1))
        points = [*cut, points[-1]]
    return LineString(points)


def cross_river(river: LineString, at_m: float, reach_m: float) -> LineString:
    """Draw a straight line over the river, square to it, from the left bank to the right.

    Parameters
    ----------
    at_m
        How far along the river.
    reach_m
        How far it goes to each side of the centreline.
    """
    here = river.interpolate(at_m)
    behind, ahead = (river.interpolate(at_m + step_m) for step_m in (-15, 15))
    angle = math.atan2(ahead.y - behind.y, ahead.x - behind.x) + math.pi / 2
    dx, dy = reach_m * math.cos(angle), reach_m * math.sin(angle)
    return LineString([(here.x + dx, here.y + dy), (here.x - dx, here.y - dy)])


def cut_out(line: LineString, start_m: float, end_m: float) -> LineString:
    """Cut a piece out of a line."""
    return LineString(substring(line, start_m, end_m).coords)


def _lead_to(river: LineString, tributary: LineString) -> LineString:
    """End a tributary in the river's water, just short of the centreline."""
    mouth = river.interpolate(river.project(Point(tributary.coords[-1])))
    joined = LineString([*tributary.coords, mouth.coords[0]])
    return LineString((joined - river.buffer(4)).coords)


def _carry_on(river: LineString, reach_m: float = 3_000) -> LineString:
    points = list(river.coords)

    def extend(end: XY, inner: XY) -> XY:
        length = math.dist(end, inner)
        return (
            end[0] + (end[0] - inner[0]) * reach_m / length,
            end[1] + (end[1] - inner[1]) * reach_m / length,
        )

    first, second, before, last = (
        (points[number][0], points[number][1]) for number in (0, 1, -2, -1)
    )
    return LineString([extend(first, second), *points, extend(last, before)])


def _beyond(axis: LineString, river: LineString) -> LineString:
    """Downstream of the known line, where the axis is only a guess."""
    return cut_out(axis, axis.project(Point(river.coords[-1])), axis.length)


def _halve(box: Polygon, axis: LineString) -> dict[str, Polygon]:
    parts = list_polygons(split(box, axis))
    left_point = Point(offset(axis, 200, "left").interpolate(0.5, normalized=True))
    left = next(part for part in parts if part.contains(left_point))
    right = pick_largest(shapely.union_all([part for part in parts if part is not left]))
    return {"left": left, "right": right}


def _flood(river: LineString) -> Polygon:
    """Water about 47 m wide, narrower at the footbridge, between the ends of the known line."""
    narrow_m = river.project(locate(*_FOOTBRIDGE))

    def half_width(at_m: float) -> float:
        ease = min(1.0, abs(at_m - narrow_m) / 120)
        return _NARROW_M + ease * (_HALF_WIDTH_M - _NARROW_M) + 1.5 * math.sin(at_m / 90) * ease

    stations = [min(step * 20.0, river.length) for step in range(int(river.length // 20) + 2)]
    discs = [river.interpolate(at_m).buffer(half_width(at_m)) for at_m in stations]
    hulls = [shapely.convex_hull(shapely.union_all(pair)) for pair in pairwise(discs)]
    flat = river.buffer(40, cap_style="flat")
    return pick_largest(pick_largest(shapely.union_all(hulls) & flat).simplify(0.6))
