"""The sums behind best sets in numba; imported by `engine.sets` alone, which explains them."""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator"
# ruff: noqa: ANN001, ANN201, ANN202, PLR0913, PLR0917 - numba's own signatures say the types

from __future__ import annotations

import numpy as np

from geodata.assessment.engine.compiled import compile_inside, compile_now

_ANY_ORDER = {"reassoc", "contract"}
"""Sums may be taken in any order; infinity keeps its meaning."""

_TIMES = "{0}[:,::1], {0}[:,::1], {0}[:,::1], {0}[:,::1], {0}[:,::1], i8[::1], i8[::1], {0}[::1]"


@compile_inside(fastmath=_ANY_ORDER)
def _gain_row(base, x, y, from_far, from_near, weight, gains):
    """Weigh what each trip of an origin gains over a link; tell whether any does."""
    most = base[0] - base[0]
    for j in range(len(base)):
        gain = base[j] - min(x + from_far[j], y + from_near[j])
        gain = max(gain, base[j] - base[j])
        most = max(most, gain)
        gains[j] = weight[j] * gain
    return most > 0


@compile_inside(fastmath=_ANY_ORDER)
def _sum_least(one, other):
    total = one[0] - one[0]
    for j in range(len(one)):
        total += min(one[j], other[j])
    return total


@compile_now([f"f8[:,::1]({_TIMES.format(kind)}, f8[::1], {kind}[::1])" for kind in ("f4", "f8")])
def sum_overlaps(
    base, to_near, from_near, to_far, from_far, near, far, seconds, origin_weight, target_weight
):
    """Sum what each link saves, and for each two the least of both by trip, shape (c, c)."""
    count, columns = len(near), base.shape[1]
    overlaps = np.zeros((count, count))
    gains = np.empty((count, columns), base.dtype)
    active = np.empty(count, np.int64)
    for i in range(len(base)):
        found = 0
        for c in range(count):
            u, v, over = near[c], far[c], seconds[c]
            x, y = to_near[u, i] + over, to_far[v, i] + over
            if not (x < to_far[v, i] or y < to_near[u, i]):
                continue
            if _gain_row(base[i], x, y, from_far[v], from_near[u], target_weight, gains[found]):
                active[found] = c
                found += 1
        for p in range(found):
            for q in range(p, found):
                least = _sum_least(gains[p], gains[q])
                overlaps[active[p], active[q]] += origin_weight[i] * least
    return overlaps


@compile_inside()
def _shorten_row(best, links, i, to_near, from_near, to_far, from_far, near, far, seconds):
    """Shorten the times of an origin by some links; tell whether any is of use to it."""
    is_used = False
    for c in links:
        u, v, over = near[c], far[c], seconds[c]
        x, y = to_near[u, i] + over, to_far[v, i] + over
        if x < to_far[v, i] or y < to_near[u, i]:
            is_used = True
            rest, tail = from_far[v], from_near[u]
            for j in range(len(best)):
                best[j] = min(best[j], x + rest[j], y + tail[j])
    return is_used


@compile_now(
    [f"f8[::1]({_TIMES.format(kind)}, f8[::1], {kind}[::1], i8[:,::1])" for kind in ("f4", "f8")]
)
def sum_cover(
    base, to_near, from_near, to_far, from_far, near, far, seconds, origin_weight, target_weight,
    sets,
):  # fmt: skip
    """Sum what the best link of each set saves by trip, shape (sets,)."""
    totals = np.zeros(len(sets))
    best = np.empty(base.shape[1], base.dtype)
    for s in range(len(sets)):
        for i in range(len(base)):
            best[:] = base[i]
            if _shorten_row(
                best, sets[s], i, to_near, from_near, to_far, from_far, near, far, seconds
            ):
                total = 0.0
                for j in range(len(best)):
                    total += target_weight[j] * (base[i, j] - best[j])
                totals[s] += origin_weight[i] * total
    return totals
