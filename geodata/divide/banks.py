"""A river line → two banks of a study area."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry

from geodata.arrays import Floats, Objects
from geodata.divide.centreline import Channel, trace_channels
from geodata.errors import DivideError

TOUCH_M: Final = 0.01
"""What lies on a bank by less (m, or m² of an area) only touches it: OSM rounds to 1 cm."""

NOWHERE: Final = shapely.MultiPolygon()

_STEP_M = 2.0


@dataclass(frozen=True, slots=True)
class Divide:
    """The line that cuts a study area in two, and the two banks; everything in one metric CRS."""

    area: BaseGeometry
    line: MultiLineString
    """In the direction of flow, within the study area."""
    left: BaseGeometry
    right: BaseGeometry
    """`left`, `right`: the parts of the study area on either bank, looking downstream; they meet in
    `line`."""
    strip: BaseGeometry
    """The line widened by `TOUCH_M`: what lies in it runs along the divide."""
    water: BaseGeometry
    """The river's water between the banks; empty where it is not mapped."""
    wetted: BaseGeometry
    """The water widened by `TOUCH_M`: what lies in it lies in the river."""
    left_id: str
    right_id: str
    """`left_id`, `right_id`: what features on a bank carry as their `side`."""
    beyond: BaseGeometry
    """What lies nearest to an end of the river within the area, on neither bank; mostly empty."""
    assumed: BaseGeometry
    """The pieces of `line` that nobody mapped: what passes them only is no crossing."""


def build_divide(
    area: BaseGeometry,
    pieces: Iterable[BaseGeometry],
    water: Iterable[BaseGeometry] = (),
    buildings: Sequence[BaseGeometry] = (),
    *,
    left_id: str = "left",
    right_id: str = "right",
) -> Divide:
    """Cut a study area in two along a river or another directed line.

    Parameters
    ----------
    area
        Study area, metric CRS.
    pieces
        Lines of the divide in their direction, same CRS; merged, joined and led to the edge.
    water
        Polygons of water; those that the line runs through are the river's.
    buildings
        What a river's end is not carried on through.

    Raises
    ------
    DivideError
        When the pieces do not touch the area or do not cut it in two.
    """
    channels = trace_channels(pieces, area, buildings)
    through = [channel.line for channel in channels]
    beyond, cells = _find_beyond(area, channels)
    banked = area if beyond.is_empty else shapely.difference(area, beyond)
    lines = [_clip_line(line, banked) for line in through]
    faces = _cut_faces(banked, through)
    beside = lines
    if len(cells) and any(_is_on_both_sides(face, lines) for face in faces):
        faces = _cut_faces(banked, [*through, *shapely.boundary(cells)])
        beside = [list(shapely.segmentize(parts, _STEP_M / 4)) for parts in lines]
    banks = _split_banks(faces, beside)
    line = shapely.multilinestrings([part for parts in lines for part in parts])
    polygons = np.array(list(water), dtype=object)
    river = polygons[shapely.intersects(polygons, line)] if len(polygons) else polygons
    left, right = (shapely.union_all(faces) for faces in banks)
    assumed = shapely.union_all([one for channel in channels for one in channel.assumed])
    parts = {
        "study_area": area,
        "left": left,
        "right": right,
        "water": shapely.union_all(river),
        "divide": line,
        "beyond": beyond,
        "assumed": shapely.intersection(assumed, area),
    }
    divide = restore_divide(parts, left_id=left_id, right_id=right_id)
    for geometry in (
        *(divide.area, divide.line, divide.left, divide.right),
        *(divide.strip, divide.wetted, divide.beyond),
    ):
        if not geometry.is_empty:  # `NOWHERE` is everybody's
            shapely.prepare(geometry)
    return divide


def restore_divide(parts: Mapping[str, BaseGeometry], *, left_id: str, right_id: str) -> Divide:
    """Make a divide of the parts that `build_divide` found, by their names in a snapshot.

    Nothing of it is prepared, so that several threads may use it: see `prepare_copy`.
    """
    line, water = parts["divide"], parts["water"] or NOWHERE
    return Divide(
        area=parts["study_area"],
        line=MultiLineString(list(shapely.get_parts(line))),
        left=parts["left"],
        right=parts["right"],
        strip=shapely.buffer(line, TOUCH_M),
        water=water,
        wetted=shapely.buffer(water, TOUCH_M, join_style="mitre"),
        left_id=left_id,
        right_id=right_id,
        beyond=parts.get("beyond", NOWHERE),
        assumed=parts.get("assumed", NOWHERE),
    )


def prepare_copy(geometry: BaseGeometry) -> BaseGeometry:
    """Copy a geometry and prepare it for many questions, all of one thread.

    GEOS changes a prepared geometry with every question: two threads that ask the same one end the
    process. One that is not prepared may be shared; `shapely.intersects_xy` and its like prepare
    what they are given.
    """
    copy: BaseGeometry = shapely.from_wkb(shapely.to_wkb(geometry))
    shapely.prepare(copy)
    return copy


