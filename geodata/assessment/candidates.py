"""A candidate bridge: whether its line can be one, and where it meets the streets."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString

from geodata.arrays import Floats
from geodata.assessment.request import (
    LONGEST_CANDIDATE_M,
    MOST_POSITIONS,
    Candidate,
    RequestError,
)
from geodata.crs import GEOGRAPHIC, project
from geodata.divide.banks import Divide
from geodata.sentences import Sentence, sentence
from geodata.streets.network import Links, StreetNetwork, TravelMode
from geodata.streets.parts import list_street_nodes
from geodata.streets.snapping import LARGEST_SNAP_M

LENGTH_TOLERANCE_M = 1.0
"""A given length may be so much less than the line: designs are rounded to metres."""

SPEEDS_KMH = (1.0, 150.0)
"""Driving speeds over a candidate that are believed."""


@dataclass(frozen=True, slots=True)
class Placement:
    """A candidate on the network of a mode."""

    start: int
    end: int
    """`start`, `end`: nodes at the ends of its line, each on the bank of that end."""
    approach_m: tuple[float, float]
    """From the ends of the line to these nodes."""
    seconds: float
    """From node to node."""
    is_oneway: bool


def check_line(candidate: Candidate, divide: Divide, crs: str, where: str) -> LineString:
    """Return a candidate's line in the metric CRS of the divide if a bridge could follow it.

    Parameters
    ----------
    where
        The field of the request that holds the candidate, ``candidates[0]``.

    Raises
    ------
    RequestError
        Names the field that is wrong.
    """
    _check_use(candidate, where)
    field = f"{where}.line"
    _check_positions(candidate.line, field)
    line = LineString(project(LineString(candidate.line), GEOGRAPHIC, crs).coords)
    if not np.isfinite(line.length) or not divide.area.covers(line):
        raise RequestError(field, sentence("it leaves the study area"))
    if not line.length:
        raise RequestError(field, sentence("it has no length"))
    if len(candidate.line) > 2 and not line.is_simple:
        raise RequestError(field, sentence("the line crosses or touches itself"))
    if line.length > LONGEST_CANDIDATE_M:
        raise RequestError(
            field,
            sentence(
                "it is %(metres)s m long; at most %(most)s m are assessed",
                metres=round(line.length),
                most=round(LONGEST_CANDIDATE_M),
            ),
        )
    _check_banks(line, divide, field)
    _check_length(candidate.length_m, line.length, f"{where}.length_m")
    return line


def _check_use(candidate: Candidate, where: str) -> None:
    if not candidate.modes:
        raise RequestError(f"{where}.modes", sentence("choose at least one means of travel"))
    low, high = SPEEDS_KMH
    if not low <= candidate.speed_kmh <= high:
        fault = sentence(
            "it must lie between %(low)s and %(high)s km/h", low=f"{low:g}", high=f"{high:g}"
        )
        raise RequestError(f"{where}.speed_kmh", fault)


def _check_positions(line: tuple[tuple[float, float], ...], field: str) -> None:
    if any(len(position) != 2 or not all(map(math.isfinite, position)) for position in line):
        raise RequestError(
            field, sentence("each position is two finite numbers, longitude and latitude")
        )
    if any(abs(lon) > 180 or abs(lat) > 90 for lon, lat in line):
        raise RequestError(
            field, sentence("longitudes lie within ±180 and latitudes within ±90 degrees")
        )
    refusal = refuse_positions(line)
    if refusal:
        raise RequestError(field, refusal)


def refuse_positions(line: Sequence[tuple[float, float]]) -> Sentence | None:
    """Say why finite positions are not the line of a candidate; None where they are."""
    if not 2 <= len(line) <= MOST_POSITIONS:
        return sentence(
            "a bridge is a line from bank to bank of 2 to %(most)s positions; got %(number)s",
            most=MOST_POSITIONS,
            number=str(len(line)),
        )
    return None


def _check_length(length_m: float | None, line_m: float, field: str) -> None:
    if length_m is None:
        return
    least_m = line_m - LENGTH_TOLERANCE_M
    if not least_m <= length_m <= LONGEST_CANDIDATE_M:
        raise RequestError(
            field,
            sentence(
                "it must lie between the line's %(low)s m and %(high)s m",
                low=round(line_m, 1),
                high=round(LONGEST_CANDIDATE_M),
            ),
        )


def _check_banks(line: LineString, divide: Divide, field: str) -> None:
    ends = shapely.points(np.asarray(line.coords)[[0, -1]])
    if np.any(shapely.intersects(divide.strip, ends)):
        raise RequestError(field, sentence("one end lies on the river line; place it on a bank"))
    if np.any(shapely.intersects(divide.beyond, ends)):
        raise RequestError(
            field, sentence("an end lies past the end of the river, on neither bank")
        )
    is_left = np.asarray(shapely.intersects(divide.left, ends))
    if is_left[0] == is_left[1]:
        if shapely.intersects(divide.strip, line):
            fault = sentence(
                "the line crosses the river and comes back: both ends are on the same bank"
            )
        else:
            fault = sentence("the line does not cross the river: both ends are on the same bank")
        raise RequestError(field, fault)


def choose_length_m(candidate: Candidate, line_m: float) -> float:
    """Choose how long a candidate is: as it was given, at least its line."""
    return max(line_m, candidate.length_m or 0.0)


def place_line(
    line: LineString, candidate: Candidate, network: StreetNetwork, divide: Divide
) -> Placement | None:
    """Join a checked line to the nearest main streets, else to any; None where none is near.

    The way over it is its length at the speed of the mode and, at the same pace, the approaches.
    """
    ends = np.asarray(line.coords)[[0, -1]]
    found, apart_m = [], []
    for end in ends:
        is_left = bool(shapely.intersects(divide.left, shapely.points(end)))
        nearest = _find_main(network, end, is_left=is_left)
        if nearest is None:
            nearest = _find_any(network, end, is_left=is_left)
        if nearest is None:
            return None
        found.append(nearest[0])
        apart_m.append(nearest[1])
    speed_kmh = network.choose_speed_kmh(candidate.speed_kmh)
    length_m = choose_length_m(candidate, line.length)
    seconds = (length_m + sum(apart_m)) * 3.6 / speed_kmh
    is_oneway = candidate.is_oneway and network.mode.passing is not TravelMode.WALK
    return Placement(found[0], found[1], (apart_m[0], apart_m[1]), seconds, is_oneway)


def _find_main(network: StreetNetwork, end: Floats, *, is_left: bool) -> tuple[int, float] | None:
    """Find the nearest main node on a bank and how far it is; None where none is near."""
    nodes, gaps_m = network.bank_trees[0 if is_left else 1].find_nearest(end[None])
    return (int(nodes[0]), float(gaps_m[0])) if gaps_m[0] <= LARGEST_SNAP_M else None


def _find_any(network: StreetNetwork, end: Floats, *, is_left: bool) -> tuple[int, float] | None:
    nodes = list_street_nodes(network.seconds)
    bank = nodes[network.banks[0 if is_left else 1][nodes]]
    gaps_m = np.hypot(*(network.points[bank] - end).T)
    if not len(bank) or gaps_m.min() > LARGEST_SNAP_M:
        return None
    return int(bank[gaps_m.argmin()]), float(gaps_m.min())


def make_candidate_links(placements: list[Placement]) -> Links:
    """Make links of placed candidates, in both directions but for one-way ones."""
    ways = [(one.start, one.end, one.seconds) for one in placements]
    ways += [(one.end, one.start, one.seconds) for one in placements if not one.is_oneway]
    start, end, seconds = np.array(ways, dtype=float).reshape(-1, 3).T
    unnamed = np.full(len(ways), "", dtype=object)
    return Links(start.astype(np.int32), end.astype(np.int32), seconds, unnamed)
