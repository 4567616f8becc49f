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
from geodata.assessment.neighbourhoods import Groups
from geodata.assessment.results import Change, NearestChange, NeighbourhoodChange, ServiceChange

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
        if not any(places):
            continue
        rows = slice(2 * at, 2 * at + 2)
        left, right = (_Ways(before[bank][rows], after[bank][rows], bank) for bank in (0, 1))
        listed = tuple(
            change
            for ways, own in ((left, groups[0]), (right, groups[1]))
            for change in _list_neighbourhoods(ways, own)
        )
        totals = left.count(banks[0].weight), right.count(banks[1].weight)
        found.append(ServiceChange(kind, is_from, places, totals, listed))
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

    def count(self, weight: Floats) -> NearestChange:
        """Count residents, given the weight of those at each node, shape (n,)."""
        both = weight[self.has_both]
        total = float(both.sum())
        means = [
            float(both @ one[self.has_both]) / total / 60 if total > 0 else None
            for one in (self.was, self.now)
        ]
        over = [float(weight[one].sum()) for one in self.is_over]
        limits_s = [60 * step - SLACK_S for step in STEPS_MIN]
        return NearestChange(
            residents=float(weight.sum()),
            mean_min=_compare(*means),
            nearest_on_other_bank=_compare(*over),
            save=tuple(float(weight[self.saved >= limit_s].sum()) for limit_s in limits_s),
            lose=tuple(float(weight[-self.saved >= limit_s].sum()) for limit_s in limits_s),
            newly_connected=float(weight[self.is_new].sum()),
            cut_off=float(weight[self.is_cut].sum()),
        )


def _list_neighbourhoods(ways: _Ways, groups: Groups) -> Iterator[NeighbourhoodChange]:
    """List the neighbourhoods for whose residents something changes."""
    if not ways.is_changed.any():
        return
    touched = groups.weight @ ways.is_changed.astype(float)
    for row in np.flatnonzero(touched > 0).tolist():
        weight = groups.weight[[row]].toarray().ravel()
        yield NeighbourhoodChange(groups.neighbourhoods[row].id, ways.count(weight))


def _compare(before: float | None, after: float | None) -> Change:
    if before is None or after is None:
        return Change(before, after, None)
    return Change(before, after, after - before)
