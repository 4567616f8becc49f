"""Sums over pairs of origin and destination, in float64: plain, and compiled where numba is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from geodata.assessment.engine.columns import CLASS_MIN, COLUMNS, FIRST_LIMIT, LIMITS
from geodata.assessment.engine.shares import share_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    Times = NDArray[np.float32]
    Legs = tuple[Times, Times]
    Weight = NDArray[np.float64]
    Found = NDArray[np.float64]
    SumState = Callable[[Legs, Weight, float], Found]
    SumAfter = Callable[[Legs, Found, Legs, Weight, float], tuple[Found, Found]]
    SumSaved = Callable[[Legs, Legs, Weight], Found]


ROWS = 128
"""Origins that a processor takes at a time: some 0.2 ms of work."""


@dataclass(frozen=True, slots=True)
class Sums:
    """One set of loops, either plain or compiled; both give the same numbers.

    The compiled exp(-β t) and classes of the histogram are float32, within 1e-5 of the plain ones.
    """

    state: SumState
    after: SumAfter
    saved: SumSaved


@cache
def load_sums() -> Sums:
    """Load the compiled loops, or the plain ones, as `geodata.assessment.engine.kernels` does.

    The first call ever compiles for some seconds and keeps the result on disk.
    """
    if os.environ.get("URAMOST_PLAIN_KERNEL"):
        return PLAIN
    try:
        from geodata.assessment.engine import compiled_sums  # noqa: PLC0415 - numba is optional
    except ImportError:
        return PLAIN

    def sum_state(legs: Legs, weight: Weight, beta_per_s: float) -> Found:
        reach, *back = _bound(legs)
        sums, rest = np.empty((len(reach), COLUMNS)), (*_lighten(weight), beta_per_s)
        share_rows(
            len(reach),
            ROWS,
            lambda some: compiled_sums.sum_state(reach[some], *back, *rest, sums[some]),
        )
        return sums

    def sum_after(
        before: Legs, known: Found, after: Legs, weight: Weight, beta_per_s: float
    ) -> tuple[Found, Found]:
        (reach_before, *back_before), (reach, *back) = _bound(before), _bound(after)
        sums, changes = np.empty((len(reach), COLUMNS)), np.empty((len(reach), 2))
        rest = (*_lighten(weight), beta_per_s)
        share_rows(
            len(reach),
            ROWS,
            lambda some: compiled_sums.sum_after(
                reach_before[some], *back_before, known[some], reach[some], *back, *rest,
                sums[some], changes[some],
            ),
        )  # fmt: skip
        return sums, changes

    def sum_saved(before: Legs, after: Legs, weight: Weight) -> Found:
        (reach_before, *back_before), (reach, *back) = _bound(before), _bound(after)
        changes = np.empty((len(reach), 2))
        share_rows(
            len(changes),
            ROWS,
            lambda some: compiled_sums.sum_saved(
                reach_before[some], *back_before, reach[some], *back, weight, changes[some]
            ),
        )
        return changes

    return Sums(sum_state, sum_after, sum_saved)


def _bound(legs: Legs) -> tuple[Times, Times, Found]:
    """Add to legs the shortest and the longest one from each portal, shape (2, p)."""
    reach, back = legs
    bounds = back.min(axis=1, initial=np.inf), back.max(axis=1, initial=0)
    return reach, back, np.array(bounds, dtype=float)


def _lighten(weight: Weight) -> tuple[Weight, Times, float]:
    """Add to weights the same in float32, and their sum."""
    return weight, weight.astype(np.float32), float(weight.sum())


def sum_state_plainly(legs: Legs, weight: Weight, beta_per_s: float) -> Found:
    """Sum each origin's trips.

    Parameters
    ----------
    legs
        In s, infinity is no way: from each origin to each portal, over the divide where it leads
        there, shape (n, p), and from each portal to each destination, shape (p, m).
    weight
        Of each destination, shape (m,).

    Returns
    -------
    ndarray
        Shape (n, columns), sums of weight × : seconds where a trip is possible, 1 there,
        exp(-β t), and 1 where it takes less than each limit of the histogram.
    """
    sums = np.zeros((len(legs[0]), COLUMNS))
    limits_s = 60.0 * CLASS_MIN * np.arange(1, LIMITS + 1)
    for i, row in enumerate(_list_rows(legs)):
        is_possible = np.isfinite(row)
        seconds, near = row[is_possible], weight[is_possible]
        sums[i, :FIRST_LIMIT] = near @ seconds, near.sum(), near @ np.exp(-beta_per_s * seconds)
        sums[i, FIRST_LIMIT:] = (seconds < limits_s[:, None]) @ near
    return sums


def sum_after_plainly(
    before: Legs, known: Found, after: Legs, weight: Weight, beta_per_s: float
) -> tuple[Found, Found]:
    """Sum each origin's trips in a state, and those that are possible before it and in it.

    Parameters
    ----------
    before, after
        As `sum_state_plainly` takes them.
    known
        What `sum_state_plainly` finds for the state before: it spares the compiled loop work.

    Returns
    -------
    tuple of ndarray
        The sums of `sum_state_plainly` of the state after; and of shape (n, 2), sums of weight × :
        1, and seconds saved.
    """
    del known
    return sum_state_plainly(after, weight, beta_per_s), sum_saved_plainly(before, after, weight)


def sum_saved_plainly(before: Legs, after: Legs, weight: Weight) -> Found:
    """Sum what each origin saves: the second part of `sum_after_plainly` alone."""
    changes = np.zeros((len(after[0]), 2))
    for i, (first, second) in enumerate(zip(_list_rows(before), _list_rows(after), strict=True)):
        both = np.isfinite(first) & np.isfinite(second)
        changes[i] = weight[both].sum(), weight[both] @ (first[both] - second[both])
    return changes


def _list_rows(legs: Legs) -> Iterator[NDArray[np.float64]]:
    """List the times of each origin, shape (m,), rounded as float32 sums are."""
    reach, back = legs
    for first in reach:
        row = np.min(first[:, None] + back, axis=0, initial=np.float32(np.inf))
        yield row.astype(float)


PLAIN = Sums(sum_state_plainly, sum_after_plainly, sum_saved_plainly)
