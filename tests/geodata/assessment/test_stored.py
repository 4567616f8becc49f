"""Assessments as files on the town of ten nodes: see `test_card` for its figures by hand."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.assessment.comparison import AssessmentComparison
from geodata.assessment.request import AccessChange, Candidate, Question, TripsTo, Weekday
from geodata.assessment.stored import (
    TRIP,
    StoredFigure,
    dump_stored,
    read_stored,
    write_stored,
)
from geodata.assessment.stored_question import StoredQuestion
from geodata.assessment.stored_words import say_comparison, say_value
from geodata.assessment.storing import compute_again, store_assessment
from geodata.names import LANGUAGES
from geodata.streets.network import PASSING_MODES, TravelMode
from tests.geodata.assessment.ten_nodes import DAY, bridge_at_e, draw_ten_nodes

CITY = draw_ten_nodes()
MODEL = CITY.model()
QUESTION = Question(TravelMode.WALK, DAY, (bridge_at_e(CITY),))
STORED = store_assessment(MODEL, QUESTION)
BANKS = {"north": {"en": "North"}, "south": {"en": "South"}}

MODES = st.frozensets(st.sampled_from(sorted(PASSING_MODES)), min_size=1)
NAMES = st.from_regex(r"[a-z0-9-]{1,64}", fullmatch=True)
POSITIONS = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
BRIDGES = st.builds(
    Candidate,
    line=st.lists(POSITIONS, min_size=2, max_size=5).map(tuple),
    modes=MODES,
    speed_kmh=st.floats(1, 150),
    is_oneway=st.booleans(),
    length_m=st.none() | st.floats(1, 1_000),
)
CHANGES = st.builds(
    AccessChange,
    crossing=NAMES,
    is_open=st.booleans(),
    modes=MODES,
    days=st.frozensets(st.sampled_from(Weekday), min_size=1),
)
QUESTIONS = st.builds(
    Question,
    mode=st.sampled_from(TravelMode),
    day=st.dates(),
    candidates=st.lists(BRIDGES, min_size=1, max_size=3).map(tuple),
    closures=st.lists(NAMES, unique=True, max_size=3).map(sorted).map(tuple),
    people=st.dictionaries(NAMES, st.integers(0, 10_000_000), max_size=3),
    beta_per_min=st.floats(0.001, 10),
    trips_to=st.sampled_from(TripsTo),
    population=st.text(max_size=20),
    access=st.lists(CHANGES, max_size=3, unique_by=lambda one: one.crossing).map(
        lambda found: tuple(sorted(found, key=lambda one: one.crossing))
    ),
)


@given(QUESTIONS)
def test_a_question_is_read_as_it_was_written(question):
    stored = replace(STORED, question=StoredQuestion.of(question))
    assert read_stored(dump_stored(stored)).question.read() == question
    assert read_stored(write_stored(stored)) == stored


def test_a_question_has_one_spelling():
    closures = ("b", "a", "b")
    access = tuple(AccessChange(one, is_open=True) for one in ("y", "x"))
    one, other = (
        StoredQuestion.of(replace(QUESTION, closures=ids, access=changes))
        for ids, changes in ((closures, access), (("a", "b"), access[::-1]))
    )
    assert one == other


def test_the_figures_are_those_of_the_card_and_of_how_either_bank_is_reached():
    names = [one.figure for one in STORED.figures]
    assert names[0] == TRIP
    assert "banks.north.reach.hospital.15.difference" in names
    assert names[-2:] == [f"banks.{one}.reach.other bank.15.difference" for one in BANKS]
    trip = STORED.figures[0]
    assert (trip.value, trip.low, trip.high, trip.unit) == (20, 10, 25, "min")
    assert (STORED.city, STORED.is_modelled, STORED.data_date) == ("drawn", True, date(2026, 1, 1))


def test_the_same_data_give_the_same_figures():
    found = compute_again(MODEL, read_stored(dump_stored(STORED)))
    assert found.is_same
    said = say_comparison(found, BANKS, "en")
    assert {one.difference for one in said} == {"the same"}


def change(value, low, high, at=0):
    figures = list(STORED.figures)
    figures[at] = replace(figures[at], value=value, low=low, high=high)
    return AssessmentComparison(STORED, replace(STORED, figures=tuple(figures)))


@pytest.mark.parametrize(
    ("found", "value", "difference"),
    [
        (change(12, 10, 25), "12 min less (10 to 25)", "8 min more than stored"),
        (change(30, 10, 40), "30 min less (10 to 40)", "10 min less than stored"),
        (
            change(-3, -8, 2),
            "3 min more (−2 to 8; below 0: the opposite)",
            "23 min more than stored",
        ),
        (change(20, 20, 20), "20 min less", "the same, in another range"),
        (change(0, 0, 0), "no change", "20 min more than stored"),
    ],
)
def test_a_difference_is_said_in_words_not_by_a_sign(found, value, difference):
    said = say_comparison(found, BANKS, "en")[0]
    assert (said.value, said.difference, said.is_same) == (value, difference, False)
    assert said.stored == "20 min less (10 to 25)"


def test_more_people_within_reach_are_more():
    at = len(STORED.figures) - 1
    before = STORED.figures[at].value
    said = say_comparison(change(before + 7, 0, before + 9, at), BANKS, "en")[at]
    assert said.difference == "7 more than stored"
    assert said.label == "South: People within 15 minutes, other bank"
    said = say_comparison(change(before - 7, 0, before, at), BANKS, "en")[at]
    assert said.difference == "7 fewer than stored"


def test_a_figure_that_other_data_lack_is_said_to_be_missing():
    found = AssessmentComparison(STORED, replace(STORED, figures=STORED.figures[1:]))
    said = say_comparison(found, BANKS, "en")[0]
    assert (said.value, said.difference) == ("–", "these data give no such figure")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_an_amount(language):
    figure = StoredFigure(figure=TRIP, unit="s", value=54, low=44, high=90)
    assert "54 s" in say_value(figure, language)


def test_a_file_is_small_and_names_its_format():
    document = json.loads(dump_stored(STORED))
    assert document["format"] == "uramost-assessment-1"
    assert document["attribution"]
    assert len(dump_stored(STORED)) < 4_000
