"""Figures are shown as exactly as their ranges allow, and no more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.assessment.rounding import SHARE_OF_RANGE, choose_step, round_to

figures = st.floats(-1e6, 1e6)


@pytest.mark.parametrize(
    ("value", "low", "high", "shown"),
    [
        (3_917, 3_100, 5_300, 3_900),
        (35.4, 20, 50, 35),
        (37.0, 36.9, 37.2, 37),
        (286, 286, 286, 286),
        (286, 0, 8_000, 200),
        (0.0, 0.0, 900.0, 0),
        (-1_234, -2_000, -900, -1_250),
    ],
)
def test_by_hand(value, low, high, shown):
    assert round_to(value, choose_step(value, low, high)) == shown


@given(figures, figures, figures)
def test_a_step_is_never_coarser_than_a_twentieth_of_the_range_or_the_figure(one, two, three):
    low, value, high = sorted([one, two, three])
    step = choose_step(value, low, high)
    assert step >= 1
    assert step == 1 or step <= (high - low) / SHARE_OF_RANGE
    assert step == 1 or step <= abs(value)
    assert abs(round_to(value, step) - value) <= step / 2 + 1e-9


@given(figures, figures, figures)
def test_rounding_keeps_the_order_of_least_figure_and_most(one, two, three):
    low, value, high = sorted([one, two, three])
    step = choose_step(value, low, high)
    assert round_to(low, step) <= round_to(value, step) <= round_to(high, step)
