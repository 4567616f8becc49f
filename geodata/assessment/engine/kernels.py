"""The inner loops of the what-if: each in plain numpy, and compiled where numba is installed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache, partial
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse.csgraph import dijkstra

from geodata.assessment.engine.shares import share_rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Product = Callable[[NDArray[Any], NDArray[Any]], NDArray[Any]]
    Sum = Callable[[NDArray[Any], "LinkTimes", NDArray[Any], NDArray[Any]], NDArray[np.float64]]
    Search = Callable[[csr_array, NDArray[np.int32], NDArray[np.int32], type], NDArray[Any]]


@dataclass(frozen=True, slots=True)
class LinkTimes:
    """What is known of c links u → v that might be added, for n origins and m targets.

    Times are in s and of one floating type; infinity is no way.

    Attributes
    ----------
    to_near, from_near
        Times to and from the first ends, shapes (ends, n) and (ends, m).
    to_far, from_far
        Times to and from the second ends, likewise.
    near, far
        Rows of u and of v in these, shape (c,).
    seconds
        Of each link, either way, shape (c,).
    """

    to_near: NDArray[Any]
    from_near: NDArray[Any]
    to_far: NDArray[Any]
    from_far: NDArray[Any]
    near: NDArray[np.int64]
    far: NDArray[np.int64]
    seconds: NDArray[Any]


@dataclass(frozen=True, slots=True)
class Kernels:
    """One set of inner loops, either plain or compiled; both give the same numbers.

    Attributes
    ----------
    multiply
        Multiplies in (min, +): see `multiply_min_plus`.
    sum_gains
        Sums what links save: see `sum_gains_plainly`.
    search
        Searches a network from several nodes: see `search_plainly`.
    """

    multiply: Product
    sum_gains: Sum
    search: Search


def multiply_min_plus(left: NDArray[Any], right: NDArray[Any]) -> NDArray[Any]:
    """Multiply two matrices in (min, +): shapes (n, k) and (k, m) give (n, m).

    Entry i, j is the least of ``left[i, k] + right[k, j]``; infinity is no way.
    """
    return load_kernels().multiply(left, right)


@cache
def load_kernels() -> Kernels:
    """Load the compiled loops, or the plain ones without numba.

    The first call ever compiles for some seconds and keeps the result on disk: call it in the
    background when a server starts. ``URAMOST_PLAIN_KERNEL`` chooses the plain ones, to compare.
    """
    if os.environ.get("URAMOST_PLAIN_KERNEL"):
        return PLAIN
    try:
        return _load_compiled()
    except ImportError:
        return PLAIN


def multiply_plainly(left: NDArray[Any], right: NDArray[Any]) -> NDArray[Any]:
    """Multiply in (min, +) by numpy alone: the numbers that the compiled product must give."""
    product = np.full((left.shape[0], right.shape[1]), np.inf, dtype=left.dtype)
    for via in range(left.shape[1]):
        np.minimum(product, left[:, via, None] + right[None, via], out=product)
    return product


def sum_gains_plainly(
    base: NDArray[Any],
    links: LinkTimes,
    origin_weight: NDArray[Any],
    target_weight: NDArray[Any],
) -> NDArray[np.float64]:
    """Sum what each two-way link saves, over all pairs of origin and target.

    Parameters
    ----------
    base
        Times without the link, shape (n, m).
    origin_weight, target_weight
        Shapes (n,) and (m,); a pair weighs their product.

    Returns
    -------
    ndarray
        Shape (2, c): Σ of weight × seconds saved on the trips that were possible; Σ of the weight
        of those that become possible.
    """
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


def search_plainly(
    matrix: csr_array, sources: NDArray[np.int32], targets: NDArray[np.int32], dtype: type
) -> NDArray[Any]:
    """Measure the times from each source to each target of a network, shape (sources, targets)."""
    return np.asarray(dijkstra(matrix, indices=sources)[:, targets], dtype=dtype)


SMALL_PRODUCT = 1_000_000
"""Sums of two times that one processor does sooner than it wakes another."""

SHARE_PRODUCT = 5_000_000
"""Sums of two times that a processor takes at a time, some 5 ms."""

PLAIN = Kernels(multiply_plainly, sum_gains_plainly, search_plainly)


def _load_compiled() -> Kernels:
    from geodata.assessment.engine import compiled  # noqa: PLC0415 - takes a second, numba is optional

    def multiply(left: NDArray[Any], right: NDArray[Any]) -> NDArray[Any]:
        product = np.empty((left.shape[0], right.shape[1]), dtype=left.dtype)
        if product.size * left.shape[1] < SMALL_PRODUCT:
            compiled.multiply(left, right, product)
            return product
        step = max(compiled.ROWS, SHARE_PRODUCT // max(right.size, 1))
        share_rows(
            len(left), step, lambda some: compiled.multiply(left[some], right, product[some])
        )
        return product

    def search(
        matrix: csr_array, sources: NDArray[np.int32], targets: NDArray[np.int32], dtype: type
    ) -> NDArray[Any]:
        times: NDArray[Any] = np.empty((len(sources), len(targets)), dtype=dtype)
        rows = matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32)
        nodes, ends = np.ascontiguousarray(sources), np.ascontiguousarray(targets)

        def search_some(some: slice) -> None:
            compiled.search(*rows, matrix.data, nodes[some], ends, times[some])

        share_rows(len(nodes), compiled.SOURCES, search_some)
        return times

    return Kernels(multiply, partial(_sum_shared, compiled), search)


def _sum_shared(
    compiled: ModuleType,
    base: NDArray[Any],
    links: LinkTimes,
    origin_weight: NDArray[Any],
    target_weight: NDArray[Any],
) -> NDArray[np.float64]:
    sums, adding = np.zeros((2, len(links.near))), Lock()
    back = np.ascontiguousarray(links.from_near), np.ascontiguousarray(links.from_far)

    def sum_some(rows: slice) -> None:
        times = np.ascontiguousarray(base[rows])
        out = [np.ascontiguousarray(one[:, rows]) for one in (links.to_near, links.to_far)]
        part = compiled.sum_gains(
            times, out[0], back[0], out[1], back[1],
            links.near, links.far, links.seconds, origin_weight[rows], target_weight,
        )  # fmt: skip
        with adding:
            np.add(sums, part, out=sums)

    share_rows(len(base), compiled.ROWS, sum_some)
    return sums
