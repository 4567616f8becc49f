"""Which bank of a divide a thing lies on, how much of it, and how far away."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geodata.arrays import Floats, Indices, Objects
from geodata.divide.banks import TOUCH_M, Divide

ACROSS: Final = "across"
RIVER: Final = "river"
BEYOND: Final = "beyond"
OUTSIDE: Final = "outside"

NO_BANKS: Final = (ACROSS, RIVER, BEYOND, OUTSIDE)
"""Values of `side` that no bank bears."""

_LEFT, _RIGHT, _ACROSS, _RIVER, _BEYOND, _OUTSIDE = range(6)


def find_sides(divide: Divide, geometries: Objects) -> tuple[Objects, Floats]:
    """Tell on which bank each geometry lies, and how much of it on the left one.

    What reaches beyond the study area is judged by the part within. A line that only touches the
    divide or runs along it is not across; a thing wholly in the river's water, or on the line
    itself, is in the river. Past an end of the river within the area there are no banks: what
    reaches there is where most of it lies, unless it passes the divide, too.

    Parameters
    ----------
    geometries
        Shape (n,), metric CRS of the divide.

    Returns
    -------
    side
        Shape (n,): the left or right id, ``across``, ``river``, ``beyond`` or ``outside``.
    left_share
        Shape (n,), 0–1: share of the length (lines) or area (polygons) on the left bank;
        NaN beyond and outside.
    """
    parts = _clip_to_area(divide.area, geometries)
    is_outside = shapely.is_empty(parts)
    is_left = shapely.intersects(divide.left, parts)
    left_share = np.where(is_left, 1.0, 0.0)
    left_share[is_outside] = np.nan
    code = np.where(is_left, _LEFT, _RIGHT)
    is_divided = shapely.intersects(divide.strip, parts) | (shapely.get_num_geometries(parts) > 1)
    if is_divided.any():
        left_share[is_divided], code[is_divided] = _divide_parts(divide, parts[is_divided])
    is_past = shapely.intersects(divide.beyond, parts)
    if is_past.any():
        left_share[is_past], code[is_past] = _place_past_end(divide, parts[is_past])
    code[shapely.covers(divide.wetted, parts)] = _RIVER
    code[is_outside] = _OUTSIDE
    labels = np.array([divide.left_id, divide.right_id, *NO_BANKS], dtype=object)
    return labels[code], left_share


def _place_past_end(divide: Divide, parts: Objects) -> tuple[Floats, NDArray[np.int_]]:
    """Tell where parts lie that reach past an end of the river: where most of each is."""
    places = (divide.left, divide.right, divide.beyond)
    left, right, past = (_measure(shapely.intersection(parts, place)) for place in places)
    total = left + right + past
    is_across = (left > TOUCH_M) & (right > TOUCH_M) & shapely.intersects(divide.line, parts)
    code = np.array([_LEFT, _RIGHT, _BEYOND])[np.argmax([left, right, past], axis=0)]
    code = np.where(is_across, _ACROSS, np.where(total > 0, code, _BEYOND))
    share = left / np.where(total > 0, total, 1)
    return np.where(code == _BEYOND, np.nan, share), code


def _measure(parts: Objects) -> Floats:
    """Measure areas in m², lines in m and points by their number."""
    dimension = shapely.get_dimensions(parts)
    size = np.select(
        [dimension == 2, dimension == 1, dimension == 0],
        [shapely.area(parts), shapely.length(parts), shapely.get_num_coordinates(parts)],
        default=0,
    )
    return np.asarray(size, dtype=float)


def _clip_to_area(area: BaseGeometry, geometries: Objects) -> Objects:
    """Cut away what lies beyond an area; what is missing, or at most touches it, becomes empty."""
    is_within = shapely.covers(area, geometries)
    if is_within.all():
        return geometries
    beyond = geometries[~is_within]
    clipped = shapely.intersection(beyond, area)
    only_touches = shapely.get_dimensions(clipped) < shapely.get_dimensions(beyond)
    clipped[only_touches | shapely.is_missing(clipped)] = shapely.Point()
    parts = geometries.copy()
    parts[~is_within] = clipped
    return parts


def _divide_parts(divide: Divide, parts: Objects) -> tuple[Floats, NDArray[np.int_]]:
    """Measure what lies strictly on either bank, of parts that may lie on both."""
    left, right = np.zeros(len(parts)), np.zeros(len(parts))
    dimension = shapely.get_dimensions(parts)
    is_area, is_line, is_point = dimension == 2, dimension == 1, dimension == 0
    points = shapely.difference(parts[is_point], divide.strip)
    right[is_point] = shapely.get_num_coordinates(shapely.intersection(points, divide.right))
    left[is_point] = shapely.get_num_coordinates(points) - right[is_point]
    right[is_area] = shapely.area(shapely.intersection(parts[is_area], divide.right))
    left[is_area] = shapely.area(parts[is_area]) - right[is_area]
    left[is_line], right[is_line] = _measure_banks_of_lines(divide, parts[is_line])
    is_left, is_right = left > TOUCH_M, right > TOUCH_M
    share = np.where(is_left & is_right, left / np.maximum(left + right, TOUCH_M), 1.0 * ~is_right)
    code = np.select(
        [is_left & is_right, is_left, is_right], [_ACROSS, _LEFT, _RIGHT], default=_RIVER
    )
    return share, code


def _measure_banks_of_lines(divide: Divide, lines: Objects) -> tuple[Floats, Floats]:
    """Measure lines on either bank, in m, leaving out what runs along the divide."""
    pieces, index = _cut_at_divide(divide, lines)
    middle = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    length_m = shapely.length(pieces)
    is_left = shapely.intersects(divide.left, middle)
    is_right = ~is_left & ~shapely.intersects(divide.beyond, middle)
    left, right = np.zeros(len(lines)), np.zeros(len(lines))
    np.add.at(left, index[is_left], length_m[is_left])
    np.add.at(right, index[is_right], length_m[is_right])
    return left, right


def _cut_at_divide(divide: Divide, lines: Objects) -> tuple[Objects, Indices]:
    """Cut lines where they pass the divide into pieces, each with the index of its line.

    Two lines that run together seldom do so to the last digit, so that one seems to pass the other
    again and again: pieces with a segment in the divide's strip lose what lies in it.
    """
    pieces, index = shapely.get_parts(shapely.difference(lines, divide.line), return_index=True)
    coords, piece = shapely.get_coordinates(pieces, return_index=True)
    is_segment = piece[1:] == piece[:-1]
    middle = shapely.points((coords[1:] + coords[:-1])[is_segment] / 2)
    is_along = np.zeros(len(pieces), dtype=bool)
    is_along[piece[1:][is_segment][shapely.intersects(divide.strip, middle)]] = True
    if is_along.any():
        pieces[is_along] = shapely.difference(pieces[is_along], divide.strip)
        pieces, part = shapely.get_parts(pieces, return_index=True)
        index = index[part]
    is_line = shapely.get_dimensions(pieces) == 1  # the rest are points where a line meets the edge
    return pieces[is_line], index[is_line]


def measure_bank_distance(divide: Divide, geometries: Objects) -> Floats:
    """Measure the shortest distance from each geometry, shape (n,), to the divide, in metres."""
    distance_m = np.full(len(geometries), np.nan)
    coords, part = shapely.get_coordinates(shapely.get_parts(divide.line), return_index=True)
    is_joined = part[:-1] == part[1:]
    segments = shapely.linestrings(np.stack([coords[:-1], coords[1:]], axis=1)[is_joined])
    tree = shapely.STRtree(segments)
    (index, _), nearest_m = tree.query_nearest(geometries, return_distance=True, all_matches=False)
    distance_m[index] = nearest_m
    return distance_m
