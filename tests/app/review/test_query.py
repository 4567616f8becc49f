"""Questions in the query of an address."""

from datetime import date
from urllib.parse import parse_qsl

import pytest
from fastapi.exceptions import RequestValidationError
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from app.review.query import QuestionInAddress, read_line, write_address
from geodata.assessment.candidates import refuse_positions
from geodata.assessment.request import AccessChange, Candidate, Question, TripsTo, Weekday
from geodata.streets.network import PASSING_MODES, TravelMode

TODAY = date(2025, 10, 1)
LISTS = ("line", "close", "open", "restrict", "people")

ids = st.from_regex(r"[a-z0-9-]{1,64}", fullmatch=True)
positions = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


def is_drawn(line):
    """Whether the line is not refused as it stands."""
    return refuse_positions(line) is None


def list_changes(is_open):
    change = st.builds(
        AccessChange,
        crossing=ids,
        is_open=st.just(is_open),
        modes=st.frozensets(st.sampled_from(PASSING_MODES), min_size=1),
        days=st.frozensets(st.sampled_from(Weekday), min_size=1),
    )
    return st.lists(change, max_size=3).map(tuple)


candidates = st.builds(
    Candidate,
    line=st.lists(positions, min_size=2, max_size=4, unique=True).map(tuple).filter(is_drawn),
    modes=st.frozensets(st.sampled_from(PASSING_MODES), min_size=1),
    speed_kmh=st.floats(1, 150),
    is_oneway=st.booleans(),
    length_m=st.none() | st.floats(0.001, 1_000),
)
questions = st.builds(
    Question,
    mode=st.sampled_from(TravelMode),
    day=st.dates(),
    candidates=st.lists(candidates, max_size=20).map(tuple),
    closures=st.lists(ids, max_size=5).map(tuple),
    people=st.dictionaries(ids, st.integers(0, 100_000_000), max_size=5),
    beta_per_min=st.floats(0.001, 10),
    trips_to=st.sampled_from(TripsTo),
    population=st.sampled_from(["", "census-2024", "north:2011,south:2024", "floor-area"]),
    access=st.builds(lambda one, other: one + other, list_changes(True), list_changes(False)),
)


def read(query):
    params = QueryParams(query)
    values = {name: params.getlist(name) if name in LISTS else params[name] for name in params}
    return QuestionInAddress.model_validate(values).read(TODAY)


@given(questions)
def test_what_was_written_is_read_as_the_same_question(question):
    assert read(write_address(question)) == question


def test_a_line_says_only_what_differs_from_a_bridge_for_everybody():
    bridge = Candidate(((20.862, 42.8896), (20.862, 42.8912)))
    question = Question(TravelMode.WALK, TODAY, (bridge,))
    address = "line=20.862,42.8896,20.862,42.8912&mode=walk&day=2025-10-01"
    assert write_address(question) == address
    own = Candidate(bridge.line, frozenset({TravelMode.DRIVE, TravelMode.BICYCLE}), 20.0, True, 190)
    (line, *_) = parse_qsl(write_address(Question(TravelMode.WALK, TODAY, (own,))))
    assert line[1] == "20.862,42.8896,20.862,42.8912;bicycle,drive;oneway;20km/h;length=190m"


def test_a_change_of_access_says_only_what_is_not_for_everybody_on_every_day():
    market = frozenset({Weekday.SU, Weekday.SA})
    changes = (
        AccessChange("main", is_open=True, modes=frozenset({TravelMode.DRIVE})),
        AccessChange("foot", is_open=False),
        AccessChange("east", is_open=False, days=market),
    )
    pairs = parse_qsl(write_address(Question(TravelMode.WALK, TODAY, access=changes)))
    assert pairs[:3] == [("open", "main;drive"), ("restrict", "foot"), ("restrict", "east;Sa,Su")]


def test_an_address_written_has_no_bare_semicolon_that_proxies_would_drop():
    bridge = Candidate(((20.0, 42.0), (20.0, 42.1)), is_oneway=True)
    assert ";" not in write_address(Question(TravelMode.WALK, TODAY, (bridge,)))


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"line": [read_line("20,42,20,43"), {"type": "Feature"}]}, "line.1"),
        ({"close": ["main", "<script>"]}, "close.1"),
        ({"people": [("mitrovica-north", -1)]}, "people"),
        ({"beta_per_min": 0.0}, "beta_per_min"),
        ({"open": [{"crossing": "<b>"}]}, "open, restrict"),
    ],
)
def test_what_the_wire_refuses_is_refused_by_the_name_of_the_parameter(asked, field):
    with pytest.raises(RequestValidationError) as refusal:
        QuestionInAddress().model_copy(update=asked).read(TODAY)
    assert refusal.value.errors()[0]["loc"] == ("query", field)
