"""Where lines pass a divide from one bank to the other, passage by passage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geodata.arrays import Floats, Mask, Objects
from geodata.divide.banks import TOUCH_M, Divide

ONE_PASSAGE_M = 10.0
"""Passages of one line that follow each other by less are one: rivers are drawn by hand."""

Position = tuple[float, float]
_Runs = list["Floats"]


@dataclass(frozen=True, slots=True)
class CrossingPoint:
    """A place at which a line gets from one bank to the other."""

    line: int
    """Its number among the lines that were asked about."""
    point: Point
    """On the divide, metric CRS."""
    heading: tuple[float, float]
    """Of the line there: a vector of length 1."""


def find_crossing_points(divide: Divide, lines: Objects) -> list[CrossingPoint]:
    """Find every passage of lines, shape (n,), over a divide, in their order.

    A line that touches the divide, or runs along it, passes it only if it leaves on the other
    side. Two lines that meet on the divide, one from either bank, both pass there. What passes
    only pieces of the divide that nobody mapped does not pass a river: it is left out.
    """
    found: list[CrossingPoint] = []
    meetings: dict[Position, list[tuple[int, bool, Position]]] = {}
    for row in np.flatnonzero(shapely.intersects(divide.strip, lines)):
        for part in shapely.get_parts(lines[row]):
            runs = _list_runs(part, divide)
            found += _pass_between(int(row), runs, divide)
            for end, run_end, inner in _list_touching_ends(part, runs, divide):
                is_left = _find_bank(divide, run_end)
                if is_left is not None:
                    meetings.setdefault(end, []).append((int(row), is_left, inner))
    found += _pass_where_met(meetings, divide)
    found = [one for one in found if not _is_assumed(divide, one.point)]
    return sorted(found, key=lambda one: one.line)


def find_crossing_lines(divide: Divide, lines: Objects) -> Mask:
    """Tell which lines, shape (n,), pass the divide by themselves at least once."""
    is_crossing = np.zeros(len(lines), dtype=bool)
    for row in np.flatnonzero(shapely.intersects(divide.strip, lines)):
        parts = shapely.get_parts(lines[row])
        is_crossing[row] = any(_pass_between(0, _list_runs(one, divide), divide) for one in parts)
    return is_crossing


def _list_runs(line: BaseGeometry, divide: Divide) -> _Runs:
    """List the stretches of a line, in its order, that keep off the divide; shape (k, 2) each."""
    coords = shapely.get_coordinates(line)
    coords = coords[np.r_[True, np.any(np.diff(coords, axis=0) != 0, axis=1)]]
    steps = np.stack([coords[:-1], coords[1:]], axis=1)
    touches = np.asarray(shapely.intersects(divide.strip, shapely.linestrings(steps)))
    runs: _Runs = []
    for step, does_touch in zip(steps, touches, strict=True):
        for piece in _cut_step(step, divide) if does_touch else [step]:
            if runs and np.array_equal(runs[-1][-1], piece[0]):
                runs[-1] = np.vstack([runs[-1], piece[1:]])
            else:
                runs.append(piece)
    return [run for run in runs if np.hypot(*np.diff(run, axis=0).T).sum() > TOUCH_M]


def _cut_step(step: Floats, divide: Divide) -> _Runs:
    """Cut the divide's strip out of one straight step, shape (2, 2)."""
    left = shapely.get_parts(shapely.difference(shapely.LineString(step), divide.strip))
    pieces = [shapely.get_coordinates(one) for one in left if one.length]
    along = step[1] - step[0]
    pieces = [one if (one[-1] - one[0]) @ along > 0 else one[::-1] for one in pieces]
    return sorted(pieces, key=lambda one: float((one[0] - step[0]) @ along))


def _pass_between(row: int, runs: _Runs, divide: Divide) -> list[CrossingPoint]:
    """Find the passages between the runs of one line; such as follow closely are one."""
    banks = [(_find_bank(divide, run[0]), _find_bank(divide, run[-1])) for run in runs]
    found: list[CrossingPoint] = []
    since_m = np.inf
    for at, (one, other) in enumerate(pairwise(runs)):
        since_m += np.hypot(*np.diff(one, axis=0).T).sum()
        left, right = banks[at][1], banks[at + 1][0]
        if left is None or right is None or left == right:
            continue
        if since_m > ONE_PASSAGE_M:
            found.append(_make_point(row, divide, one[-1], other[0], one[-2], other[1]))
        since_m = 0.0
    return found


def _make_point(
    row: int, divide: Divide, before: Position, after: Position, back: Position, ahead: Position
) -> CrossingPoint:
    middle = shapely.Point((np.asarray(before) + np.asarray(after)) / 2)
    point = shapely.line_interpolate_point(
        divide.line, shapely.line_locate_point(divide.line, middle)
    )
    way = np.asarray(ahead, dtype=float) - np.asarray(back, dtype=float)
    length = float(np.hypot(*way)) or 1.0
    return CrossingPoint(row, point, (float(way[0] / length), float(way[1] / length)))


def _list_touching_ends(
    line: BaseGeometry, runs: _Runs, divide: Divide
) -> Iterator[tuple[Position, Position, Position]]:
    """List the ends of a line that lie on the divide: the end, its run's end, the next vertex."""
    coords = shapely.get_coordinates(line)
    if not runs or np.array_equal(coords[0], coords[-1]):
        return
    for end, run in ((coords[0], runs[0]), (coords[-1], runs[-1][::-1])):
        if shapely.intersects_xy(divide.strip, *end):
            yield tuple(end.tolist()), tuple(run[0].tolist()), tuple(run[1].tolist())


def _pass_where_met(
    meetings: dict[Position, list[tuple[int, bool, Position]]], divide: Divide
) -> Iterator[CrossingPoint]:
    """Find the passages of lines that meet on the divide, from either bank."""
    for end, lines in meetings.items():
        if len({is_left for _, is_left, _ in lines}) == 2:
            for row, _, inner in lines:
                yield _make_point(row, divide, end, end, end, inner)


def _find_bank(divide: Divide, place: Position) -> bool | None:
    """Tell whether a place is on the left bank; None on neither."""
    if shapely.intersects_xy(divide.left, *place):
        return True
    return False if shapely.intersects_xy(divide.right, *place) else None


def _is_assumed(divide: Divide, point: Point) -> bool:
    return bool(shapely.dwithin(divide.assumed, point, TOUCH_M))
