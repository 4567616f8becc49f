"""Sums over pairs of origin and destination, compiled by numba, in float64.

Only exp(-β t) and the classes of the histogram are float32, within 1e-5.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from geodata.arrays import Floats
from geodata.assessment.engine.columns import COLUMNS
from geodata.assessment.engine.shares import begin, share_rows

Times = NDArray[np.float32]
Legs = tuple[Times, Times]
Weight = Floats
Found = Floats
ROWS = 128
"""Origins that a processor takes at a time: some 0.2 ms of work."""


@cache
def load_compiled_sums() -> ModuleType:
    """Load the compiled sums; the first call ever compiles for some seconds."""
    from geodata.assessment.engine import compiled_sums  # noqa: PLC0415 - numba takes a second

    return compiled_sums


def sum_state(legs: Legs, weight: Weight, beta_per_s: float) -> Found:
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
    reach, *back = _bound(legs)
    sums, rest = np.empty((len(reach), COLUMNS)), (*_lighten(weight), beta_per_s)
    sum_rows = load_compiled_sums().sum_state
    share_rows(len(reach), ROWS, lambda some: sum_rows(reach[some], *back, *rest, sums[some]))
    return sums


def sum_after(
    before: Legs, known: Found, after: Legs, weight: Weight, beta_per_s: float
) -> tuple[Found, Found]:
    """Sum each origin's trips in a state, and those that are possible before it and in it.

    Parameters
    ----------
    before, after
        As `sum_state` takes them.
    known
        What `sum_state` finds for the state before: it spares work.

    Returns
    -------
    tuple of ndarray
        The sums of `sum_state` of the state after; and of shape (n, 2), sums of weight × :
        1, and seconds saved.
    """
    sum_some, found = _prepare_after(before, known, after, weight, beta_per_s)
    share_rows(len(known), ROWS, sum_some)
    return found


def begin_sum_after(
    before: Legs, known: Found, after: Legs, weight: Weight, beta_per_s: float
) -> Callable[[], tuple[Found, Found]]:
    """Begin `sum_after` on one other processor; what is returned waits for its end."""
    sum_some, found = _prepare_after(before, known, after, weight, beta_per_s)
    begun = begin(lambda: sum_some(slice(None)))

    def finish() -> tuple[Found, Found]:
        begun.result()
        return found

    return finish


def _prepare_after(
    before: Legs, known: Found, after: Legs, weight: Weight, beta_per_s: float
) -> tuple[Callable[[slice], None], tuple[Found, Found]]:
    """Tell how some rows are summed, and where the sums will stand."""
    (reach_before, *back_before), (reach, *back) = _bound(before), _bound(after)
    sums, changes = np.empty((len(reach), COLUMNS)), np.empty((len(reach), 2))
    rest, sum_rows = (*_lighten(weight), beta_per_s), load_compiled_sums().sum_after

    def sum_some(some: slice) -> None:
        sum_rows(
            reach_before[some], *back_before, known[some], reach[some], *back, *rest,
            sums[some], changes[some],
        )  # fmt: skip

    return sum_some, (sums, changes)


def sum_saved(before: Legs, after: Legs, weight: Weight) -> Found:
    """Sum what each origin saves: the second part of `sum_after` alone."""
    (reach_before, *back_before), (reach, *back) = _bound(before), _bound(after)
    changes, sum_rows = np.empty((len(reach), 2)), load_compiled_sums().sum_saved
    share_rows(
        len(changes),
        ROWS,
        lambda some: sum_rows(
            reach_before[some], *back_before, reach[some], *back, weight, changes[some]
        ),
    )
    return changes


def _bound(legs: Legs) -> tuple[Times, Times, Found]:
    """Add to legs the shortest and the longest one from each portal, shape (2, p)."""
    reach, back = legs
    bounds = back.min(axis=1, initial=np.inf), back.max(axis=1, initial=0)
    return reach, back, np.array(bounds, dtype=float)


def _lighten(weight: Weight) -> tuple[Weight, Times, float]:
    """Add to weights the same in float32, and their sum."""
    return weight, weight.astype(np.float32), float(weight.sum())
