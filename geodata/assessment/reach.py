"""How far the nearest place of a kind is from everywhere, with any links over the divide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geodata.assessment.kernels import multiply_min_plus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geodata.assessment.portals import Scenario
    from geodata.network import StreetNetwork

SLACK_S = 1e-6
"""A limit is kept by what exceeds it by no more: sums of floating numbers differ so."""


def search_nearest(network: StreetNetwork, places: NDArray[np.int32]) -> NDArray[np.float64]:
    """Measure f₀, the time from every node to its nearest place without crossing the divide.

    Returns
    -------
    ndarray
        In s, shape (n,); infinite where no place can be reached.
    """
    if not len(places):
        return np.full(len(network.ids), np.inf)
    back = csr_array(network.seconds.T)
    return np.asarray(dijkstra(back, indices=places, min_only=True), dtype=float)


def measure_nearest(
    scenario: Scenario, nearest: NDArray[np.float64], origins: NDArray[np.int32]
) -> NDArray[np.float64]:
    """Measure the time to the nearest place with a scenario's links, exactly.

        f(s) = min( f₀(s), min over portals a, b of d₀(s, a) + D(a, b) + f₀(b) )

    Parameters
    ----------
    nearest
        f₀ of k kinds of places, shape (k, n).
    origins
        Nodes, shape (m,).

    Returns
    -------
    ndarray
        In s, shape (k, m).
    """
    alone = nearest[:, origins]
    if not len(scenario.portals):
        return alone
    beyond = np.ascontiguousarray(nearest[:, scenario.portals])
    leaves, out = scenario.measure_to(origins)
    through = multiply_min_plus(beyond, np.ascontiguousarray(scenario.seconds[leaves].T))
    over = multiply_min_plus(through, out)
    return np.asarray(np.minimum(alone, over), dtype=float)


def count_within(
    seconds: NDArray[np.float64], weight: NDArray[np.float64], within_min: Sequence[float]
) -> NDArray[np.float64]:
    """Add up the weights of those who need at most so many minutes.

    Parameters
    ----------
    seconds
        Times to targets, shape (targets, n).
    weight
        Shape (n,).

    Returns
    -------
    ndarray
        Shape (limits, targets).
    """
    limits_s = 60 * np.asarray(within_min, dtype=float) + SLACK_S
    return np.asarray((seconds <= limits_s[:, None, None]) @ weight, dtype=float)
