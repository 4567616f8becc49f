"""The sums over pairs in numba; imported by `engine.sums` alone, which explains them.

Each sums the rows that it is given, beside other threads, and writes what it finds into the last
arguments. A row of times stays in the processor's nearest cache: reading a matrix of them from
memory takes longer than measuring them again. The machine code is kept on disk.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator"
# ruff: noqa: ANN001, ANN201, ANN202, PLR0913, PLR0917 - numba's own signatures say the types

from __future__ import annotations

import math

import numpy as np

from geodata.assessment.engine.columns import CLASS_MIN, FIRST_LIMIT, LIMITS, POSSIBLE, TIME
from geodata.assessment.engine.compiled import compile_inside, compile_now

_CLASS_S = 60.0 * CLASS_MIN
_ANY_ORDER = {"reassoc", "contract", "nnan", "nsz"}
"""Sums may be taken in any order, and no time is NaN; infinity keeps its meaning."""

_NEARLY_ALL = 1 - 1e-13
"""Of the trips: what the sums' rounding may leave."""

_ROUNDING_S = 0.01
"""More than float32 loses of a time."""

_LOG2_E = math.log2(math.e)
_A, _B, _C, _D, _E, _F = np.array(
    [0.001339086336, 0.009676031918, 0.05550357114, 0.2402210749, 0.693147188, 1.000000075], "f4"
)
"""Of the polynomial through 2ˣ at Chebyshev's nodes of |x| ≤ ½: within 1.1e-7."""
_SMALLEST, _FRACTION_BITS = np.float32(-126.0), np.int32(23)


@compile_inside(inline="always", fastmath={"contract"})
def _exp2(x):
    """Calculate 2ˣ for x ≤ 0 within 2e-7; without a call or a table, it runs in vectors."""
    x = max(x, _SMALLEST)
    whole = np.rint(x)
    rest = x - whole
    part = np.float32(((((_A * rest + _B) * rest + _C) * rest + _D) * rest + _E) * rest + _F)
    return np.int32(part.view(np.int32) + (np.int32(whole) << _FRACTION_BITS)).view(np.float32)


@compile_inside(fastmath=_ANY_ORDER)
def _sum_decay(times, light, beta_per_s):
    total, slope = np.float32(0.0), np.float32(-beta_per_s * _LOG2_E)
    for j in range(len(times)):
        total += light[j] * _exp2(slope * times[j])
    return total


@compile_inside(fastmath=_ANY_ORDER)
def _sum_possible_decay(times, light, beta_per_s):
    total, slope = np.float32(0.0), np.float32(-beta_per_s * _LOG2_E)
    for j in range(len(times)):
        total += (light[j] if times[j] < np.inf else np.float32(0.0)) * _exp2(slope * times[j])
    return total


@compile_inside(fastmath=_ANY_ORDER)
def _sum_times(times, weight):
    total = 0.0
    for j in range(len(times)):
        total += weight[j] * np.float64(times[j])
    return total


@compile_inside(fastmath=_ANY_ORDER)
def _sum_possible_times(times, weight):
    total = possible = 0.0
    for j in range(len(times)):
        is_possible = times[j] < np.inf
        total += weight[j] * np.float64(times[j]) if is_possible else 0.0
        possible += weight[j] if is_possible else 0.0
    return total, possible


@compile_inside(fastmath=_ANY_ORDER)
def _sum_below(times, light, limit_s):
    """Sum the weight of the trips below a limit and below the next two."""
    none, second_s = np.float32(0.0), limit_s + np.float32(_CLASS_S)
    third_s = second_s + np.float32(_CLASS_S)
    first = second = third = none
    for j in range(len(times)):
        first += light[j] if times[j] < limit_s else none
        second += light[j] if times[j] < second_s else none
        third += light[j] if times[j] < third_s else none
    return first, second, third


@compile_inside(fastmath=_ANY_ORDER)
def _sum_row(times, weight, light, all_trips, beta_per_s, least_s, most_s, sums):
    """Sum one origin's trips, of which none takes less than `least_s`, nor more than `most_s`.

    `light` is the weight in float32, which is enough for classes and for what fades; `all_trips`
    is its sum.
    """
    if most_s < np.inf:
        sums[0], sums[1] = _sum_times(times, weight), all_trips
        sums[2] = np.float64(_sum_decay(times, light, beta_per_s))
    else:
        sums[0], sums[1] = _sum_possible_times(times, weight)
        sums[2] = np.float64(_sum_possible_decay(times, light, beta_per_s))
    counted = int(min(max(np.floor(least_s / _CLASS_S), 0.0), LIMITS))
    sums[FIRST_LIMIT : FIRST_LIMIT + counted] = 0.0
    while counted < LIMITS and _CLASS_S * (counted + 1) <= most_s:
        # A pass over three limits runs in vectors; counting into classes does not.
        found = _sum_below(times, light, np.float32(_CLASS_S * (counted + 1)))
        for k in range(min(3, LIMITS - counted)):
            sums[FIRST_LIMIT + counted + k] = np.float64(found[k])
        counted += 3
    if counted < LIMITS:
        sums[FIRST_LIMIT + counted :] = sums[1]


