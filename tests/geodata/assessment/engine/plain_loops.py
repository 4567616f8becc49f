"""The loops of the what-if by numpy and SciPy alone, which the compiled ones must equal."""

import numpy as np

from geodata.assessment.engine.columns import CLASS_MIN, COLUMNS, FIRST_LIMIT, LIMITS


def multiply_min_plus(left, right):
    product = np.full((left.shape[0], right.shape[1]), np.inf, dtype=left.dtype)
    for via in range(left.shape[1]):
        np.minimum(product, left[:, via, None] + right[None, via], out=product)
    return product


def sum_gains(base, links, origin_weight, target_weight):
    sums = np.zeros((2, len(links.near)))
    was_possible = np.isfinite(base)
    before = np.where(was_possible, base, 0)
    for c, (u, v, over) in enumerate(zip(links.near, links.far, links.seconds, strict=True)):
        there = (links.to_near[u] + over)[:, None] + links.from_far[v]
        back = (links.to_far[v] + over)[:, None] + links.from_near[u]
        after = np.minimum(there, back)
        saved = np.where(was_possible, np.maximum(before - after, 0), 0).astype(np.float64)
        opened = (~was_possible & np.isfinite(after)).astype(np.float64)
        sums[:, c] = [origin_weight @ part @ target_weight for part in (saved, opened)]
    return sums


def sum_state(legs, weight, beta_per_s):
    sums = np.zeros((len(legs[0]), COLUMNS))
    limits_s = 60.0 * CLASS_MIN * np.arange(1, LIMITS + 1)
    for i, row in enumerate(_list_rows(legs)):
        is_possible = np.isfinite(row)
        seconds, near = row[is_possible], weight[is_possible]
        sums[i, :FIRST_LIMIT] = near @ seconds, near.sum(), near @ np.exp(-beta_per_s * seconds)
        sums[i, FIRST_LIMIT:] = (seconds < limits_s[:, None]) @ near
    return sums


def sum_after(before, known, after, weight, beta_per_s):
    return sum_state(after, weight, beta_per_s), sum_saved(before, after, weight)


def sum_saved(before, after, weight):
    changes = np.zeros((len(after[0]), 2))
    for i, (first, second) in enumerate(zip(_list_rows(before), _list_rows(after), strict=True)):
        both = np.isfinite(first) & np.isfinite(second)
        changes[i] = weight[both].sum(), weight[both] @ (first[both] - second[both])
    return changes


def _list_rows(legs):
    """List the times of each origin, shape (m,), rounded as float32 sums are."""
    reach, back = legs
    for first in reach:
        row = np.min(first[:, None] + back, axis=0, initial=np.float32(np.inf))
        yield row.astype(float)
