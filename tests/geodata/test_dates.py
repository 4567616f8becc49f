"""Dates are never more exact than their source."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.dates import Answer, PartialDate, tell_in_force


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1973", date(1973, 1, 1), date(1973, 12, 31)),
        (1973, date(1973, 1, 1), date(1973, 12, 31)),
        ("2000-04", date(2000, 4, 1), date(2000, 4, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-08-26", date(2025, 8, 26), date(2025, 8, 26)),
        (date(2025, 8, 26), date(2025, 8, 26), date(2025, 8, 26)),
        ("2000-11/2001-06", date(2000, 11, 1), date(2001, 6, 30)),
        ("2001/2004", date(2001, 1, 1), date(2004, 12, 31)),
        ("2014-01-01/2014", date(2014, 1, 1), date(2014, 12, 31)),
    ],
)
def test_a_year_month_day_or_interval_spans_what_it_may_mean(text, first, last):
    parsed = PartialDate.parse(text)
    assert (parsed.first, parsed.last) == (first, last)
    assert str(parsed) == str(text)
    assert PartialDate.parse(parsed) is parsed


@pytest.mark.parametrize(
    "value",
    ["", "last year", "73", "2025-8-26", "2025-13", "2025-00", "2025-02-30", "0000",
     "2025-01-00", "2025-01-01T00:00", datetime(2025, 1, 1, tzinfo=UTC), 2025.5, None, "-2025",
     "2001/1999", "2001/", "/2001", "2001/2002/2003", "2001-06/2001-05", "../2001"],
)  # fmt: skip
def test_what_is_no_date_is_refused(value):
    with pytest.raises(ValueError, match=r"date|day"):
        PartialDate.parse(value)


@given(st.dates(date(1, 1, 1), date(9999, 12, 31)), st.sampled_from([4, 7, 10]))
def test_writing_and_reading_a_date_gives_the_same_date(day, length):
    parsed = PartialDate.parse(day.isoformat()[:length])
    assert PartialDate.parse(str(parsed)) == parsed
    assert parsed.first <= day <= parsed.last


@pytest.mark.parametrize(
    ("start", "end", "answers"),
    [
        ("2025-07-01", "2025-07-03", "no yes yes no no"),
        ("2025-07-02", None, "no no yes yes yes"),
        (None, "2025-07-02", "yes yes no no no"),
        (None, None, "yes yes yes yes yes"),
        ("2025-07", None, "no unknown unknown unknown unknown"),
        ("2025-07-01/2025-07-02", None, "no unknown yes yes yes"),
        ("2025-06", "2025-07-01/2025-07-03", "yes unknown unknown no no"),
        ("2025", "2025-07-02", "unknown unknown no no no"),
    ],
)
def test_between_the_earliest_and_the_latest_of_a_start_or_end_nobody_knows(start, end, answers):
    days = [date(2025, 6, 30), *(date(2025, 7, day) for day in (1, 2, 3, 4))]
    ends = [None if one is None else PartialDate.parse(one) for one in (start, end)]
    assert [tell_in_force(day, *ends) for day in days] == answers.split()


def test_what_is_not_known_stays_so_unless_a_no_decides():
    yes, no, unknown = Answer
    assert [yes & yes, yes & no, unknown & no, unknown & yes] == [yes, no, no, unknown]
    assert [~yes, ~no, ~unknown] == [no, yes, unknown]
