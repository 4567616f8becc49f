"""The inner loop of the what-if: min-plus products, compiled by numba where that is installed."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Product = Callable[[NDArray[Any], NDArray[Any]], NDArray[Any]]


def multiply_min_plus(left: NDArray[Any], right: NDArray[Any]) -> NDArray[Any]:
    """Multiply two matrices in (min, +): shapes (n, k) and (k, m) give (n, m).

    Entry i, j is the least of ``left[i, k] + right[k, j]``; infinity is no way.
    """
    return load_kernel()(left, right)


@cache
def load_kernel() -> Product:
    """Load the compiled product, compiling it at the first call; the plain one without numba.

    It takes seconds at the first call: call it in the background when a server starts. Setting
    ``URAMOST_PLAIN_KERNEL`` chooses the plain one, for comparison.
    """
    if os.environ.get("URAMOST_PLAIN_KERNEL"):
        return multiply_plainly
    try:
        return _compile()
    except ImportError:
        return multiply_plainly


def multiply_plainly(left: NDArray[Any], right: NDArray[Any]) -> NDArray[Any]:
    """Multiply in (min, +) by numpy alone: the numbers that the compiled product must give."""
    product = np.full((left.shape[0], right.shape[1]), np.inf, dtype=left.dtype)
    for via in range(left.shape[1]):
        np.minimum(product, left[:, via, None] + right[None, via], out=product)
    return product


def _compile() -> Product:
    """Compile the product for float32 and float64, rows shared out among the processors."""
    from numba import njit, prange  # noqa: PLC0415 - takes a second, and is optional

    @njit(["f4[:,::1](f4[:,::1], f4[:,::1])", "f8[:,::1](f8[:,::1], f8[:,::1])"], parallel=True)
    def multiply(left, right):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202 - compiled
        product = np.full((left.shape[0], right.shape[1]), np.inf, left.dtype)
        for i in prange(left.shape[0]):
            for via in range(left.shape[1]):
                first = left[i, via]
                if first < np.inf:
                    for j in range(right.shape[1]):
                        total = first + right[via, j]
                        if total < product[i, j]:  # noqa: PLR1730 - min() is slower here
                            product[i, j] = total
        return product

    return multiply
