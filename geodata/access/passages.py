"""What each stretch of a street gives a mode in each direction: the right to pass, and how long."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geodata.access.barriers import find_barred, read_barrier
from geodata.access.oneways import Direction
from geodata.access.speeds import read_duration, read_speed
from geodata.access.ways import WAY_TAGS, Right, choose_least, choose_most, is_ferry, read_right
from geodata.arrays import Floats, Objects
from geodata.cities.crossings import Mode

PACE_KMH = {Mode.FOOT: 4.8, Mode.BICYCLE: 15.0}
"""Speeds that no way changes; pushing a bicycle is walking."""

_PASSAGE_TAGS = ("highway", "railway", "maxspeed", *WAY_TAGS)


def read_passages(
    nodes: pd.DataFrame, edges: pd.DataFrame, mode: Mode, speed_factor: float = 1.0
) -> tuple[Objects, Floats]:
    """Read who may pass each row of edges, and how long it takes.

    Links over the divide keep their time, unpushed, whoever may use them, since facts about their
    crossing may open them; but for those that their tags close in one direction alone.

    Parameters
    ----------
    nodes, edges
        As of `geodata.streets.network.build_network`; tags without a column are absent.
    speed_factor
        By which speeds that no tag states are multiplied: of walking, cycling and classes.

    Returns
    -------
    right
        A `Right` for each row, shape (k,).
    seconds
        Shape (k,); infinite where nobody of the mode may ever pass, and for a ferry without
        ``duration``.
    """
    tags = [tag for tag in _PASSAGE_TAGS if tag in edges]
    forward = edges["is_forward"] if "is_forward" in edges else pd.Series(True, edges.index)  # noqa: FBT003
    keys = edges[tags].assign(_forward=forward, _link=edges["is_link"].astype(bool))
    code, kinds = pd.factorize(pd.MultiIndex.from_frame(keys))
    rights, paces = [], []
    for *values, is_forward, is_link in kinds:
        pairs = zip(tags, values, strict=True)
        found = {key: value for key, value in pairs if isinstance(value, str)}
        direction = Direction.FORWARD if is_forward else Direction.BACKWARD
        rights.append(read_right(found, mode, direction))
        paces.append(_find_pace(found, mode, direction, speed_factor, is_link=bool(is_link)))
    right = np.array(rights, dtype=object)[code]
    seconds = np.array(paces, dtype=float)[code] * _measure_rides(edges)
    return _close_barred(nodes, edges, mode, right), seconds


def _find_pace(
    tags: Mapping[str, str],
    mode: Mode,
    direction: Direction,
    speed_factor: float,
    *,
    is_link: bool,
) -> float:
    """Find the pace on a way, in s/m, or how long its whole ferry takes, in s."""
    right = read_right(tags, mode, direction)
    other = read_right(tags, mode, direction.back)
    is_closed = right in {Right.NOBODY, Right.SOME}
    if is_closed and (not is_link or choose_most((right, other)) is not right):
        return np.inf
    if is_ferry(tags):
        return read_duration(tags.get("duration", "")) or np.inf
    if mode is Mode.MOTOR_VEHICLE:
        return 3.6 / read_speed(tags, direction, speed_factor)
    is_pushed = right is Right.PUSH and not is_link
    return 3.6 / (PACE_KMH[Mode.FOOT if is_pushed else mode] * speed_factor)


def _measure_rides(edges: pd.DataFrame) -> Floats:
    """Measure each row's length in m; of a ferry, its share of the way."""
    length_m = edges["length_m"].to_numpy(dtype=float)
    if "route" not in edges:
        return length_m
    ferries = edges[edges["route"] == "ferry"]
    total_m = ferries["length_m"].groupby([ferries["way"], ferries["is_forward"]]).transform("sum")
    shares = pd.Series(length_m, edges.index)
    shares[ferries.index] = ferries["length_m"] / total_m.where(total_m > 0, 1.0)
    return shares.to_numpy(dtype=float)


def _close_barred(nodes: pd.DataFrame, edges: pd.DataFrame, mode: Mode, right: Objects) -> Objects:
    """Leave on the stretches at a barrier what it allows."""
    for _, tags, rows in find_barred(nodes, edges):
        barrier = read_barrier(tags, mode)
        if barrier is not Right.PASS:
            right[rows] = [choose_least((barrier, one)) for one in right[rows]]
    return right
