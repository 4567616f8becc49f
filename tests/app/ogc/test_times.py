"""Times in filters: dates, months and years, instants and intervals, and how they lie."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.collection import make_collection
from app.catalogue.features import encode_features
from app.catalogue.spans import read_interval, read_moment
from app.filters.cql2 import parse_filter
from app.filters.crs import CRS84
from app.filters.evaluate import evaluate
from geodata.fields import CLAIM_FIELDS

SPANS = [
    ("1999-06-10", "2008-01-01"),
    ("1999", None),
    ("2000-02", "2000-02-29"),
    (None, None),
    ("2025-08-26", "2025-08-26"),
]


def make_claims():
    frame = pd.DataFrame({field.name: [None] * len(SPANS) for field in CLAIM_FIELDS})
    frame["start"], frame["end"] = zip(*SPANS, strict=True)
    ids = [str(i) for i in range(len(SPANS))]
    features = encode_features(ids, [None] * len(SPANS), [{}] * len(SPANS))
    return make_collection("claims", frame, CLAIM_FIELDS, features, ids)


CLAIMS = make_claims()


def find(text):
    return np.flatnonzero(evaluate(parse_filter(text, "cql2-text", CRS84), CLAIMS).yes).tolist()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("start = DATE('1999-06-10')", [0]),
        ("start < DATE('1999-06-10')", [1]),
        ("start >= DATE('2000-02-01')", [2, 4]),
        ("start <> DATE('2025-08-26')", [0, 1, 2]),
        ("start > TIMESTAMP('2025-08-25T23:59:59Z')", [4]),
        ("start > TIMESTAMP('2025-08-26T01:00:00+02:00')", [4]),
        ("start IS NULL", [3]),
        ("start = '1999'", [1]),
        ("start LIKE '1999%'", [0, 1]),
        ("T_AFTER(start, DATE('1999-12-31'))", [2, 4]),
        ("T_BEFORE(start, DATE('2000-02-01'))", [0, 1]),
        ("T_EQUALS(end, DATE('2000-02-29'))", [2]),
        ("T_INTERSECTS(start, DATE('1999-07-01'))", [1]),
        ("T_DURING(start, INTERVAL('1999-01-01', '2000-01-01'))", [0]),
        ("T_CONTAINS(INTERVAL(start, end), DATE('2000-01-01'))", [0]),
        ("T_DISJOINT(start, INTERVAL('2000-01-01', '..'))", [0, 1]),
        ("T_STARTEDBY(INTERVAL(start, '..'), INTERVAL('1999-06-10', '2001-01-01'))", [0]),
        ("T_MEETS(INTERVAL(start, end), INTERVAL('2008-01-01', '..'))", [0]),
    ],
)
def test_times_lie_as_they_are_asked(text, rows):
    assert find(text) == rows


@pytest.mark.parametrize(
    "text",
    [
        "start > DATE('2020-13-01')",
        "start > DATE('yesterday')",
        "start > TIMESTAMP('2020-01-01')  AND confidence > DATE('2020-01-01')",
        "confidence = DATE('2020-01-01')",
        "T_AFTER(operator, DATE('2020-01-01'))",
        "T_DURING(start, INTERVAL('2020-01-01', '2019-01-01'))",
        "T_DURING(start, INTERVAL('2020', '2021'))",
    ],
)
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueError, match=r"\w"):
        find(text)


RELATIONS = [
    *("AFTER", "BEFORE", "CONTAINS", "DURING", "EQUALS", "FINISHEDBY", "FINISHES", "MEETS"),
    *("METBY", "OVERLAPPEDBY", "OVERLAPS", "STARTEDBY", "STARTS"),
]
days = st.dates(
    min_value=pd.Timestamp("1998-01-01").date(), max_value=pd.Timestamp("2010-01-01").date()
)


@given(first=days, length=st.integers(1, 4_000))
def test_exactly_one_of_allens_thirteen_relations_holds(first, length):
    last = first + pd.Timedelta(days=length).to_pytimedelta()
    interval = f"INTERVAL('{first}', '{last}')"
    found = [row for one in RELATIONS for row in find(f"T_{one}(INTERVAL(start, end), {interval})")]
    assert sorted(row for row in found if row == 0) == [0]


def test_moments_are_days_of_the_calendar_whatever_their_zone():
    assert read_moment("2025-08-26T12:00:00Z") == read_moment("2025-08-26") + 0.5
    assert read_moment("2025-08-26T02:00:00+02:00") == read_moment("2025-08-26")
    assert read_interval("..", "2025-08-26")[0] == -np.inf
    assert replace(CLAIMS.times).last[1] == np.inf


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "2025-W01-1", "2025-08-26T10:00"])
def test_what_the_calendar_does_not_have_is_refused(text):
    with pytest.raises(ValueError, match=r"\w"):
        read_moment(text)
