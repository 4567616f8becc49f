"""The decision card on the town of ten nodes: see `test_ranges` for its figures by hand."""

from dataclasses import replace
from datetime import date

import pytest

from geodata.assessment.assess import assess
from geodata.assessment.card import CardFigure, make_card, say_trip
from geodata.assessment.request import Candidate, Question
from geodata.assessment.words import say_target
from geodata.names import LANGUAGES
from geodata.streets.network import TravelMode
from geodata.wording import load_wording
from tests.geodata.assessment.ten_nodes import DAY, bridge_at_e, draw_ten_nodes

CITY = draw_ten_nodes()
MODEL = CITY.model()
WALK = Question(TravelMode.WALK, DAY, (bridge_at_e(CITY),))
REACH = (
    "Hospital (north): 300 more residents are within 15 minutes"
    " (200 to 300 over the assumptions tried)."
)
CAUTION = (
    "Only the way is counted, not who is served there, as each municipality serves its own "
    "residents and systems may differ"
)


def read(question, language="en", model=MODEL):
    return make_card(model, question).texts[language]


def test_three_sentences_say_the_trip_the_reach_and_what_does_not_change():
    # 20 min a trip, 10 to 25; of the hospital at J the 300 people of E are in the north, 200 where
    # people are spread alike; there is no other service.
    text = read(WALK)
    assert text.sentences == (
        "A trip to the other bank takes 20 minutes less (10 to 25 over the assumptions tried).",
        REACH,
    )
    assert text.not_known == (
        "The change in travel time depends most on: how people are spread over homes.",
        "Not known: how many people would cross, and what it costs.",
        f"{CAUTION}: hospital.",
        "Tested bridge 1: buildings that it passes over: 2.",
    )


def test_a_service_on_the_way_to_which_nothing_changes_is_named():
    school = replace(CITY, places={"hospital": [9], "school": [0, 4, 5, 9]}).model()
    *_, last = read(WALK, model=school).sentences
    assert last == "Nobody’s way to the nearest changes by a minute or more: school."


def make_figure(shown, low, high, unit="s"):
    return CardFigure("both.saved_person_min_per_trip", unit, shown, low, high, "speed")


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (make_figure(30, 20, 40), "30 seconds less (20 to 40 over the assumptions tried)."),
        (make_figure(-30, -40, -20), "30 seconds more (20 to 40 over the assumptions tried)."),
        (make_figure(-30, -40, 0.0), "30 seconds more (0 to 40 over the assumptions tried)."),
        (make_figure(30, 30, 30), "30 seconds less."),
        (
            make_figure(30, -100, 40),
            "30 seconds less (−100 to 40 over the assumptions tried; below 0: the opposite).",
        ),
        (
            make_figure(-30, -40, 100),
            "30 seconds more (−100 to 40 over the assumptions tried; below 0: the opposite).",
        ),
        (
            make_figure(0, -60, 120),
            "0 seconds less (−60 to 120 over the assumptions tried; below 0: the opposite).",
        ),
        (make_figure(0, 0, 0), "as long as before."),
    ],
)
def test_a_range_is_told_in_the_sense_of_its_figure(figure, said):
    assert say_trip(figure, load_wording("en")).endswith(said)


def test_where_nobody_is_counted_nothing_is_said_to_stay_as_it_is():
    empty = replace(CITY, people={"north-town": 0, "south-town": 0}).model()
    assert len(read(replace(WALK, candidates=()), model=empty).sentences) == 1


def test_nothing_asked_says_that_trips_take_as_long_as_before():
    assert read(replace(WALK, candidates=())).sentences[0] == (
        "A trip to the other bank takes as long as before."
    )


def test_where_nobody_can_cross_before_no_minutes_are_made_up():
    later = replace(WALK, day=date(2005, 1, 1))
    assert read(later).sentences[0] == (
        "No trip to the other bank is possible both before and after."
    )


def test_a_loss_is_told_as_more_time_and_fewer_residents():
    east = [(4, 9, 80.0, "east"), (9, 4, 80.0, "east")]
    model = replace(CITY, links=[*CITY.links, *east]).model()
    closed = replace(WALK, candidates=(), closures=("main",))
    first = read(closed, model=model).sentences[0]
    assert "minutes more" in first


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_is_told_in_every_language_with_its_numbers(language):
    text = read(WALK, language)
    assert "20" in text.sentences[0]
    assert "300" in text.sentences[1]
    assert len({read(WALK, one).sentences[0] for one in LANGUAGES}) == len(LANGUAGES)


@pytest.mark.parametrize(
    ("people", "said"),
    [
        (1, "1 становник више је"),
        (3, "3 становника више су"),
        (5, "5 становника више је"),
        (21, "21 становник више је"),
    ],
)
def test_the_plural_is_that_of_the_number(people, said):
    homes = [(4, 300.0), (5, 200.0), (9, 400.0)]  # of the north at E alone
    model = replace(CITY, homes=homes, people={"north-town": people, "south-town": 600}).model()
    assert f": {said} на 15 минута или мање." in read(WALK, "sr-Cyrl", model).sentences[1]


def test_the_sample_says_nothing_finer_than_its_range(sample_model):
    bridge = Candidate(((20.862, 42.8896), (20.862, 42.8912)))
    card = make_card(sample_model, Question(TravelMode.WALK, date(2025, 10, 1), (bridge,)))
    for one in card.figures_shown:
        assert one.low <= one.shown <= one.high
        width = one.high - one.low
        assert width == 0 or one.shown % max(1, width / 40) == pytest.approx(0, abs=width)


BRIDGE = Candidate(((20.862, 42.8896), (20.862, 42.8912)))


@pytest.mark.parametrize("changes", [{"candidates": (BRIDGE,)}, {"closures": ("east",)}])
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_service_that_changes_for_somebody_by_a_minute_is_named(
    sample_model, changes, language
):
    question = Question(TravelMode.WALK, date(2025, 10, 1), **changes)
    said = " ".join(make_card(sample_model, question).texts[language].sentences).casefold()
    changed = [
        one
        for one in assess(sample_model, question).services
        for bank in one.banks
        if max(bank.save[0], bank.lose[0], bank.newly_connected, bank.cut_off) >= 1
    ]
    assert changed
    for one in changed:
        assert say_target(one.service, language).casefold() in said


def test_a_few_people_of_the_other_bank_are_told_of():
    # As many of the north come nearer to the hospital as to the school, of which the reach tells.
    model = replace(CITY, places={"hospital": [9], "school": [0, 9]}).model()
    said = read(WALK, model=model).sentences
    assert said[2] == (
        "For some people the nearest is at least 1 minute nearer: hospital (north: 300 people)."
    )


def test_a_closure_costs_nothing_that_is_unknown():
    closed = replace(WALK, candidates=(), closures=("main",))
    assert "Not known: how many people would cross." in read(closed).not_known
