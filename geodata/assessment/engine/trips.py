"""Trips from the homes of one bank to what draws them on the other, and sums over them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.spatial.distance import cdist

from geodata.arrays import Floats, Nodes
from geodata.assessment.engine import sums
from geodata.assessment.engine.portals import Scenario, measure_legs
from geodata.assessment.engine.sums import Legs
from geodata.streets.network import StreetNetwork


@dataclass(frozen=True, slots=True)
class Residents:
    """Homes of one bank, and what draws trips to it, gathered at the nodes of a mode's network."""

    nodes: Nodes
    """Shape (n,), in order."""
    weight: Floats
    """Of the homes, shape (n,); 0 where they have none."""
    attraction: Floats
    """Of what trips lead to, likewise."""


def gather_residents(
    network: StreetNetwork,
    home_nodes: Nodes,
    weight: Floats,
    service_nodes: Nodes | None = None,
) -> tuple[Residents, Residents]:
    """Gather homes, shape (k,), at their nodes: those of the left and of the right bank.

    Homes far from every street, whose node is -1, and those on neither bank are left out.

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
    left, right = (nodes[bank[nodes]] for bank in network.banks)
    return Residents(left, total[left], pull[left]), Residents(right, total[right], pull[right])


def _count(nodes: Nodes, weight: Floats, network: StreetNetwork) -> Floats:
    return np.asarray(np.bincount(nodes, weight, len(network.ids)), dtype=float)


def sum_state(
    scenario: Scenario, banks: tuple[Residents, Residents], bank: int, beta_per_s: float
) -> Floats:
    """Sum the trips of a bank, 0 or 1: see `geodata.assessment.engine.sums.sum_state`."""
    legs = measure_bank_legs(scenario, banks, bank)
    return sums.sum_state(legs, banks[1 - bank].attraction, beta_per_s)


def sum_after(
    before: Legs,
    known: Floats,
    after: Scenario,
    banks: tuple[Residents, Residents],
    bank: int,
    beta_per_s: float,
) -> tuple[Floats, Floats]:
    """Sum the trips of a bank after, and what it saves.

    See `geodata.assessment.engine.sums.sum_after`.

    Parameters
    ----------
    before
        Of the bank's trips before, as `measure_bank_legs` gives them.
    known
        What `sum_state` finds for them.
    """
    legs = measure_bank_legs(after, banks, bank)
    return sums.sum_after(before, known, legs, banks[1 - bank].attraction, beta_per_s)


def begin_sum_after(
    before: Legs,
    known: Floats,
    after: Scenario,
    banks: tuple[Residents, Residents],
    bank: int,
    beta_per_s: float,
) -> Callable[[], tuple[Floats, Floats]]:
    """Begin `sum_after` on another processor; what is returned waits for its end."""
    legs = measure_bank_legs(after, banks, bank)
    return sums.begin_sum_after(before, known, legs, banks[1 - bank].attraction, beta_per_s)


def sum_saved(
    before: Legs, after: Scenario, banks: tuple[Residents, Residents], bank: int
) -> Floats:
    """Sum what a bank saves, as `sum_after`, and nothing else."""
    legs = measure_bank_legs(after, banks, bank)
    return sums.sum_saved(before, legs, banks[1 - bank].attraction)


def measure_bank_legs(scenario: Scenario, banks: tuple[Residents, Residents], bank: int) -> Legs:
    """Measure the legs of a bank's trips: see `geodata.assessment.engine.portals.measure_legs`."""
    return measure_legs(scenario, banks[bank].nodes, banks[1 - bank].nodes)


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


BLOCK_PAIRS = 1_000_000
"""Pairs of straight lines measured at a time: 8 MB, whose memory is used again and again."""


def _cut_blocks(origins: Residents, destinations: Residents) -> Iterator[slice]:
    rows = max(1, BLOCK_PAIRS // max(1, len(destinations.nodes)))
    for first in range(0, max(1, len(origins.nodes)), rows):
        yield slice(first, first + rows)
