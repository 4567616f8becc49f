"""Figures as exact as their ranges allow, so that no digit is shown that means nothing.

At most two digits of an uncertainty are told: *Guide to the expression of uncertainty in
measurement*, JCGM 100:2008, 7.2.6.
"""

from __future__ import annotations

import math

SHARE_OF_RANGE = 20
"""Steps that a range is at least wide."""

STEPS = (1.0, 2.0, 5.0)
"""Times a power of ten."""


def choose_step(value: float, low: float, high: float, finest: float = 1.0) -> float:
    """Choose the step that a figure is rounded to.

    Parameters
    ----------
    low, high
        Its range.
    finest
        No step is finer: a second, a person.

    Returns
    -------
    float
        The largest of 1, 2 and 5 times a power of ten of which `SHARE_OF_RANGE` fit in the range,
        and that is no more than the figure, so that none becomes 0.

    Examples
    --------
    >>> choose_step(3917, 3100, 5300)
    100.0
    >>> choose_step(37, 36.9, 37.2)
    1.0
    """
    most = min((high - low) / SHARE_OF_RANGE, abs(value))
    if most <= finest:
        return finest
    power = 10.0 ** math.floor(math.log10(most))
    return max(finest, *(power * one for one in STEPS if power * one <= most))


def round_to(value: float, step: float) -> float:
    """Round to a multiple of a step."""
    return round(value / step) * step
