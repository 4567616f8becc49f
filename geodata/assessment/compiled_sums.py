"""The sums over pairs in numba; imported by `geodata.assessment.sums` alone, which explains them.

The rows are shared out among the processors, and the machine code is kept on disk.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator"
# ruff: noqa: ANN001, ANN201, ANN202 - numba's own signatures say the types

from __future__ import annotations

import math

import numpy as np
from numba import njit, prange

from geodata.assessment.compiled import compile_now
from geodata.assessment.sums import CLASS_MIN, FIRST_LIMIT, LIMITS

_CLASS_S = 60.0 * CLASS_MIN
_ANY_ORDER = {"reassoc", "contract", "nnan", "nsz"}
"""Sums may be taken in any order, and no time is NaN; infinity keeps its meaning."""

_NEARLY_ALL = 1 - 1e-13
"""Of the trips: what the sums' rounding may leave."""

_LOG2_E, _LN_2 = np.float32(1 / math.log(2)), np.float32(math.log(2))
_FACTORS = tuple(np.float32(1 / math.factorial(k)) for k in range(7))
_ONE_HALF, _SMALLEST = np.float32(0.5), np.float32(-87.0)
_BIAS, _FRACTION_BITS = np.int32(127), np.int32(23)


@njit("f4(f4)", inline="always", fastmath={"contract"})
def _exp(x):
    """Calculate exp(x) for x ≤ 0 within 1e-6; without a call or a table, it runs in vectors."""
    x = max(x, _SMALLEST) * _LOG2_E
    whole = np.floor(x + _ONE_HALF)
    rest = (x - whole) * _LN_2
    total = _FACTORS[6]
    for k in range(5, -1, -1):
        total = total * rest + _FACTORS[k]
    return total * np.int32((np.int32(whole) + _BIAS) << _FRACTION_BITS).view(np.float32)


@compile_now("f8(f4[::1], f8[::1], f8)", fastmath=_ANY_ORDER)
def _sum_decay(times, weight, beta_per_s):
    total, slope = 0.0, -np.float32(beta_per_s)
    for j in range(len(times)):
        total += weight[j] * np.float64(_exp(slope * times[j]))
    return total


@compile_now("f8[:,::1](f4[:,::1], f8[::1], f8)", parallel=True, fastmath=_ANY_ORDER)
def sum_state(times, weight, beta_per_s):
    """Sum each origin's trips: see `geodata.assessment.sums.sum_state_plainly`."""
    sums = np.zeros((times.shape[0], FIRST_LIMIT + LIMITS))
    for i in prange(times.shape[0]):
        time = possible = 0.0
        for j in range(times.shape[1]):
            is_possible = times[i, j] < np.inf
            time += weight[j] * np.float64(times[i, j]) if is_possible else 0.0
            possible += weight[j] if is_possible else 0.0
        below = 0.0
        for k in range(LIMITS):  # a pass a limit runs in vectors; counting into classes does not
            if below < possible * _NEARLY_ALL:
                below, limit_s = 0.0, np.float32(_CLASS_S * (k + 1))
                for j in range(times.shape[1]):
                    below += weight[j] if times[i, j] < limit_s else 0.0
            sums[i, FIRST_LIMIT + k] = below
        sums[i, 0] = time
        sums[i, 1] = possible
        sums[i, 2] = _sum_decay(times[i], weight, beta_per_s)
    return sums


@compile_now("f8[:,::1](f4[:,::1], f4[:,::1], f8[::1])", parallel=True, fastmath=_ANY_ORDER)
def sum_change(before, after, weight):
    """Sum what is possible both times: see `geodata.assessment.sums.sum_change_plainly`."""
    sums = np.zeros((before.shape[0], 2))
    for i in prange(before.shape[0]):
        both = saved = 0.0
        for j in range(before.shape[1]):
            first, second = np.float64(before[i, j]), np.float64(after[i, j])
            is_both = first < np.inf and second < np.inf
            both += weight[j] if is_both else 0.0
            saved += weight[j] * (first - second) if is_both else 0.0
        sums[i, 0] = both
        sums[i, 1] = saved
    return sums
