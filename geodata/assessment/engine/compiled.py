"""The inner loops of the what-if in numba; imported by `geodata.assessment.engine.kernels` alone.

Every function is compiled once for float32 and float64 and kept on disk. The plain functions of
that module say what each must give.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator"
# ruff: noqa: ANN001, ANN003, ANN201, ANN202, PLR0913, PLR0917 - numba's own signatures say the types

from __future__ import annotations

import numpy as np
from numba import njit


def compile_now(signatures, **options):
    """Compile a function for its signatures and keep it on disk, if there is a place to write."""

    def decorate(function):
        try:
            return njit(signatures, cache=True, nogil=True, **options)(function)
        except RuntimeError:
            return njit(signatures, nogil=True, **options)(function)

    return decorate


def compile_inside(**options):
    """Compile a function as a part of those that call it.

    One that lay on disk by itself could not be inlined, and sums in any order would end in other
    last digits, by which process had compiled what first.
    """
    return njit(nogil=True, **options)


ROWS = 32
"""Rows that one processor takes at a time: with the columns they fit into its cache."""

COLUMNS = 64
"""Columns that are left out together where none of them can gain."""

_FAST_SUM = {"reassoc", "contract"}
"""Sums may be taken in any order; infinity keeps its meaning."""


_PRODUCT = "void({0}[:,::1], {0}[:,::1], {0}[:,::1])"


def _multiply(left, right, product):
    """Multiply in (min, +); numpy gives the product's memory in larger pages than numba would."""
    for i in range(left.shape[0]):
        row = product[i]
        row[:] = np.inf
        for via in range(left.shape[1]):
            first = left[i, via]
            if first < np.inf:
                rest = right[via]
                for j in range(len(row)):
                    row[j] = min(row[j], first + rest[j])


_BOTH = [_PRODUCT.format("f4"), _PRODUCT.format("f8")]
multiply = compile_now(_BOTH)(_multiply)


@compile_inside(fastmath=_FAST_SUM)
def _sum_row(base, rest, weight, first):
    total = 0.0
    for j in range(len(base)):
        gain = base[j] - (first + rest[j])
        if gain > 0:
            total += weight[j] * gain
    return total


@compile_inside()
def _sum_broken_row(base, rest, weight, first):
    """Sum a row with trips that were impossible: those that become possible apart."""
    total, opened = 0.0, 0.0
    for j in range(len(base)):
        after = first + rest[j]
        if after < base[j]:
            if base[j] == np.inf:
                opened += weight[j]
            else:
                total += weight[j] * (base[j] - after)
    return total, opened


@compile_inside()
def _find_gaining_columns(rest, known, seconds):
    """Find the stretches of columns, from and to, that hold all that are quicker over the link."""
    stretches = np.empty((len(rest) // COLUMNS + 1, 2), np.int64)
    found = 0
    for start in range(0, len(rest), COLUMNS):
        stop = min(len(rest), start + COLUMNS)
        count = 0
        for j in range(start, stop):
            count += rest[j] + seconds < known[j]
        if count and found and stretches[found - 1, 1] == start:
            stretches[found - 1, 1] = stop
        elif count:
            stretches[found] = start, stop
            found += 1
    return stretches[:found]


@compile_inside()
def _sum_possible(times, weight):
    total = 0.0
    for j in range(len(times)):
        total += weight[j] if times[j] < np.inf else 0.0
    return total


@compile_inside()
def _sum_one_way(base, is_broken, to, to_other, rest, known, over, origin_weight, target_weight):
    """Sum what some rows gain over a link in one direction, and what opens to them.

    A trip gains only if both its ends do: the origin on its way to the far end of the link
    (`to` + `over` < `to_other`), the target on its way from the near one (`rest`, `known`).
    """
    saved, opened = 0.0, 0.0
    stretches = np.empty((0, 2), np.int64)
    is_known = False
    for i in range(len(to)):
        first = to[i] + over
        if not first < to_other[i]:
            continue
        if not is_known:
            stretches = _find_gaining_columns(rest, known, over)
            is_known = True
        for k in range(len(stretches)):
            a, b = stretches[k, 0], stretches[k, 1]
            row, tail, weight = base[i, a:b], rest[a:b], target_weight[a:b]
            if is_broken[i]:
                more = _sum_broken_row(row, tail, weight, first)
                saved += origin_weight[i] * more[0]
                opened += origin_weight[i] * more[1]
            else:
                saved += origin_weight[i] * _sum_row(row, tail, weight, first)
    return saved, opened


_SUM = (
    "Tuple((f8[:,::1], f8))({0}[:,::1], {0}[:,::1], {0}[:,::1], {0}[:,::1], {0}[:,::1],"
    " i8[::1], i8[::1], {0}[::1], f8[::1], f8[::1])"
)


@compile_now([_SUM.format("f4"), _SUM.format("f8")])
def sum_gains(
    base, to_near, from_near, to_far, from_far, near, far, seconds, origin_weight, target_weight
):
    """Sum what each link saves; and, without any, the weight of the trips that are possible."""
    rows, all_targets, possible = len(base), np.sum(target_weight), 0.0
    blocks = (rows + ROWS - 1) // ROWS
    parts = np.zeros((2, len(near), blocks))
    for block in range(blocks):
        a, b = block * ROWS, min(rows, (block + 1) * ROWS)
        times, weight = base[a:b], origin_weight[a:b]
        is_broken = np.zeros(b - a, np.bool_)
        for i in range(b - a):
            is_broken[i] = np.max(times[i]) == np.inf
            there = _sum_possible(times[i], target_weight) if is_broken[i] else all_targets
            possible += weight[i] * there
        for c in range(len(near)):
            u, v, over = near[c], far[c], seconds[c]
            to_u, to_v, from_u, from_v = to_near[u, a:b], to_far[v, a:b], from_near[u], from_far[v]
            there = _sum_one_way(
                times, is_broken, to_u, to_v, from_v, from_u, over, weight, target_weight
            )
            back = _sum_one_way(
                times, is_broken, to_v, to_u, from_u, from_v, over, weight, target_weight
            )
            parts[0, c, block] = there[0] + back[0]
            parts[1, c, block] = there[1] + back[1]
    return parts.sum(axis=2), possible
