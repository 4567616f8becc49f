"""Sums over pairs of origin and destination, in float64: plain, and compiled where numba is."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from geodata.assessment.kernels import multiply_plainly

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Times = NDArray[np.float32]
    Weight = NDArray[np.float64]
    Found = NDArray[np.float64]
    SumState = Callable[[Times, Weight, float], Found]
    SumChange = Callable[[Times, Times, Weight], Found]
    SumAfter = Callable[[Times, Times, Times, Weight, float], tuple[Found, Found]]

CLASS_MIN = 5
LIMITS = 12
"""Classes of the histogram that end, each after `CLASS_MIN`; one more has no end."""

TIME, POSSIBLE, DECAY, FIRST_LIMIT = range(4)
"""Columns of a state's sums; the trips below each limit follow."""

COLUMNS = FIRST_LIMIT + LIMITS

POSSIBLE_BOTH, SAVED = range(2)
"""Columns of a change's sums."""


@dataclass(frozen=True, slots=True)
class Sums:
    """One set of loops, either plain or compiled; both give the same numbers.

    The compiled exp(-β t) and classes of the histogram are float32, within 1e-5 of the plain ones.
    """

    state: SumState
    change: SumChange
    after: SumAfter


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

    def sum_state(times: Times, weight: Weight, beta_per_s: float) -> Found:
        sums = np.empty((len(times), COLUMNS))
        share_rows(
            len(times),
            lambda some: compiled_sums.sum_state(times[some], weight, beta_per_s, sums[some]),
        )
        return sums

    def sum_change(before: Times, after: Times, weight: Weight) -> Found:
        sums = np.empty((len(before), 2))
        share_rows(
            len(before),
            lambda some: compiled_sums.sum_change(before[some], after[some], weight, sums[some]),
        )
        return sums

    def sum_after(
        reach: Times, back: Times, before: Times, weight: Weight, beta_per_s: float
    ) -> tuple[Found, Found]:
        states, changes = np.empty((len(reach), COLUMNS)), np.empty((len(reach), 2))
        share_rows(
            len(reach),
            lambda some: compiled_sums.sum_after(
                reach[some], back, before[some], weight, beta_per_s, states[some], changes[some]
            ),
        )
        return states, changes

    return Sums(sum_state, sum_change, sum_after)


def share_rows(rows: int, work: Callable[[slice], None]) -> None:
    """Let every processor work on a share of the rows.

    Threads of our own sleep between questions; those of OpenMP, which numba takes, wait awake and
    keep the processors from whoever asks next.
    """
    shares = _count_processors()
    bounds = [rows * at // shares for at in range(shares + 1)]
    slices = [slice(*pair) for pair in pairwise(bounds)]
    others = [_start_threads().submit(work, some) for some in slices[1:]]
    work(slices[0])
    for other in others:
        other.result()


@cache
def _count_processors() -> int:
    has_affinity = hasattr(os, "sched_getaffinity")
    return len(os.sched_getaffinity(0)) if has_affinity else os.cpu_count() or 1


@cache
def _start_threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_count_processors(), thread_name_prefix="sums")


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
    sums = np.zeros((len(times), COLUMNS))
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


def sum_after_plainly(
    reach: Times, back: Times, before: Times, weight: Weight, beta_per_s: float
) -> tuple[Found, Found]:
    """Sum each origin's trips in a state, and what it saves, from the legs of the trips.

    Parameters
    ----------
    reach
        From each origin to each portal, over the divide where it leads there, shape (n, p).
    back
        From each portal to each destination, shape (p, m).
    before
        Times before, shape (n, m).

    Returns
    -------
    tuple of ndarray
        As `sum_state_plainly` and as `sum_change_plainly`.
    """
    times = multiply_plainly(reach, back)
    return sum_state_plainly(times, weight, beta_per_s), sum_change_plainly(before, times, weight)


PLAIN = Sums(sum_state_plainly, sum_change_plainly, sum_after_plainly)
