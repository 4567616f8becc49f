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
_ANY_ORDER = {"reassoc", "contract"}
"""Sums may be taken in any order; infinity keeps its meaning."""

_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_POWERS = 2.0 ** np.arange(-1022, 1)
_FACTORS = tuple(1 / math.factorial(k) for k in range(14))


@njit("f8(f8)", inline="always", fastmath={"contract"})
def _exp(x):
    """Calculate exp(x) for x ≤ 0 to the last digit or two; without a call, it runs in vectors."""
    x = max(x, -700.0)
    whole = math.floor(x * 1.4426950408889634 + 0.5)
    rest = x - whole * _LN2_HIGH - whole * _LN2_LOW
    total = _FACTORS[13]
    for k in range(12, -1, -1):
        total = total * rest + _FACTORS[k]
    return total * _POWERS[int(whole) + 1022]


@compile_now("f8(f4[::1], f8[::1], f8)", fastmath=_ANY_ORDER)
def _sum_decay(times, weight, beta_per_s):
    total = 0.0
    for j in range(len(times)):
        total += weight[j] * _exp(-beta_per_s * np.float64(times[j]))
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
        for k in range(LIMITS):  # a pass a limit runs in vectors; counting into classes does not
            limit_s, below = np.float32(_CLASS_S * (k + 1)), 0.0
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
