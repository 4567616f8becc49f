"""What sets of new links save together where a trip uses at most one of them, exactly.

Then a set saves Σ over trips of the most that any of its links saves. For two links this is the sum
of both less their overlap, the least of both by trip; for three it is at most the sum of all less
the two largest overlaps, which leaves few sets to be summed up. Trips over two new links are found
by `find_chains` and measured by `measure_set`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.arrays import Floats, Indices, Mask
from geodata.assessment.engine.gains import cut_origins, cut_rows, measure_links
from geodata.assessment.engine.kernels import LinkTimes
from geodata.assessment.engine.portals import PortalSearch, make_scenario, measure_times
from geodata.assessment.engine.shares import share_rows
from geodata.assessment.engine.trips import Residents
from geodata.streets.network import Links, join_links

ROWS = 16
"""Origins that one processor takes at a time."""

SMALLEST_CHAIN_S = 1e-3
"""By so much two links, one after the other, are quicker than any way that is there."""


@dataclass(frozen=True, slots=True)
class Trips:
    """The trips of one bank over the open links, and over each of c new ones."""

    base: NDArray[Any]
    """Times without any, shape (n, m); what is not possible takes `none_s`."""
    links: LinkTimes
    origin_weight: Floats
    target_weight: Floats


@dataclass(frozen=True, slots=True)
class SetSums:
    """Sums over the trips from the left bank and from the right, shape (2,) each."""

    ranked_s: Floats
    """What is saved, in s × weight, as `LinkSets.sum_sets` counts it."""
    saved_s: Floats
    """Of that, on trips that were possible before."""
    opened: Floats
    """Weight of the trips that become possible."""
    time_s: Floats
    possible: Floats
    """`time_s`, `possible`: times in s × weight, and weight, of all trips possible then."""


class LinkSets:
    """Every trip of a city with c new two-way links, each alone, ready to be summed by sets.

    Parameters
    ----------
    added
        Each from the left bank to the right.
    none_s
        What a trip takes that is not possible; 0 leaves those out that are not possible now.
    """

    def __init__(
        self,
        search: PortalSearch,
        open_links: Links,
        added: Links,
        homes: tuple[Residents, Residents],
        *,
        none_s: float = 0.0,
        dtype: type[np.floating] = np.float32,
    ) -> None:
        self.search, self.open_links, self.added, self.homes = search, open_links, added, homes
        self.none_s, self.dtype = none_s, dtype
        self.scenario = make_scenario(search, open_links)
        both = measure_links(search, self.scenario, added, slice(None), homes, dtype)
        self._trips = tuple(part for bank in (0, 1) for part in self._list_trips(bank, both[bank]))
        self.possible = np.zeros(2)
        """Weight of the trips that are possible without any new link, from each bank."""
        for bank, trips in self._trips:
            is_possible = trips.base != none_s
            self.possible[bank] += trips.origin_weight @ (is_possible @ trips.target_weight)

    def _list_trips(self, bank: int, links: LinkTimes) -> Iterator[tuple[int, Trips]]:
        homes, targets = self.homes[bank], self.homes[1 - bank]
        for rows in cut_rows(len(homes.nodes), len(targets.nodes)):
            base = measure_times(self.scenario, homes.nodes[rows], targets.nodes, self.dtype)
            base = np.where(np.isfinite(base), base, self.dtype(self.none_s))
            part = cut_origins(links, rows)
            yield bank, Trips(base, part, homes.weight[rows], targets.attraction)

    def sum_overlaps(self) -> Floats:
        """Sum what links save, in s × weight, by the bank where trips begin, shape (2, c, c).

        On the diagonal what each saves alone, else for each two the least of both by trip.
        """
        from geodata.assessment.engine import compiled_sets  # noqa: PLC0415 - numba takes a second

        count = len(self.added)
        found, adding = np.zeros((2, count, count)), Lock()
        for bank, trips in self._trips:

            def add(rows: slice, bank: int = bank, trips: Trips = trips) -> None:
                part = compiled_sets.sum_overlaps(*_lay_out(trips, rows))
                with adding:
                    found[bank] += part

            share_rows(len(trips.base), ROWS, add)
        return found + np.triu(found, 1).transpose(0, 2, 1)

    def sum_sets(self, sets: Indices) -> Floats:
        """Sum what each set saves, shape (s, k) of links gives (2, s) by bank, in s × weight."""
        from geodata.assessment.engine import compiled_sets  # noqa: PLC0415 - numba takes a second

        chosen = np.ascontiguousarray(sets, dtype=np.int64)
        found, adding = np.zeros((2, len(sets))), Lock()
        for bank, trips in self._trips:

            def add(rows: slice, bank: int = bank, trips: Trips = trips) -> None:
                part = compiled_sets.sum_cover(*_lay_out(trips, rows), chosen)
                with adding:
                    found[bank] += part

            share_rows(len(trips.base), ROWS, add)
        return found

    def measure_set(self, links: Indices) -> SetSums:
        """Measure a set by the engine, with trips over several of its links."""
        added = self.added.select(np.asarray(links, dtype=np.intp))
        scenario = make_scenario(self.search, join_both_ways(self.open_links, added))
        sums = np.zeros((5, 2))
        begun = [0, 0]
        for bank, trips in self._trips:
            rows = slice(begun[bank], begun[bank] + len(trips.base))
            begun[bank] = rows.stop
            nodes = self.homes[bank].nodes[rows]
            times = measure_times(scenario, nodes, self.homes[1 - bank].nodes, self.dtype)
            was, is_possible = trips.base != self.none_s, np.isfinite(times)
            gain = np.maximum(trips.base - times, 0)
            columns = (
                gain,
                np.where(was, gain, 0),
                is_possible & ~was,
                np.where(is_possible, times, 0),
                is_possible,
            )
            sums[:, bank] += [trips.origin_weight @ (one @ trips.target_weight) for one in columns]
        return SetSums(*sums)

    def find_chains(self) -> Mask:
        """Find the links that a trip could use one after the other, either way, shape (c, c)."""
        ends = np.unique(np.r_[self.added.start, self.added.end]).astype(np.int32)
        over = measure_times(self.scenario, ends, ends, np.float64)
        along = self.search.forth.search(ends, ends)
        apart = np.minimum(over, along)
        np.fill_diagonal(apart, 0.0)
        at = [np.searchsorted(ends, one) for one in (self.added.start, self.added.end)]
        seconds = self.added.seconds
        found = np.zeros((len(seconds), len(seconds)), dtype=bool)
        for first in (0, 1):
            for second in (0, 1):
                direct = apart[np.ix_(at[first], at[1 - second])]
                between = apart[np.ix_(at[1 - first], at[second])]
                via = seconds[:, None] + between + seconds[None]
                found |= via < direct - SMALLEST_CHAIN_S
        np.fill_diagonal(found, val=False)
        return found | found.T


def _lay_out(trips: Trips, rows: slice) -> tuple[NDArray[Any], ...]:
    """Lay out the arguments of the compiled loops for some rows."""
    links = trips.links
    return (
        np.ascontiguousarray(trips.base[rows]),
        np.ascontiguousarray(links.to_near[:, rows]),
        np.ascontiguousarray(links.from_near),
        np.ascontiguousarray(links.to_far[:, rows]),
        np.ascontiguousarray(links.from_far),
        links.near,
        links.far,
        links.seconds,
        trips.origin_weight[rows],
        trips.target_weight.astype(trips.base.dtype),
    )


def join_both_ways(links: Links, added: Links) -> Links:
    """Join links and both directions of others."""
    back = replace(added, start=added.end, end=added.start)
    return join_links(join_links(links, added), back)
