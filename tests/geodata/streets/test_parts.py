"""Parts of a street network that are too small to begin a trip in."""

import numpy as np
import pytest

from geodata.streets.network import make_matrix
from geodata.streets.parts import find_main_nodes


def join_rings(left=(), right=(), tail=False):
    """One-way rings of so many nodes on each bank; with a tail, one leads on to a dead end."""
    streets, at = [], 0
    for size in (*left, *right):
        streets += [(at + i, at + (i + 1) % size) for i in range(size)]
        at += size
    streets += [(0, at)] if tail else []
    n = at + tail + 1  # the last node is on no street at all
    start, end = np.array(streets, dtype=np.int32).T
    is_left = np.arange(n) < sum(left)
    is_left[at:] = True
    return make_matrix(start, end, np.ones(len(start)), n), is_left


@pytest.mark.parametrize(
    ("rings", "kept"),
    [
        ({"left": (400, 3, 5)}, {*range(400), *range(403, 408)}),  # 1 % of 408
        ({"left": (9_000, 49, 50)}, {*range(9_000), *range(9_049, 9_099)}),
        ({"left": (400, 3), "right": (3,)}, {*range(400), *range(403, 406)}),  # a bank of its own
        ({"left": (200,), "tail": True}, set(range(200))),  # who goes there cannot come back
        ({"left": (2,) * 300}, set(range(600))),  # the largest there are
        ({"right": (4,)}, set(range(4))),
    ],
)
def test_trips_begin_where_one_can_go_and_come_back(rings, kept):
    assert find_main_nodes(*join_rings(**rings)).tolist() == sorted(kept)
