"""What a bridge would have to bring, by hand and by an independent sum of every year."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.assessment.break_even import DAYS, Costs, Sourced, find_break_even
from geodata.assessment.request import RequestError


def say(value):
    return Sourced(value, "a study")


COSTS = Costs("EUR", say(2e6), say(3e6), say(20_000), say(50), say(6.0), say(0.0))


def test_by_hand_without_discount():
    """2 M over 50 years is 40,000 a year, 60,000 with upkeep; a minute of 6 €/h is worth 0.1 €."""
    found = find_break_even(1.0, COSTS)
    assert found.cost_per_year == pytest.approx((60_000, 80_000), rel=1e-12)
    assert found.trips_per_day == pytest.approx((60_000 / 36.525, 80_000 / 36.525), rel=1e-12)


@given(
    st.floats(0, 1e9),
    st.floats(0, 1e6),
    st.integers(1, 100),
    st.floats(0, 0.5),
    st.floats(0.01, 60),
)
def test_what_is_paid_each_year_is_worth_the_cost_today(cost, upkeep, life, rate, saved_min):
    """Independently: payments over the life, each discounted to today, add up to the cost."""
    costs = replace(
        COSTS, low=say(cost), high=say(cost), upkeep=say(upkeep), life=say(life), rate=say(rate)
    )
    found = find_break_even(saved_min, costs)
    paid = found.cost_per_year[0] - upkeep
    today = sum(paid / (1 + rate) ** year for year in range(1, life + 1))
    assert today == pytest.approx(cost, rel=1e-9, abs=1e-6 * (1 + upkeep))
    worth = found.trips_per_day[0] * DAYS * saved_min / 60 * costs.value_of_time.value
    assert worth == pytest.approx(found.cost_per_year[0], rel=1e-9)


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        ("low", Sourced(2e6, " ")),
        ("high", say(1e6)),
        ("upkeep", say(-1.0)),
        ("life", say(0.0)),
        ("value_of_time", say(0.0)),
        ("value_of_time", say(5e-324)),
        ("rate", say(float("nan"))),
    ],
)
def test_a_figure_out_of_bounds_or_without_a_source_is_named(name, figure):
    with pytest.raises(RequestError) as refusal:
        find_break_even(1.0, replace(COSTS, **{name: figure}))
    assert refusal.value.field == name


@pytest.mark.parametrize("saved", [None, 0.0, -2.0])
def test_a_bridge_that_saves_nothing_never_pays(saved):
    with pytest.raises(RequestError, match="no time is saved"):
        find_break_even(saved, COSTS)
