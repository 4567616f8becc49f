"""Dates are never more exact than their source."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.dates import PartialDate, is_in_force


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1973", date(1973, 1, 1), date(1973, 12, 31)),
        (1973, date(1973, 1, 1), date(1973, 12, 31)),
        ("2000-04", date(2000, 4, 1), date(2000, 4, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-08-26", date(2025, 8, 26), date(2025, 8, 26)),
        (date(2025, 8, 26), date(2025, 8, 26), date(2025, 8, 26)),
    ],
)
def test_a_year_a_month_and_a_day_span_what_they_may_mean(text, first, last):
    parsed = PartialDate.parse(text)
    assert (parsed.first, parsed.last) == (first, last)
    assert str(parsed) == str(text)
    assert PartialDate.parse(parsed) is parsed


@pytest.mark.parametrize(
    "value",
    ["", "last year", "73", "2025-8-26", "2025-13", "2025-00", "2025-02-30", "0000",
     "2025-01-00", "2025-01-01T00:00", datetime(2025, 1, 1, tzinfo=UTC), 2025.5, None, "-2025"],
)  # fmt: skip
def test_what_is_no_date_is_refused(value):
    with pytest.raises(ValueError, match=r"date|day"):
        PartialDate.parse(value)


@given(st.dates(date(1, 1, 1), date(9999, 12, 31)), st.sampled_from([4, 7, 10]))
def test_writing_and_reading_a_date_gives_the_same_date(day, length):
    parsed = PartialDate.parse(day.isoformat()[:length])
    assert PartialDate.parse(str(parsed)) == parsed
    assert parsed.first <= day <= parsed.last


def test_a_fact_holds_from_the_first_day_of_its_start_until_before_its_end():
    start, end = PartialDate.parse("2025-07"), PartialDate.parse("2025-08-26")
    days = [date(2025, 6, 30), date(2025, 7, 1), date(2025, 8, 25), date(2025, 8, 26)]
    assert [is_in_force(day, start, end) for day in days] == [False, True, True, False]
    assert is_in_force(date(1, 1, 1), None, end)
    assert is_in_force(date(9999, 1, 1), start, None)
    assert is_in_force(date(2025, 1, 1), None, None)
