"""Sums over pairs of origin and destination, in float64: plain, and compiled where numba is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from geodata.assessment.kernels import IN_TURN

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Times = NDArray[np.float32]
    Weight = NDArray[np.float64]
    SumState = Callable[[Times, Weight, float], NDArray[np.float64]]
    SumChange = Callable[[Times, Times, Weight], NDArray[np.float64]]

CLASS_MIN = 5
LIMITS = 12
"""Classes of the histogram that end, each after `CLASS_MIN`; one more has no end."""

TIME, POSSIBLE, DECAY, FIRST_LIMIT = range(4)
"""Columns of a state's sums; the trips below each limit follow."""

POSSIBLE_BOTH, SAVED = range(2)
"""Columns of a change's sums."""


@dataclass(frozen=True, slots=True)
class Sums:
    """One set of loops, either plain or compiled; both give the same numbers.

    The compiled exp(-β t) is float32, within 2e-6 of the plain one.
    """

    state: SumState
    change: SumChange


@cache
def load_sums() -> Sums:
    """Load the compiled loops, or the plain ones, as `geodata.assessment.kernels` does.

    The first call ever compiles for some seconds and keeps the result on disk.
    """
    if os.environ.get("URAMOST_PLAIN_KERNEL"):
        return PLAIN
    try:
        from geodata.assessment import compiled_sums  # noqa: PLC0415 - numba is optional
    except ImportError:
        return PLAIN

    def sum_state(times: Times, weight: Weight, beta_per_s: float) -> NDArray[np.float64]:
        with IN_TURN:
            return np.asarray(compiled_sums.sum_state(times, weight, beta_per_s))

    def sum_change(before: Times, after: Times, weight: Weight) -> NDArray[np.float64]:
        with IN_TURN:
            return np.asarray(compiled_sums.sum_change(before, after, weight))

    return Sums(sum_state, sum_change)


def sum_state_plainly(times: Times, weight: Weight, beta_per_s: float) -> NDArray[np.float64]:
    """Sum each origin's trips.

    Parameters
    ----------
    times
        In s, shape (n, m); infinity is no way.
    weight
        Of each destination, shape (m,).

    Returns
    -------
    ndarray
        Shape (n, 3 + limits), sums of weight × : seconds where a trip is possible, 1 there,
        exp(-β t), and 1 where it takes less than each limit of the histogram.
    """
    sums = np.zeros((len(times), FIRST_LIMIT + LIMITS))
    limits_s = 60.0 * CLASS_MIN * np.arange(1, LIMITS + 1)
    for i, row in enumerate(times.astype(float)):
        is_possible = np.isfinite(row)
        seconds, near = row[is_possible], weight[is_possible]
        sums[i, :FIRST_LIMIT] = near @ seconds, near.sum(), near @ np.exp(-beta_per_s * seconds)
        sums[i, FIRST_LIMIT:] = (seconds < limits_s[:, None]) @ near
    return sums


def sum_change_plainly(before: Times, after: Times, weight: Weight) -> NDArray[np.float64]:
    """Sum each origin's trips that are possible both before and after.

    Returns
    -------
    ndarray
        Shape (n, 2), sums of weight × : 1, and seconds saved.
    """
    sums = np.zeros((len(before), 2))
    for i, (first, second) in enumerate(
        zip(before.astype(float), after.astype(float), strict=True)
    ):
        both = np.isfinite(first) & np.isfinite(second)
        sums[i] = weight[both].sum(), weight[both] @ (first[both] - second[both])
    return sums


PLAIN = Sums(sum_state_plainly, sum_change_plainly)
