"""Which combinations a test tries every day: each value of each axis; the others are slow."""

from itertools import product

import pytest


def cover(*axes):
    """List all combinations; marked slow are those that are not on the diagonal.

    The diagonal goes along the longest axis, and along each shorter one again and again.
    """
    axes = [list(axis) for axis in axes]
    longest = max(map(len, axes))
    daily = [tuple(axis[at % len(axis)] for axis in axes) for at in range(longest)]
    return [
        pytest.param(*values, marks=[] if values in daily else pytest.mark.slow)
        for values in product(*axes)
    ]
