"""A river line → two banks of a study area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geodata.centreline import trace_centrelines
from geodata.errors import DivideError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from shapely.geometry import LineString, MultiLineString
    from shapely.geometry.base import BaseGeometry

TOUCH_M: Final = 0.01
"""What lies on a bank by less (m, or m² of an area) only touches it: OSM rounds to 1 cm."""


@dataclass(frozen=True, slots=True)
class Divide:
    """The line that cuts a study area in two, and the two banks; everything in one metric CRS.

    Attributes
    ----------
    line
        In the direction of flow, within the study area.
    left, right
        The parts of the study area on either bank, looking downstream; they meet in `line`.
    strip
        The line widened by `TOUCH_M`: what lies in it runs along the divide.
    water
        The river's water between the banks; empty where it is not mapped.
    wetted
        The water widened by `TOUCH_M`: what lies in it lies in the river.
    left_id, right_id
        What features on a bank carry as their `side`.
    """

    area: BaseGeometry
    line: MultiLineString
    left: BaseGeometry
    right: BaseGeometry
    strip: BaseGeometry
    water: BaseGeometry
    wetted: BaseGeometry
    left_id: str
    right_id: str


def build_divide(
    area: BaseGeometry,
    pieces: Iterable[BaseGeometry],
    water: Iterable[BaseGeometry] = (),
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

    Raises
    ------
    DivideError
        When the pieces do not touch the area or do not cut it in two.
    """
    through = trace_centrelines(pieces, area)
    lines = [_clip_line(line, area) for line in through]
    banks = _split_banks(_cut_faces(area, through), lines)
    line = shapely.multilinestrings([part for parts in lines for part in parts])
    polygons = np.array(list(water), dtype=object)
    river = polygons[shapely.intersects(polygons, line)] if len(polygons) else polygons
    left, right = (shapely.union_all(faces) for faces in banks)
    return restore_divide(
        area, line, left, right, shapely.union_all(river), left_id=left_id, right_id=right_id
    )


def restore_divide(
    area: BaseGeometry,
    line: MultiLineString,
    left: BaseGeometry,
    right: BaseGeometry,
    water: BaseGeometry,
    *,
    left_id: str,
    right_id: str,
) -> Divide:
    """Make a divide of the parts that `build_divide` found, as a snapshot keeps them."""
    wetted = shapely.buffer(water, TOUCH_M, join_style="mitre")
    strip = shapely.buffer(line, TOUCH_M)
    for geometry in (area, line, left, right, strip, wetted):
        shapely.prepare(geometry)
    return Divide(area, line, left, right, strip, water, wetted, left_id, right_id)


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


def _cut_faces(area: BaseGeometry, through: Sequence[LineString]) -> NDArray[np.object_]:
    """Cut an area into faces along lines that reach beyond its edge.

    Lines that end on the edge would not do: what is computed to lie on it does so but nearly.
    """
    rings = shapely.union_all([area.boundary, *through])
    faces = shapely.get_parts(shapely.polygonize([rings]))
    return np.asarray(faces[shapely.covers(area, shapely.point_on_surface(faces))], dtype=object)


def _split_banks(
    faces: NDArray[np.object_], lines: Sequence[Sequence[LineString]]
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


def _weigh_faces(faces: NDArray[np.object_], parts: Sequence[LineString]) -> NDArray[np.float64]:
    """Weigh faces by the length of directed line on their edge, positive for those on its left."""
    weights = np.zeros(len(faces))
    tree = shapely.STRtree(faces)
    for part in parts:
        coords = np.asarray(part.coords)[:, :2]
        step = np.diff(coords, axis=0)
        length_m = np.hypot(*step.T)
        normal = np.c_[-step[:, 1], step[:, 0]] / length_m[:, None]
        offset = normal * np.clip(length_m * 1e-3, 1e-6, TOUCH_M)[:, None]
        middle = coords[:-1] + step / 2
        for sign in (1, -1):
            segment, face = tree.query(shapely.points(middle + sign * offset), predicate="within")
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
