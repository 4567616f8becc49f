"""What each of many links would save, one at a time, exactly: the sums behind the scan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.arrays import Floats, Nodes
from geodata.assessment.engine.hierarchy import Hierarchy
from geodata.assessment.engine.kernels import LinkTimes, multiply_min_plus, sum_gains
from geodata.assessment.engine.portals import (
    PortalSearch,
    Scenario,
    make_scenario,
    measure_legs,
    measure_times,
)
from geodata.assessment.engine.trips import Residents
from geodata.streets.network import Links

Report = Callable[[int, int], None]
"""Told how much is done of how much."""


@dataclass(frozen=True, slots=True)
class Gains:
    """Sums over all pairs of a node on the left and one on the right."""

    saved_s: Floats
    """Σ of weight × seconds saved, shape (2, c): from the left bank to the right, and back."""
    opened: Floats
    """Σ of the weight of trips that become possible, likewise."""
    possible: Floats
    """Σ of the weight of trips that are possible without any, shape (2,)."""


@dataclass(frozen=True, slots=True)
class _EndTimes:
    """Times to and from the ends of links on one bank, over the open links, for both banks' homes.

    Each is of shape (ends, homes), keyed by the bank of the homes.
    """

    to: tuple[NDArray[Any], NDArray[Any]]
    back: tuple[NDArray[Any], NDArray[Any]]


LINKS_AT_ONCE = 1_000
PAIRS_AT_ONCE = 4_000_000
"""Blocks of work: times of 16 MB in float32, whatever the size of the city."""


def measure_gains(
    search: PortalSearch,
    open_links: Links,
    added: Links,
    homes: tuple[Residents, Residents],
    *,
    dtype: type[np.floating] = np.float32,
    report: Report | None = None,
) -> Gains:
    """Measure what each of c two-way links alone saves on the trips from bank to bank.

    With d the times over the open links, a link u ↔ v of w seconds makes of d(s, t)

        min( d(s, t), d(s, u) + w + d(v, t), d(s, v) + w + d(u, t) )

    Parameters
    ----------
    added
        Each from the left bank to the right; both directions are added.
    homes
        Of the left bank and of the right.
    dtype
        In which times are compared; sums are float64 always.
    report
        Called after each block of work.
    """
    scenario = make_scenario(search, open_links)
    blocks = [slice(at, at + LINKS_AT_ONCE) for at in range(0, len(added), LINKS_AT_ONCE)]
    rows = [list(cut_rows(len(homes[b].nodes), len(homes[1 - b].nodes))) for b in (0, 1)]
    total, done = len(blocks) * (len(rows[0]) + len(rows[1])), 0
    saved, opened, possible = np.zeros((2, len(added))), np.zeros((2, len(added))), np.zeros(2)
    for block in blocks:
        both = measure_links(search, scenario, added, block, homes, dtype)
        for bank in (0, 1):
            targets = homes[1 - bank]
            for part in rows[bank]:
                nodes, weight = homes[bank].nodes[part], homes[bank].weight[part]
                base = measure_times(scenario, nodes, targets.nodes, dtype)
                links = cut_origins(both[bank], part)
                sums, were_possible = sum_gains(base, links, weight, targets.attraction)
                saved[bank, block] += sums[0]
                opened[bank, block] += sums[1]
                if block.start == 0:
                    possible[bank] += were_possible
                done += 1
                if report is not None:
                    report(done, total)
    return Gains(saved, opened, possible)


def cut_rows(rows: int, columns: int) -> Iterator[slice]:
    """Cut the rows of a matrix into blocks; none where it has no columns."""
    step = max(1, PAIRS_AT_ONCE // max(columns, 1))
    return (slice(at, at + step) for at in range(0, rows if columns else 0, step))


def measure_links(
    search: PortalSearch,
    scenario: Scenario,
    added: Links,
    block: slice,
    homes: tuple[Residents, Residents],
    dtype: type[np.floating],
) -> tuple[LinkTimes, LinkTimes]:
    """Measure what is known of some links, for trips from the left bank and from the right."""
    left, near = np.unique(added.start[block], return_inverse=True)
    right, far = np.unique(added.end[block], return_inverse=True)
    seconds = added.seconds[block].astype(dtype)
    at_left = _measure_ends(search, scenario, left, 0, homes, dtype)
    at_right = _measure_ends(search, scenario, right, 1, homes, dtype)
    from_left = LinkTimes(
        at_left.to[0], at_left.back[1], at_right.to[0], at_right.back[1], near, far, seconds
    )
    from_right = LinkTimes(
        at_right.to[1], at_right.back[0], at_left.to[1], at_left.back[0], far, near, seconds
    )
    return from_left, from_right


def _measure_ends(
    search: PortalSearch,
    scenario: Scenario,
    ends: Nodes,
    bank: int,
    homes: tuple[Residents, Residents],
    dtype: type[np.floating],
) -> _EndTimes:
    outward = [measure_legs(scenario, one.nodes, ends, dtype, (False, True)) for one in homes]
    inward = [measure_legs(scenario, ends, one.nodes, dtype, (True, False)) for one in homes]
    to = [multiply_min_plus(*legs).T for legs in outward]
    back = [multiply_min_plus(*legs) for legs in inward]
    nodes = homes[bank].nodes
    to[bank] = np.minimum(to[bank], _find(search, search.back, ends, nodes, dtype))
    back[bank] = np.minimum(back[bank], _find(search, search.forth, ends, nodes, dtype))
    return _EndTimes((to[0], to[1]), (back[0], back[1]))


def _find(
    search: PortalSearch,
    streets: Hierarchy,
    ends: Nodes,
    nodes: Nodes,
    dtype: type[np.floating],
) -> NDArray[Any]:
    """Measure the times from ends to nodes or their copies, shape (ends, nodes)."""
    copies = search.network.trip_ends.copy_of[nodes].astype(np.int32)
    at = np.flatnonzero(copies != nodes)
    found = streets.search(ends, np.r_[nodes, copies[at]], dtype)
    times = found[:, : len(nodes)]
    times[:, at] = np.minimum(times[:, at], found[:, len(nodes) :])
    return times


def cut_origins(links: LinkTimes, part: slice) -> LinkTimes:
    """Keep some of the origins."""
    to_near, to_far = links.to_near[:, part], links.to_far[:, part]
    rest = links.near, links.far, links.seconds
    return LinkTimes(to_near, links.from_near, to_far, links.from_far, *rest)
