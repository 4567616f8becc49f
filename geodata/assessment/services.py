"""Who gains: the way to the nearest place of each kind, on whichever bank, before and after.

Kinds are never added up: a cash machine is no hospital. Those who come to help are asked about the
other way round, from them to where people live, and drive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from geodata.arrays import Floats, Mask
from geodata.assessment.engine.reach import SLACK_S
from geodata.assessment.engine.trips import Residents
from geodata.assessment.indicators import make_change
from geodata.assessment.neighbourhoods import Groups
from geodata.assessment.results import NearestChange, NeighbourhoodChange, ServiceChange

STEPS_MIN = (1, 2, 5, 10)
"""Minutes that somebody's way gets shorter or longer by at least, to be counted."""

NOTICED_S = 1.0
"""A neighbourhood whose residents all have the same way to the second is not listed."""


def assess_services(
    counts: Mapping[str, tuple[int, int]],
    before: tuple[Floats, Floats],
    after: tuple[Floats, Floats],
    banks: tuple[Residents, Residents],
    groups: tuple[Groups, Groups],
    *,
    is_from: bool = False,
) -> tuple[ServiceChange, ...]:
    """Assess the way to, or from, the nearest place of each kind of which there is any.

    Parameters
    ----------
    counts
        Kind → how many places on the left and on the right bank.
    before, after
        Of the residents of each bank: times to the nearest place of each kind of `counts` on the
        left and on the right bank, in s, shape (2 × kinds, n).
    """
    found = []
    for at, (kind, places) in enumerate(counts.items()):
        rows = slice(2 * at, 2 * at + 2)
        totals: list[NearestChange] = []
        listed: list[NeighbourhoodChange] = []
        for bank in (0, 1):
            ways = _Ways(before[bank][rows], after[bank][rows], bank)
            if not ways.is_changed.any():
                totals.append(_read_sums(ways.sum_alike(banks[bank].weight)))
                continue
            columns = ways.list_columns()
            totals.append(_read_sums(banks[bank].weight @ columns))
            listed += _list_neighbourhoods(ways, columns, groups[bank])
        both = totals[0], totals[1]
        found.append(ServiceChange(kind, is_from, places, both, tuple(listed)))
    return tuple(found)


class _Ways:
    """The ways of one bank's residents to the nearest place of a kind, before and after."""

    def __init__(self, before: Floats, after: Floats, bank: int) -> None:
        self.was, self.now = before.min(axis=0), after.min(axis=0)
        self.is_over = [one[1 - bank] < one[bank] - SLACK_S for one in (before, after)]
        has_way = np.isfinite(self.was), np.isfinite(self.now)
        self.has_both: Mask = has_way[0] & has_way[1]
        self.is_new, self.is_cut = ~has_way[0] & has_way[1], has_way[0] & ~has_way[1]
        self.saved = np.subtract(
            self.was, self.now, out=np.zeros(len(self.was)), where=self.has_both
        )
        self.is_changed: Mask = (
            (np.abs(self.saved) >= NOTICED_S)
            | (has_way[0] != has_way[1])
            | (self.is_over[0] != self.is_over[1])
        )

    def sum_alike(self, weight: Floats) -> Floats:
        """Sum what `list_columns` lists where nobody's way changes by a second, by fewer steps."""
        sums = np.zeros(8 + 2 * len(STEPS_MIN))
        both = weight[self.has_both]
        sums[0], sums[1] = weight.sum(), both.sum()
        sums[2], sums[3] = both @ self.was[self.has_both], both @ self.now[self.has_both]
        sums[4], sums[5] = (weight[one].sum() for one in self.is_over)
        return sums

    def list_columns(self) -> Floats:
        """List what is summed over residents, by node, shape (n, 8 + 2 × steps)."""
        columns = np.zeros((len(self.was), 8 + 2 * len(STEPS_MIN)))
        columns[:, 0], columns[:, 1] = 1.0, self.has_both
        columns[self.has_both, 2] = self.was[self.has_both]
        columns[self.has_both, 3] = self.now[self.has_both]
        columns[:, 4], columns[:, 5] = self.is_over
        changed = np.flatnonzero(self.is_changed)
        columns[changed, 6], columns[changed, 7] = self.is_new[changed], self.is_cut[changed]
        limits_s = np.array([60 * step - SLACK_S for step in STEPS_MIN])
        saved = self.saved[changed, None]
        columns[changed, 8:] = np.hstack([saved >= limits_s, -saved >= limits_s])
        return columns


def _read_sums(sums: Floats) -> NearestChange:
    """Read the sums of residents over `_Ways.list_columns`."""
    residents, both, was, now, before, after, new, cut, *steps = sums.tolist()
    means = [one / both / 60 if both > 0 else None for one in (was, now)]
    return NearestChange(
        residents=residents,
        mean_min=make_change(*means),
        nearest_on_other_bank=make_change(before, after),
        save=tuple(steps[: len(STEPS_MIN)]),
        lose=tuple(steps[len(STEPS_MIN) :]),
        newly_connected=new,
        cut_off=cut,
    )


def _list_neighbourhoods(
    ways: _Ways, columns: Floats, groups: Groups
) -> Iterator[NeighbourhoodChange]:
    """List the neighbourhoods for whose residents something changes."""
    sums = groups.weight @ columns  # of all: to choose rows of a sparse matrix takes longer
    for row in np.flatnonzero(groups.weight @ ways.is_changed.astype(float) > 0).tolist():
        yield NeighbourhoodChange(groups.neighbourhoods[row].id, _read_sums(sums[row]))