def _find_beyond(area: BaseGeometry, channels: Sequence[Channel]) -> tuple[BaseGeometry, Objects]:
    """Find the part of an area that lies nearest to an end of the river within it.

    Returns
    -------
    beyond
        Begins `_STEP_M` / 2 before the ends.
    cells
        What lies nearest to each point of the rest of the river, one every `_STEP_M`.
    """
    ends = [end for channel in channels for end in channel.ends]
    if not ends:
        return NOWHERE, np.empty(0, dtype=object)
    lines = [shapely.intersection(channel.line, area.buffer(_STEP_M)) for channel in channels]
    along = shapely.get_coordinates([*shapely.segmentize(lines, _STEP_M), *ends])
    points = shapely.multipoints(np.unique(along.round(3), axis=0))
    cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=area))
    tree = shapely.STRtree(cells)
    found = sorted({int(tree.query(end, predicate="intersects")[0]) for end in ends})
    beyond = shapely.intersection(shapely.union_all(cells[found]), area)
    return beyond, np.delete(cells, found)


def _is_on_both_sides(face: BaseGeometry, lines: Sequence[Sequence[LineString]]) -> bool:
    """Tell whether a face goes round an end of the river, from its left to its right."""
    one = np.array([face], dtype=object)
    found = {
        weight > 0
        for line in lines
        for part in line
        for sign in (1, -1)
        if abs(weight := float(_weigh_side(one, part, sign)[0])) > TOUCH_M
    }
    return len(found) > 1


def _clip_line(line: LineString, area: BaseGeometry) -> list[LineString]:
    """Cut a directed line to an area; the parts keep its direction and order."""
    parts = [
        part
        for part in shapely.get_parts(shapely.intersection(line, area))
        if part.length > TOUCH_M
    ]
    if len(parts) > 1:
        merged = shapely.line_merge(shapely.multilinestrings(parts))
        parts = list(shapely.get_parts(merged))
    directed = []
    for part in parts:
        start, end = (line.project(shapely.Point(part.coords[i])) for i in (0, -1))
        directed.append((min(start, end), part if start <= end else part.reverse()))
    return [part for _, part in sorted(directed, key=lambda pair: pair[0])]


def _cut_faces(area: BaseGeometry, through: Sequence[LineString]) -> Objects:
    """Cut an area into faces along lines that reach beyond its edge.

    Lines that end on the edge would not do: what is computed to lie on it does so but nearly.
    """
    rings = shapely.union_all([area.boundary, *through])
    faces = shapely.get_parts(shapely.polygonize([rings]))
    return np.asarray(faces[shapely.covers(area, shapely.point_on_surface(faces))], dtype=object)


def _split_banks(
    faces: Objects, lines: Sequence[Sequence[LineString]]
) -> tuple[list[BaseGeometry], list[BaseGeometry]]:
    """Sort faces by the side of the directed lines on which they lie: the left, the right ones."""
    cuts = [part for line in lines for part in line]
    main = _weigh_faces(faces, lines[0])
    other = _weigh_faces(faces, cuts[len(lines[0]) :])
    weights = np.where(main != 0, main, other)
    left, right = list(faces[weights > 0]), list(faces[weights < 0])
    if not left or not right:
        raise DivideError("the dividing line does not cut the study area in two")
    for face in faces[weights == 0]:
        (left if _lies_left(face, cuts) else right).append(face)
    return left, right


def _weigh_faces(faces: Objects, parts: Sequence[LineString]) -> Floats:
    """Weigh faces by the length of directed line on their edge, positive for those on its left."""
    sides = (_weigh_side(faces, part, sign) for part in parts for sign in (1, -1))
    return sum(sides, start=np.zeros(len(faces)))


def _weigh_side(faces: Objects, part: LineString, sign: int) -> Floats:
    """Weigh faces by the length of line that they have beside them on its left, 1, or right, -1."""
    coords = np.asarray(part.coords)[:, :2]
    step = np.diff(coords, axis=0)
    length_m = np.hypot(*step.T)
    normal = np.c_[-step[:, 1], step[:, 0]] / length_m[:, None]
    offset = normal * np.clip(length_m * 1e-3, 1e-6, TOUCH_M)[:, None]
    middle = coords[:-1] + step / 2
    tree = shapely.STRtree(faces)
    segment, face = tree.query(shapely.points(middle + sign * offset), predicate="within")
    weights = np.zeros(len(faces))
    np.add.at(weights, face, sign * length_m[segment])
    return weights


def _lies_left(face: BaseGeometry, parts: Sequence[LineString]) -> bool:
    """Tell on which side of the nearest piece of line a face lies that does not touch it."""
    point = face.representative_point()
    nearest = min(parts, key=point.distance)
    at_m = nearest.project(point)
    here = nearest.interpolate(max(at_m - 1, 0))
    ahead = nearest.interpolate(min(at_m + 1, nearest.length))
    return bool((ahead.x - here.x) * (point.y - here.y) > (ahead.y - here.y) * (point.x - here.x))
