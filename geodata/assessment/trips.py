"""Trips from the homes of one bank to those of the other: times in blocks, and their sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial.distance import cdist

from geodata.assessment.portals import Scenario, measure_legs, measure_times
from geodata.assessment.sums import load_sums

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geodata.network import StreetNetwork

BLOCK_PAIRS = 1_000_000
"""Pairs measured at a time: 4 MB of float32, whose memory is used again and again."""

PASSING_PAIRS = 1_000_000
"""Larger matrices of passing states are measured in blocks: new memory costs more than that."""

KEPT_PAIRS = 8_000_000
"""Larger matrices of kept states are measured again whenever they are needed."""


@dataclass(frozen=True, slots=True)
class Residents:
    """Homes of one bank, and what draws trips to it, gathered at the nodes of a mode's network.

    Attributes
    ----------
    nodes
        Shape (n,), in order.
    weight
        Of the homes, shape (n,); 0 where they have none.
    attraction
        Of what trips lead to, likewise.
    """

    nodes: NDArray[np.int32]
    weight: NDArray[np.float64]
    attraction: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class State:
    """A scenario with the times between homes from bank to bank, kept where they are few.

    Attributes
    ----------
    times
        From left to right and from right to left, in s, float32; None where they are many.
    """

    scenario: Scenario
    times: tuple[NDArray[np.float32] | None, NDArray[np.float32] | None]


def gather_residents(
    network: StreetNetwork,
    home_nodes: NDArray[np.int32],
    weight: NDArray[np.float64],
    service_nodes: NDArray[np.int32] | None = None,
) -> tuple[Residents, Residents]:
    """Gather homes, shape (k,), at their nodes: those of the left and of the right bank.

    Homes far from every street, whose node is -1, are left out.

    Parameters
    ----------
    service_nodes
        What trips lead to, one entry a service; homes where None.
    """
    is_near = home_nodes >= 0
    drawn = home_nodes[is_near] if service_nodes is None else service_nodes
    total = _count(home_nodes[is_near], weight[is_near], network)
    pull = total if service_nodes is None else _count(drawn, np.ones(len(drawn)), network)
    nodes = np.unique(np.concatenate([home_nodes[is_near], drawn]))
    is_left = network.is_left[nodes]
    left, right = nodes[is_left], nodes[~is_left]
    return Residents(left, total[left], pull[left]), Residents(right, total[right], pull[right])


def _count(
    nodes: NDArray[np.int32], weight: NDArray[np.float64], network: StreetNetwork
) -> NDArray[np.float64]:
    return np.asarray(np.bincount(nodes, weight, len(network.ids)), dtype=float)


def make_state(
    scenario: Scenario, banks: tuple[Residents, Residents], *, is_kept: bool = False
) -> State:
    """Measure a scenario's times between homes, where they are few enough to be held.

    Parameters
    ----------
    is_kept
        Whether many scenarios will be compared with this one.
    """
    left, right = banks
    if len(left.nodes) * len(right.nodes) > (KEPT_PAIRS if is_kept else PASSING_PAIRS):
        return State(scenario, (None, None))
    over = measure_times(scenario, left.nodes, right.nodes)
    back = measure_times(scenario, right.nodes, left.nodes)
    return State(scenario, (over, back))


def sum_state(
    state: State, banks: tuple[Residents, Residents], bank: int, beta_per_s: float
) -> NDArray[np.float64]:
    """Sum the trips of a bank, 0 or 1: see `geodata.assessment.sums.sum_state_plainly`."""
    origins, destinations = banks[bank], banks[1 - bank]
    parts = [
        load_sums().state(_measure(state, banks, bank, block), destinations.attraction, beta_per_s)
        for block in _cut_blocks(origins, destinations)
    ]
    return np.concatenate(parts)


def sum_change(
    before: State, after: State, banks: tuple[Residents, Residents], bank: int
) -> NDArray[np.float64]:
    """Sum what a bank saves: see `geodata.assessment.sums.sum_change_plainly`."""
    origins, destinations = banks[bank], banks[1 - bank]
    parts = [
        load_sums().change(
            _measure(before, banks, bank, block),
            _measure(after, banks, bank, block),
            destinations.attraction,
        )
        for block in _cut_blocks(origins, destinations)
    ]
    return np.concatenate(parts)


def sum_after(
    before: State,
    after: Scenario,
    banks: tuple[Residents, Residents],
    bank: int,
    beta_per_s: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Sum the trips of a bank after, and what it saves, without ever holding all times."""
    origins, destinations = banks[bank], banks[1 - bank]
    reach, back = measure_legs(after, origins.nodes, destinations.nodes)
    states, changes = [], []
    is_known = before.times[bank] is not None
    for block in [slice(None)] if is_known else _cut_blocks(origins, destinations):
        first = _measure(before, banks, bank, block)
        found = load_sums().after(reach[block], back, first, destinations.attraction, beta_per_s)
        states.append(found[0])
        changes.append(found[1])
    return np.concatenate(states), np.concatenate(changes)


def sum_straight(
    network: StreetNetwork,
    banks: tuple[Residents, Residents],
    bank: int,
    speed_kmh: float,
    beta_per_s: float,
) -> float:
    """Sum p q exp(-β t) over the trips of a bank, t of the straight line at a speed."""
    origins, destinations = banks[bank], banks[1 - bank]
    ends, total = network.points[destinations.nodes], 0.0
    for block in _cut_blocks(origins, destinations):
        seconds = cdist(network.points[origins.nodes[block]], ends) * (3.6 / speed_kmh)
        decay = np.exp(-beta_per_s * seconds)
        total += float(origins.weight[block] @ decay @ destinations.attraction)
    return total


def _measure(
    state: State, banks: tuple[Residents, Residents], bank: int, block: slice
) -> NDArray[np.float32]:
    times = state.times[bank]
    if times is not None:
        return times[block]
    origins = banks[bank].nodes[block]
    return measure_times(state.scenario, origins, banks[1 - bank].nodes)


def _cut_blocks(origins: Residents, destinations: Residents) -> Iterator[slice]:
    rows = max(1, BLOCK_PAIRS // max(1, len(destinations.nodes)))
    for first in range(0, max(1, len(origins.nodes)), rows):
        yield slice(first, first + rows)
