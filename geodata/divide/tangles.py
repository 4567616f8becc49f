"""Counts how often lines cross themselves and each other, so that no scribble stalls a build.

What makes an area of a ring of 500 random nodes, or two banks of a river that crosses itself
80,000 times, takes minutes and gigabytes: the work grows with the square of the crossings.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.arrays import Objects

MOST_CROSSINGS = 1_000
"""Of lines that are drawn: their area takes a third of a second. Real ones have a few at most."""

_BATCH = 64
"""Lines tested at a time: a batch of the worst scribble is tested in a second."""


def is_tangled(lines: Sequence[BaseGeometry], most: int = MOST_CROSSINGS) -> bool:
    """Tell whether lines cross themselves and each other more often than `most` times."""
    return count_crossings(lines, most) > most


def count_crossings(lines: Sequence[BaseGeometry], most: int = MOST_CROSSINGS) -> int:
    """Count how often lines cross themselves and each other; beyond `most` it is left off.

    Parameters
    ----------
    lines
        Of any CRS. What meets at a vertex of both does not cross; what runs along itself does.
    """
    if shapely.is_simple(shapely.multilinestrings(_list_lines(lines))):
        return 0
    segments = _split_segments(lines)
    tree = shapely.STRtree(segments)
    crossings = 0
    for start in range(0, len(segments), _BATCH):
        batch = segments[start : start + _BATCH]
        one, other = tree.query(batch, predicate="intersects")
        later = one + start < other
        one, other = one[later], other[later]
        crossings += int(np.count_nonzero(~shapely.touches(batch[one], segments[other])))
        if crossings > most:
            break
    return crossings


def _list_lines(lines: Sequence[BaseGeometry]) -> Objects:
    parts = shapely.get_parts(np.asarray(lines, dtype=object))
    return np.asarray(parts[~shapely.is_empty(parts)], dtype=object)


def _split_segments(lines: Sequence[BaseGeometry]) -> Objects:
    """Split lines at every vertex; steps of no length are left out."""
    places, line = shapely.get_coordinates(_list_lines(lines), return_index=True)
    joined = (line[:-1] == line[1:]) & np.any(places[:-1] != places[1:], axis=1)
    pairs = np.stack([places[:-1][joined], places[1:][joined]], axis=1)
    return np.asarray(shapely.linestrings(pairs), dtype=object)
