"""The sums over pairs in numba; imported by `geodata.assessment.sums` alone, which explains them.

Each sums the rows that it is given, beside other threads, and writes what it finds into the last
arguments. The machine code is kept on disk.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator"
# ruff: noqa: ANN001, ANN201, ANN202 - numba's own signatures say the types

from __future__ import annotations

import math

import numpy as np
from numba import njit

from geodata.assessment.compiled import compile_now
from geodata.assessment.sums import CLASS_MIN, FIRST_LIMIT, LIMITS

_CLASS_S = 60.0 * CLASS_MIN
_ANY_ORDER = {"reassoc", "contract", "nnan", "nsz"}
"""Sums may be taken in any order, and no time is NaN; infinity keeps its meaning."""

_ROUNDING_S = 0.01
"""More than float32 loses of a time."""

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


@compile_now("f4(f4[::1], f4[::1], f8)", fastmath=_ANY_ORDER)
def _sum_decay(times, light, beta_per_s):
    total, slope = np.float32(0.0), -np.float32(beta_per_s)
    for j in range(len(times)):
        total += light[j] * _exp(slope * times[j])
    return total


@compile_now("f4(f4[::1], f4[::1], f4)", fastmath=_ANY_ORDER)
def _sum_below(times, light, limit_s):
    total = np.float32(0.0)
    for j in range(len(times)):
        total += light[j] if times[j] < limit_s else np.float32(0.0)
    return total


@compile_now("void(f4[::1], f8[::1], f4[::1], f8, f8, f8, f8[::1])", fastmath=_ANY_ORDER)
def _sum_row(times, weight, light, beta_per_s, least_s, most_s, sums):
    """Sum one origin's trips, of which none takes less than `least_s`, nor more than `most_s`.

    `light` is the weight in float32, which is enough for classes and for what fades.
    """
    time = possible = 0.0
    for j in range(len(times)):
        is_possible = times[j] < np.inf
        time += weight[j] * np.float64(times[j]) if is_possible else 0.0
        possible += weight[j] if is_possible else 0.0
    for k in range(LIMITS):  # a pass a limit runs in vectors; counting into classes does not
        limit_s = _CLASS_S * (k + 1)
        below = possible if most_s < limit_s else 0.0
        if least_s < limit_s <= most_s:
            below = np.float64(_sum_below(times, light, np.float32(limit_s)))
        sums[FIRST_LIMIT + k] = below
    sums[0] = time
    sums[1] = possible
    sums[2] = np.float64(_sum_decay(times, light, beta_per_s))


@compile_now("void(f4[::1], f4[::1], f8[::1], f8[::1])", fastmath=_ANY_ORDER)
def _compare_row(before, after, weight, sums):
    both = saved = 0.0
    for j in range(len(before)):
        first, second = np.float64(before[j]), np.float64(after[j])
        is_both = first < np.inf and second < np.inf
        both += weight[j] if is_both else 0.0
        saved += weight[j] * (first - second) if is_both else 0.0
    sums[0] = both
    sums[1] = saved


@compile_now("void(f4[:,::1], f8[::1], f8, f8[:,::1])")
def sum_state(times, weight, beta_per_s, sums):
    """Sum each origin's trips: see `geodata.assessment.sums.sum_state_plainly`."""
    light = weight.astype(np.float32)
    for i in range(len(times)):
        _sum_row(times[i], weight, light, beta_per_s, 0.0, np.inf, sums[i])


@compile_now("void(f4[:,::1], f4[:,::1], f8[::1], f8[:,::1])")
def sum_change(before, after, weight, sums):
    """Sum what is possible both times: see `geodata.assessment.sums.sum_change_plainly`."""
    for i in range(len(before)):
        _compare_row(before[i], after[i], weight, sums[i])


@compile_now("f8[:,::1](f4[:,::1])")
def _find_limits(back):
    """Find the shortest and the longest leg from each portal, shape (2, p)."""
    limits = np.empty((2, len(back)))
    for via in range(len(back)):
        least, most = np.inf, 0.0
        for j in range(back.shape[1]):
            least = min(least, np.float64(back[via, j]))
            most = max(most, np.float64(back[via, j]))
        limits[0, via], limits[1, via] = least, most
    return limits


@compile_now(
    "void(f4[:,::1], f4[:,::1], f4[:,::1], f8[::1], f8, f8[:,::1], f8[:,::1])", fastmath=_ANY_ORDER
)
def sum_after(reach, back, before, weight, beta_per_s, states, changes):
    """Measure and sum row by row: see `geodata.assessment.sums.sum_after_plainly`.

    A row of times stays in the processor's nearest cache; the whole matrix is never written.
    """
    row, limits = np.empty(back.shape[1], np.float32), _find_limits(back)
    light = weight.astype(np.float32)
    for i in range(len(reach)):
        row[:] = np.inf
        least = most = np.inf
        for via in range(len(back)):
            first = reach[i, via]
            if first < np.inf:
                least = min(least, first + limits[0, via])
                most = min(most, first + limits[1, via])
                for j in range(len(row)):
                    row[j] = min(row[j], first + back[via, j])
        _sum_row(row, weight, light, beta_per_s, least - _ROUNDING_S, most + _ROUNDING_S, states[i])
        _compare_row(before[i], row, weight, changes[i])