@compile_inside(fastmath=_ANY_ORDER)
def _compare_row(before, after, weight, sums):
    both = saved = 0.0
    for j in range(len(before)):
        first, second = np.float64(before[j]), np.float64(after[j])
        is_both = first < np.inf and second < np.inf
        both += weight[j] if is_both else 0.0
        saved += weight[j] * (first - second) if is_both else 0.0
    sums[0] = both
    sums[1] = saved


@compile_inside(fastmath=_ANY_ORDER)
def _sum_saved(before, after, weight):
    saved = 0.0
    for j in range(len(before)):
        saved += weight[j] * (np.float64(before[j]) - np.float64(after[j]))
    return saved


@compile_inside(fastmath=_ANY_ORDER)
def _begin_row(reach, back, count, row):
    """Measure times over the first portals, no more than three of them."""
    if count == 0:
        row[:] = np.inf
    elif count == 1:
        a = reach[0]
        for j in range(len(row)):
            row[j] = a + back[0, j]
    elif count == 2:
        a, b = reach[0], reach[1]
        for j in range(len(row)):
            row[j] = min(a + back[0, j], b + back[1, j])
    else:
        a, b, c = reach[0], reach[1], reach[2]
        for j in range(len(row)):
            row[j] = min(a + back[0, j], b + back[1, j], c + back[2, j])


@compile_inside(fastmath=_ANY_ORDER)
def _measure_row(reach, back, limits, row):
    """Measure one origin's times, and between which bounds they lie where a trip is possible.

    Four portals at a time spare most of reading and writing the row.
    """
    count, least, most = len(back), np.inf, np.inf
    for via in range(count):
        first = np.float64(reach[via])
        if first < np.inf:
            least = min(least, first + limits[0, via])
            most = min(most, first + limits[1, via])
    _begin_row(reach, back, count % 4, row)
    for via in range(count % 4, count, 4):
        a, b, c, d = reach[via], reach[via + 1], reach[via + 2], reach[via + 3]
        for j in range(len(row)):
            one = min(a + back[via, j], b + back[via + 1, j])
            other = min(c + back[via + 2, j], d + back[via + 3, j])
            row[j] = min(row[j], one, other)
    return least - _ROUNDING_S, most + _ROUNDING_S


@compile_now("void(f4[:,::1], f4[:,::1], f8[:,::1], f8[::1], f4[::1], f8, f8, f8[:,::1])")
def sum_state(reach, back, limits, weight, light, all_trips, beta_per_s, sums):
    """Measure and sum row by row: see `engine.sums.sum_state`.

    `limits` are the least and the longest leg from each portal, shape (2, p); `light` is the weight
    in float32.
    """
    row = np.empty(back.shape[1], np.float32)
    for i in range(len(reach)):
        least_s, most_s = _measure_row(reach[i], back, limits, row)
        _sum_row(row, weight, light, all_trips, beta_per_s, least_s, most_s, sums[i])


@compile_now(
    "void(f4[:,::1], f4[:,::1], f8[:,::1], f8[:,::1], f4[:,::1], f4[:,::1], f8[:,::1],"
    " f8[::1], f4[::1], f8, f8, f8[:,::1], f8[:,::1])"
)
def sum_after(
    reach_before, back_before, limits_before, known, reach, back, limits,
    weight, light, all_trips, beta_per_s, sums, changes,
):  # fmt: skip
    """Measure and sum row by row: see `engine.sums.sum_after`.

    Where every trip is possible both times, what is saved is what the sums differ by.
    """
    before, row = np.empty(back.shape[1], np.float32), np.empty(back.shape[1], np.float32)
    for i in range(len(reach)):
        least_s, most_s = _measure_row(reach[i], back, limits, row)
        _sum_row(row, weight, light, all_trips, beta_per_s, least_s, most_s, sums[i])
        if min(known[i, POSSIBLE], sums[i, POSSIBLE]) >= all_trips * _NEARLY_ALL:
            changes[i, 0] = sums[i, POSSIBLE]
            changes[i, 1] = known[i, TIME] - sums[i, TIME]
        else:
            _measure_row(reach_before[i], back_before, limits_before, before)
            _compare_row(before, row, weight, changes[i])


@compile_now(
    "void(f4[:,::1], f4[:,::1], f8[:,::1], f4[:,::1], f4[:,::1], f8[:,::1], f8[::1], f8[:,::1])"
)
def sum_saved(reach_before, back_before, limits_before, reach, back, limits, weight, changes):
    """Measure and compare row by row: see `engine.sums.sum_saved`."""
    before, row = np.empty(back.shape[1], np.float32), np.empty(back.shape[1], np.float32)
    all_trips = np.sum(weight)
    for i in range(len(reach)):
        _, most_before_s = _measure_row(reach_before[i], back_before, limits_before, before)
        _, most_s = _measure_row(reach[i], back, limits, row)
        if max(most_before_s, most_s) < np.inf:
            changes[i, 0], changes[i, 1] = all_trips, _sum_saved(before, row, weight)
        else:
            _compare_row(before, row, weight, changes[i])
