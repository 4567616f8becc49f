"""Where a bridge could stand: short lines from street to street, square enough to the divide."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import KDTree

from geodata.arrays import Columns, Floats, Mask, Nodes
from geodata.divide.banks import Divide, prepare_copy
from geodata.streets.network import StreetNetwork

STATION_M = 25.0
LARGEST_TURN_DEG = 45.0
"""From the square of the divide; what is more slanting follows the river."""

MOST_AT_STATION = 4
MOST_ALIGNMENTS = 5_000
BAND_M = 50.0
"""Spans are tried by so much more each time: what is shorter comes first."""

PAIRS_AT_ONCE = 1_000
"""Lines are laid over the divide in blocks, for no other thread runs meanwhile."""

_REACH_M = 5.0
"""On either side of a point on the divide, to tell its direction there."""


@dataclass(frozen=True, slots=True)
class Alignments(Columns):
    """Straight lines between a street node on the left and one on the right, shape (c,) each."""

    station_m: Floats
    """Where they pass the divide: the nearest station along it."""
    left: Nodes
    right: Nodes
    """`left`, `right`: node indices."""
    length_m: Floats


def find_alignments(network: StreetNetwork, divide: Divide, span_m: float) -> Alignments:
    """Find where a bridge of at most `span_m` could stand along the whole divide.

    Each line joins the streets of its own banks, stays in the study area, and passes the divide
    once, within `LARGEST_TURN_DEG` of square. Of each pair of nodes there is one line, of each
    station the `MOST_AT_STATION` shortest, fewer where they would be more than `MOST_ALIGNMENTS`.

    Parameters
    ----------
    divide
        In the metric CRS of the network.
    """
    found: list[Alignments] = []
    stations = _open_stations(divide, np.empty(0))
    for low_m in np.arange(0.0, span_m, BAND_M):
        near = _pair_nodes(network, low_m, min(low_m + BAND_M, span_m), stations)
        blocks = (slice(at, at + PAIRS_AT_ONCE) for at in range(0, len(near), PAIRS_AT_ONCE))
        found += [_keep_square(near.select(block), network, divide) for block in blocks]
        taken = [one.station_m for one in found]
        stations = _open_stations(divide, np.concatenate([np.empty(0), *taken]))
        if not len(stations):  # the shortest are found everywhere
            break
    return _thin_out(_join(found))


def _open_stations(divide: Divide, taken_m: Floats) -> Floats:
    """Find the places of the stations, shape (k, 2), that have not enough alignments yet."""
    number = int(np.round(divide.line.length / STATION_M)) + 1
    taken = np.bincount((taken_m / STATION_M).round().astype(int), minlength=number)
    at_m = np.flatnonzero(taken < MOST_AT_STATION) * STATION_M
    return shapely.get_coordinates(shapely.line_interpolate_point(divide.line, at_m))


def _keep_square(near: Alignments, network: StreetNetwork, divide: Divide) -> Alignments:
    """Keep what passes the divide once and square, and name its stations."""
    ends = network.points[np.stack([near.left, near.right], axis=1)]
    lines = shapely.linestrings(ends)
    passages = np.asarray(shapely.intersection(lines, divide.line), dtype=object)
    is_once = shapely.get_type_id(passages) == shapely.GeometryType.POINT
    is_once &= ~shapely.is_empty(passages) & shapely.covers(prepare_copy(divide.area), lines)
    at_m = np.asarray(shapely.line_locate_point(divide.line, passages[is_once]))
    is_square = _is_square(divide, at_m, ends[is_once])
    station_m = np.round(at_m[is_square] / STATION_M) * STATION_M
    found = near.select(is_once).select(is_square)
    return Alignments(station_m, found.left, found.right, found.length_m)


def _join(parts: list[Alignments]) -> Alignments:
    none = np.empty(0, dtype=np.int32)
    parts = [Alignments(np.empty(0), none, none, np.empty(0)), *parts]
    return Alignments(
        np.concatenate([one.station_m for one in parts]),
        np.concatenate([one.left for one in parts]),
        np.concatenate([one.right for one in parts]),
        np.concatenate([one.length_m for one in parts]),
    )


def _pair_nodes(
    network: StreetNetwork, low_m: float, high_m: float, stations: Floats
) -> Alignments:
    """Pair the main nodes of either bank that are so far apart; where they pass is not known.

    Parameters
    ----------
    stations
        Places of the stations that are of interest, shape (k, 2): of pairs that cannot pass near
        any of them not all are given.
    """
    tree = KDTree(stations)
    nodes = network.main_nodes
    gaps_m, _ = tree.query(network.points[nodes], distance_upper_bound=high_m + STATION_M)
    nodes = nodes[np.isfinite(gaps_m)]
    left, right = nodes[network.is_left[nodes]], nodes[~network.is_left[nodes]]
    if not len(left) or not len(right):
        return _join([])
    trees = KDTree(network.points[left]), KDTree(network.points[right])
    pairs = trees[0].sparse_distance_matrix(trees[1], high_m, output_type="ndarray")
    pairs = pairs[pairs["v"] > low_m]
    start, end = left[pairs["i"]].astype(np.int32), right[pairs["j"]].astype(np.int32)
    middle = (network.points[start] + network.points[end]) / 2
    gaps_m, _ = tree.query(middle, distance_upper_bound=high_m + STATION_M)
    is_near = gaps_m <= pairs["v"] / 2 + STATION_M
    length_m = np.asarray(pairs["v"], dtype=float)
    found = Alignments(np.full(len(pairs), np.nan), start, end, length_m)
    return found.select(is_near)


def _is_square(divide: Divide, at_m: Floats, ends: Floats) -> Mask:
    """Tell which lines, shape (c, 2, 2), pass the divide nearly at right angles."""
    ahead, behind = (
        shapely.get_coordinates(
            shapely.line_interpolate_point(divide.line, np.clip(at_m + m, 0, divide.line.length))
        )
        for m in (_REACH_M, -_REACH_M)
    )
    along, over = ahead - behind, ends[:, 1] - ends[:, 0]
    turn = np.abs((along * over).sum(axis=1))
    limit = np.sin(np.radians(LARGEST_TURN_DEG))
    return np.asarray(turn <= limit * np.hypot(*along.T) * np.hypot(*over.T))


def _thin_out(found: Alignments) -> Alignments:
    """Keep the shortest at each station, in the order of stations."""
    order = np.lexsort((found.right, found.left, found.length_m, found.station_m))
    found = found.select(order)
    first = np.searchsorted(found.station_m, found.station_m)
    place = np.arange(len(found)) - first
    most = MOST_AT_STATION
    while most > 1 and np.count_nonzero(place < most) > MOST_ALIGNMENTS:
        most -= 1
    return found.select(place < most)
