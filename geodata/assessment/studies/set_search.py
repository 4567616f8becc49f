"""Searches the best sets of new links by a bound that closes, and checks those near the best."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from geodata.arrays import Floats, Indices
from geodata.assessment.engine.gains import Report
from geodata.assessment.engine.sets import LinkSets, SetSums
from geodata.assessment.studies.scan import BankGain

NEARLY = 0.02
"""Of the best: sets that save so much less are checked, too."""

SETS_AT_ONCE = 16
MOST_CHECKED = 2_000


@dataclass(frozen=True, slots=True)
class PlannedSet:
    """Places together."""

    places: tuple[int, ...]
    """Their numbers in `Plan.places`, along the river."""
    length_m: float
    banks: tuple[BankGain, BankGain]
    """Of the left and of the right bank, each trip over at most one of the bridges."""
    saved_person_min_per_trip: float | None
    """Over the trips of both banks that were possible before; None where none was."""
    checked_person_min_per_trip: tuple[float | None, float | None, float | None]
    """Of both banks, the left and the right one, with trips over several bridges, by the engine."""
    mean_cross_river_min: tuple[float | None, float | None]
    """Mean time of all trips possible then, from either bank; None where none is."""


@dataclass(frozen=True, slots=True)
class BestSet:
    """The best set of a number of bridges, for one aim."""

    aim: str
    """``both`` banks together, or the id of one."""
    bridges: int
    best: PlannedSet | None
    """None where no set is short enough, or none saves anything."""
    is_proven: bool
    """No set of the places is better while each trip uses at most one new bridge."""
    is_checked: bool
    """Nor with trips over several, of all sets within 2 % of the best."""
    compared: int
    """Sets that were summed up one by one; all others by what none of them can exceed."""
    near_best: int
    """Sets within 2 % of the best."""
    overtaken_by: PlannedSet | None
    """A set that is better with trips over several bridges; None where none is."""


@dataclass(frozen=True, slots=True)
class _Sums:
    """What each place saves alone, and each two share, for one aim, in s × weight."""

    alone: Floats
    overlaps: Floats


class SetSearch:
    """Searches the best sets of links.

    Parameters
    ----------
    sets
        The trips over c links.
    length_m
        Of each, shape (c,).
    limit_m
        What a set may measure; None where it does not matter.
    banks
        Ids of the left and of the right bank.
    report
        Called with how many sets are summed up, of how many.
    """

    def __init__(
        self,
        sets: LinkSets,
        length_m: Floats,
        limit_m: float | None,
        banks: tuple[str, str],
        report: Report | None,
    ) -> None:
        self.sets, self.length_m, self.limit_m, self.banks = sets, length_m, limit_m, banks
        self.report = report or (lambda _done, _total: None)
        by_bank = sets.sum_overlaps()
        self.alone = np.stack([np.diag(one) for one in by_bank])
        overlaps = [by_bank.sum(axis=0), by_bank[0], by_bank[1]]
        self.sums = [_Sums(np.diag(one).copy(), one) for one in overlaps]
        self.chains = sets.find_chains() if len(length_m) else np.zeros((0, 0), dtype=bool)
        self._exact: dict[tuple[int, ...], Floats] = {}
        self._measured: dict[tuple[int, ...], SetSums] = {}

    def find_best(self, aim: str, number: int, bridges: int) -> BestSet:
        """Find the best set of so many bridges for both banks, 0, the left, 1, or the right, 2."""
        sets, bounds = self._bound_sets(number, bridges)
        values: dict[tuple[int, ...], float] = {}
        best = 0.0
        for at in range(0, len(sets), SETS_AT_ONCE):
            if bounds[at] < (1 - NEARLY) * best * (1 - 1e-9) or not bounds[at] > 0:
                break
            batch = sets[at : at + SETS_AT_ONCE]
            self.report(at, len(sets))
            self._sum_up([tuple(one) for one in batch.tolist()])
            values |= {one: _weigh(self._exact[one], number) for one in map(tuple, batch.tolist())}
            best = max(values.values())
            if len(values) >= MOST_CHECKED:
                break
        is_closed = len(values) == len(sets) or bounds[len(values)] <= best * (1 + 1e-9)
        if best <= 0:
            return BestSet(aim, bridges, None, is_closed, is_closed, len(values), 0, None)
        near = sorted(
            (one for one, value in values.items() if value >= (1 - NEARLY) * best),
            key=lambda one: -values[one],
        )
        winner = near[0]
        checked = {one: self._check(one) for one in near}
        first = max(near, key=lambda one: _weigh(checked[one], number))
        gain = _weigh(checked[first], number) - _weigh(checked[winner], number)
        is_overtaken = gain > 1e-6 * best
        is_whole = len(values) == len(sets) or bounds[len(values)] < (1 - NEARLY) * best
        return BestSet(
            aim=aim,
            bridges=bridges,
            best=self._describe(winner),
            is_proven=bool(is_closed),
            is_checked=bool(is_whole and not is_overtaken),
            compared=len(values),
            near_best=len(near),
            overtaken_by=self._describe(first) if is_overtaken else None,
        )

    def _bound_sets(self, number: int, bridges: int) -> tuple[Indices, Floats]:
        """List the sets that are short enough with what they can save at most, the most first."""
        count, sums = len(self.length_m), self.sums[number]
        sets = np.array(list(combinations(range(count), bridges)), dtype=np.intp)
        sets = sets.reshape(-1, bridges)
        if self.limit_m is not None:
            sets = sets[self.length_m[sets].sum(axis=1) <= self.limit_m]
        bounds = sums.alone[sets].sum(axis=1)
        shared = [
            sums.overlaps[sets[:, one], sets[:, other]]
            for one, other in combinations(range(bridges), 2)
        ]
        if shared:
            bounds = bounds - np.sort(np.stack(shared), axis=0)[-(bridges - 1) :].sum(axis=0)
        order = np.argsort(-bounds, kind="stable")
        return sets[order], bounds[order]

    def _sum_up(self, sets: list[tuple[int, ...]]) -> None:
        """Sum up the sets that no other aim has summed up."""
        new = [one for one in sets if one not in self._exact]
        if new:
            self._exact |= zip(new, self.sets.sum_sets(np.array(new)).T, strict=True)

    def _measure(self, one: tuple[int, ...]) -> SetSums:
        """Measure a set by the engine, once for all aims."""
        if one not in self._measured:
            self._measured[one] = self.sets.measure_set(np.array(one))
        return self._measured[one]

    def _check(self, one: tuple[int, ...]) -> Floats:
        """Sum a set with trips over several of its bridges, where there can be any, shape (2,)."""
        if not self.chains[np.ix_(one, one)].any():
            return self._exact[one]
        return self._measure(one).ranked_s

    def _describe(self, one: tuple[int, ...]) -> PlannedSet:
        """Describe a set; only those that are told are measured in full."""
        sums = self._measure(one)
        possible = self.sets.possible
        saved = sums.saved_s if self.sets.none_s else self._exact[one]
        checked = [sums.saved_s.sum(), *sums.saved_s]
        times = [_divide(sums.time_s[bank], sums.possible[bank]) for bank in (0, 1)]
        total = float(possible.sum())
        return PlannedSet(
            places=one,
            length_m=float(self.length_m[list(one)].sum()),
            banks=(
                self.gain(0, float(saved[0]), float(sums.opened[0])),
                self.gain(1, float(saved[1]), float(sums.opened[1])),
            ),
            saved_person_min_per_trip=_divide(saved.sum(), total),
            checked_person_min_per_trip=(
                _divide(checked[0], total),
                _divide(checked[1], possible[0]),
                _divide(checked[2], possible[1]),
            ),
            mean_cross_river_min=(times[0], times[1]),
        )

    def gain(self, bank: int, saved_s: float, opened: float) -> BankGain:
        """Tell what a bank gains, from sums over its trips."""
        others = float(self.sets.homes[1 - bank].attraction.sum())
        gained = opened / others if others > 0 else 0.0
        return BankGain(self.banks[bank], _divide(saved_s, self.sets.possible[bank]), gained)


def _divide(seconds: float, trips: float) -> float | None:
    """Divide sums of seconds by sums of trips, to min; None where there are no trips."""
    return float(seconds / trips / 60) if trips > 0 else None


def _weigh(both: Floats, number: int) -> float:
    """Weigh the sums of both banks by an aim: both, the left, the right."""
    return float(both.sum() if number == 0 else both[number - 1])
