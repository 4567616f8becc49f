"""Who gains: the way to the nearest place of each kind, on whichever bank, before and after.

Kinds are never added up: a cash machine is no hospital. Those who come to help are asked about the
other way round, from them to where people live, and drive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from geodata.arrays import Floats, Indices, Mask
from geodata.assessment.engine.reach import SLACK_S
from geodata.assessment.engine.trips import Residents
from geodata.assessment.indicators import make_change
from geodata.assessment.neighbourhoods import Groups
from geodata.assessment.results import NearestChange, NeighbourhoodChange, ServiceChange

STEPS_MIN = (1, 2, 5, 10)
"""Minutes that somebody's way gets shorter or longer by at least, to be counted."""

NOTICED_S = 1.0
"""A neighbourhood whose residents all have the same way to the second is not listed."""

_STEPS_S = np.array([60 * step - SLACK_S for step in STEPS_MIN])


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
    ways = [_Ways(before[bank], after[bank], banks[bank].weight, bank) for bank in (0, 1)]
    found = []
    for at, (kind, places) in enumerate(counts.items()):
        both = _read_sums(ways[0].sums[at]), _read_sums(ways[1].sums[at])
        listed = [
            one
            for bank in (0, 1)
            if ways[bank].is_changed[at].any()
            for one in _list_neighbourhoods(ways[bank], at, groups[bank])
        ]
        found.append(ServiceChange(kind, is_from, places, both, tuple(listed)))
    return tuple(found)


class _Ways:
    """The ways of one bank's residents to the nearest place of each kind, before and after.

    All arrays are of shape (kinds, n).
    """

    def __init__(self, before: Floats, after: Floats, weight: Floats, bank: int) -> None:
        self.was, self.now = (np.minimum(one[::2], one[1::2]) for one in (before, after))
        own, other = (slice(bank, None, 2), slice(1 - bank, None, 2))
        self.is_over = [one[other] < one[own] - SLACK_S for one in (before, after)]
        had, has = np.isfinite(self.was), np.isfinite(self.now)
        self.has_both: Mask = had & has
        self.is_new, self.is_cut = ~had & has, had & ~has
        self.was, self.now = (np.where(self.has_both, one, 0.0) for one in (self.was, self.now))
        self.saved = self.was - self.now
        self.is_changed: Mask = (
            (np.abs(self.saved) >= NOTICED_S) | (had != has) | (self.is_over[0] != self.is_over[1])
        )
        self.sums = self._sum(weight)

    def _sum(self, weight: Floats) -> Floats:
        """Sum residents over the columns of `list_columns`, shape (kinds, 8 + 2 × steps)."""
        sums = np.zeros((len(self.was), 8 + 2 * len(STEPS_MIN)))
        sums[:, 0] = weight.sum()
        for column, values in enumerate((self.has_both, self.was, self.now, *self.is_over), 1):
            sums[:, column] = values.astype(float) @ weight  # booleans are summed slowly
        for at in np.flatnonzero(self.is_changed.any(axis=1)).tolist():
            changed = np.flatnonzero(self.is_changed[at])
            sums[at, 6:] = self._list_changes(at, changed).T @ weight[changed]
        return sums

    def list_columns(self, at: int) -> Floats:
        """List what is summed over residents for a kind, by node, shape (n, 8 + 2 × steps)."""
        columns = np.zeros((self.was.shape[1], 8 + 2 * len(STEPS_MIN)))
        columns[:, 0] = 1.0
        for column, values in enumerate((self.has_both, self.was, self.now, *self.is_over), 1):
            columns[:, column] = values[at]
        changed = np.flatnonzero(self.is_changed[at])
        columns[changed, 6:] = self._list_changes(at, changed)
        return columns

    def _list_changes(self, at: int, changed: Indices) -> Floats:
        found = np.empty((len(changed), 2 + 2 * len(STEPS_MIN)))
        saved = self.saved[at, changed, None]
        found[:, 0], found[:, 1] = self.is_new[at, changed], self.is_cut[at, changed]
        found[:, 2:] = np.hstack([saved >= _STEPS_S, -saved >= _STEPS_S])
        return found


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


def _list_neighbourhoods(ways: _Ways, at: int, groups: Groups) -> Iterator[NeighbourhoodChange]:
    """List the neighbourhoods for whose residents the way to a kind changes."""
    sums = groups.weight @ ways.list_columns(at)  # of all: to choose rows takes longer
    for row in np.flatnonzero(groups.weight @ ways.is_changed[at].astype(float) > 0).tolist():
        yield NeighbourhoodChange(groups.neighbourhoods[row].id, _read_sums(sums[row]))
