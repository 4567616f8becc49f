"""The order of the table of cities."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cities.table import COLUMNS, Row, sort_rows
from geodata.comparison.indicators import CityIndicators, Indicator, IndicatorValue, Lack
from geodata.comparison.stored import ComparedCity
from geodata.wording import load_wording
from tests.app.small_city import make_manifest

TODAY = date(2025, 10, 1)
COLUMN = Indicator.CROSSINGS_PER_KM


def make_row(name, value=None, *, fault=""):
    lack = None if value is not None else Lack.NO_STREETS
    values = (IndicatorValue(COLUMN, value, lack=lack),)
    told = CityIndicators("2025-10-01", "people", (), values)
    return Row(name, None if fault else ComparedCity(make_manifest(city=name), told), fault)


def sort(rows, order):
    return [one.id for one in sort_rows(rows, order, TODAY, load_wording("en"))]


ROWS = [make_row("c", 1.0), make_row("a"), make_row("d", fault="x"), make_row("b", 3.0)]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (COLUMN.value, ["c", "b", "a", "d"]),
        (f"-{COLUMN.value}", ["b", "c", "a", "d"]),
    ],
)
def test_cities_without_a_value_come_last_either_way(order, expected):
    assert sort(ROWS, order)[:2] == expected[:2]
    assert set(sort(ROWS, order)[2:]) == set(expected[2:])


@pytest.mark.parametrize("order", ["name", "-name", "nothing", "", "--", f"--{COLUMN.value}"])
def test_what_cannot_be_read_comes_last_in_any_order_of_names(order):
    assert sort(ROWS, order)[-1] == "d"
    assert sorted(sort(ROWS, order)) == ["a", "b", "c", "d"]


@given(
    st.lists(st.none() | st.floats(0, 10, allow_nan=False), max_size=8),
    st.sampled_from([*map(str, COLUMNS), "name"]),
    st.booleans(),
)
def test_sorting_loses_nothing_and_orders_what_is_known(values, column, is_down):
    rows = [make_row(f"city-{at}", value) for at, value in enumerate(values)]
    found = sort_rows(rows, f"{'-' * is_down}{column}", TODAY, load_wording("en"))
    assert sorted(one.id for one in found) == sorted(one.id for one in rows)
    if column == COLUMN:
        known = [one.find(COLUMN, TODAY).value for one in found]
        told = [one for one in known if one is not None]
        assert told == sorted(told, reverse=is_down)
        assert known[: len(told)] == told
