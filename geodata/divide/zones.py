"""The two zones of a street network that only links join: the banks, and what lies past an end."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geodata.arrays import Mask, Objects
from geodata.divide.sides import BEYOND


def find_links(side: Objects, u: NDArray[np.integer], v: NDArray[np.integer], left_id: str) -> Mask:
    """Tell which edges, shape (k,), are links between the two zones of a network.

    The streets past an end of the river are joined to the bank to which more of them lead: so the
    fewest edges are links, and every way from bank to bank passes one.

    Parameters
    ----------
    side
        Of the nodes, shape (n,): a bank or ``beyond``.
    u, v
        Ends of the edges: indices of nodes, shape (k,).
    """
    is_beyond, is_left = side == BEYOND, side == left_id
    leads_beyond = is_beyond[u] != is_beyond[v]
    to_left = np.count_nonzero(leads_beyond & (is_left[u] | is_left[v]))
    joins_left = 2 * to_left > np.count_nonzero(leads_beyond)
    in_left = is_left | is_beyond if joins_left else is_left
    return np.asarray(in_left[u] != in_left[v], dtype=bool)


def find_left_zone(
    side: Objects,
    u: NDArray[np.integer],
    v: NDArray[np.integer],
    is_link: Mask,
    left_id: str,
) -> Mask:
    """Tell which nodes, shape (n,), are in the left bank's zone, from the links of a snapshot."""
    is_beyond, is_left = side == BEYOND, side == left_id
    leads_beyond = is_beyond[u] != is_beyond[v]
    from_left = leads_beyond & (is_left[u] | is_left[v])
    joins_left = bool(from_left.any()) and not is_link[from_left].any()
    return np.asarray(is_left | is_beyond if joins_left else is_left, dtype=bool)
