"""The inner loops of the what-if, compiled by numba and shared out among the processors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from threading import Lock
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.arrays import Floats
from geodata.assessment.engine.shares import share_rows

SMALL_PRODUCT = 1_000_000
"""Sums of two times that one processor does sooner than it wakes another."""

SHARE_PRODUCT = 5_000_000
"""Sums of two times that a processor takes at a time, some 5 ms."""


@dataclass(frozen=True, slots=True)
class LinkTimes:
    """What is known of c links u → v that might be added, for n origins and m targets.

    Times are in s and of one floating type; infinity is no way.
    """

    to_near: NDArray[Any]
    from_near: NDArray[Any]
    """`to_near`, `from_near`: times to and from the first ends, shapes (ends, n) and (ends, m)."""
    to_far: NDArray[Any]
    from_far: NDArray[Any]
    """`to_far`, `from_far`: times to and from the second ends, likewise."""
    near: NDArray[np.int64]
    far: NDArray[np.int64]
    """`near`, `far`: rows of u and of v in these, shape (c,)."""
    seconds: NDArray[Any]
    """Of each link, either way, shape (c,)."""


@cache
def load_compiled() -> ModuleType:
    """Load the compiled loops.

    The first call ever compiles for some seconds and keeps the result on disk: call it in the
    background when a server starts.
    """
    from geodata.assessment.engine import compiled  # noqa: PLC0415 - numba takes a second

    return compiled


def multiply_min_plus(left: NDArray[Any], right: NDArray[Any]) -> NDArray[Any]:
    """Multiply two matrices in (min, +): shapes (n, k) and (k, m) give (n, m).

    Entry i, j is the least of ``left[i, k] + right[k, j]``; infinity is no way.
    """
    compiled = load_compiled()
    product = np.empty((left.shape[0], right.shape[1]), dtype=left.dtype)
    if product.size * left.shape[1] < SMALL_PRODUCT:
        compiled.multiply(left, right, product)
        return product
    step = max(compiled.ROWS, SHARE_PRODUCT // max(right.size, 1))
    share_rows(len(left), step, lambda some: compiled.multiply(left[some], right, product[some]))
    return product


def sum_gains(
    base: NDArray[Any],
    links: LinkTimes,
    origin_weight: NDArray[Any],
    target_weight: NDArray[Any],
) -> tuple[Floats, float]:
    """Sum what each two-way link saves, over all pairs of origin and target.

    Parameters
    ----------
    base
        Times without the link, shape (n, m).
    origin_weight, target_weight
        Shapes (n,) and (m,); a pair weighs their product.

    Returns
    -------
    tuple
        An ndarray, shape (2, c): Σ of weight × seconds saved on the trips that were possible; Σ of
        the weight of those that become possible. And Σ of the weight of those that were possible.
    """
    compiled = load_compiled()
    sums, possible, adding = np.zeros((2, len(links.near))), np.zeros(1), Lock()
    back = np.ascontiguousarray(links.from_near), np.ascontiguousarray(links.from_far)

    def sum_some(rows: slice) -> None:
        times = np.ascontiguousarray(base[rows])
        out = [np.ascontiguousarray(one[:, rows]) for one in (links.to_near, links.to_far)]
        part, were_possible = compiled.sum_gains(
            times, out[0], back[0], out[1], back[1],
            links.near, links.far, links.seconds, origin_weight[rows], target_weight,
        )  # fmt: skip
        with adding:
            np.add(sums, part, out=sums)
            possible[0] += were_possible

    share_rows(len(base), compiled.ROWS, sum_some)
    return sums, float(possible[0])
