"""Other totals change weights alone, and give the figures of a run that knows no other totals."""

from dataclasses import replace
from datetime import date

import pytest

from geodata.assessment.assess import assess
from geodata.assessment.figures import say_figure, say_weights
from geodata.assessment.homes import count_classes, measure_home_minutes, minutes_saved_by_home
from geodata.assessment.model import CityModel
from geodata.assessment.request import Question, RequestError
from geodata.assessment.scenarios import settle_population
from geodata.assessment.studies.closures import rank_closures
from geodata.assessment.studies.scan import scan_divide
from geodata.assessment.studies.validation import validate_openings
from geodata.cities.population import choose_population, list_choices
from geodata.cities.profile import PopulationFigure
from geodata.cities.sources import Source
from geodata.dates import PartialDate
from geodata.names import LANGUAGES
from geodata.snapshot.store import open_snapshot
from geodata.streets.network import TravelMode
from tests.geodata.assessment.populations import KnownPopulation, compare, make_separate
from tests.geodata.assessment.ten_nodes import DAY, bridge_at_e, draw_ten_nodes

CENSUS, LIST = Source("A census"), Source("A list", "https://example.org", PartialDate.parse(2020))


def state(value, day, source, **more):
    return PopulationFigure(value, PartialDate.parse(day), source, "M", **more)


POPULATION = {
    "north-town": (
        state(400, 2011, CENSUS),
        state(7_000, 2020, LIST, publication="list"),
        state(90, 2018, Source("One town only")),
    ),
    "south-town": (
        state(600, 2011, CENSUS),
        state(50, 2020, LIST, publication="list"),
        state(0, 2001, CENSUS),
    ),
}
CHOICES = list_choices(POPULATION)
WALK = TravelMode.WALK


@pytest.fixture(scope="module")
def city():
    return draw_ten_nodes()


@pytest.fixture(scope="module")
def model(city):
    return CityModel(KnownPopulation(city, POPULATION))


@pytest.fixture(params=CHOICES, ids=lambda one: one.id)
def choice(request):
    return request.param


@pytest.fixture
def separate(city, choice):
    return make_separate(city, choice)


def test_every_kind_of_choice_is_tried():
    assert [one.is_combination for one in CHOICES].count(True) == 2
    assert [one.id for one in CHOICES][:2] == ["list", "2011"]


def test_an_assessment_is_that_of_a_separate_run(city, model, choice, separate):
    question = Question(WALK, DAY, (bridge_at_e(city),), population=choice.id)
    found = assess(model, question)
    compare(found.to_dict(), assess(separate, replace(question, population="")).to_dict())
    assert found.population == choice.id
    assert found.is_combination is choice.is_combination
    assert [one.value for one in found.figures] == [one.value for one in choice.figures.values()]
    assert (found.weights_unit == "people") is bool(choice.figures)


def test_scan_and_closures_are_those_of_a_separate_run(model, choice, separate):
    scans = [
        scan_divide(one, WALK, DAY, span_m=150, population=asked)
        for one, asked in ((model, choice.id), (separate, ""))
    ]
    compare(*(one.to_dict() for one in scans))
    closures = rank_closures(model, WALK, DAY, population=choice.id)
    compare(closures.to_dict(), rank_closures(separate, WALK, DAY).to_dict())
    assert validate_openings(model, WALK, choice.id).population == choice.id


def test_homes_and_their_classes_are_those_of_a_separate_run(city, model, choice, separate):
    question = Question(WALK, DAY, (bridge_at_e(city),), population=choice.id)
    alone = replace(question, population="")
    found, expected = measure_home_minutes(model, question), measure_home_minutes(separate, alone)
    assert found.after_min == pytest.approx(expected.after_min, nan_ok=True)
    for one, other in zip(
        count_classes(model, question, found),
        count_classes(separate, alone, expected),
        strict=True,
    ):
        assert (*one.before, *one.after) == pytest.approx((*other.before, *other.after))
    saved = minutes_saved_by_home(model, question)
    assert saved == pytest.approx(minutes_saved_by_home(separate, alone), nan_ok=True)


def test_choosing_other_totals_makes_no_network_and_no_search_anew(model, monkeypatch):
    question = Question(WALK, DAY, closures=("main",))
    assess(model, question)
    refuse = lambda *_: pytest.fail("a network was made for other totals")  # noqa: E731
    monkeypatch.setattr("geodata.assessment.model.build_network", refuse)
    monkeypatch.setattr(model, "_make_baseline", refuse)
    monkeypatch.setattr("geodata.assessment.engine.hierarchy.Hierarchy.search", refuse)
    for choice in CHOICES:
        assess(model, replace(question, population=choice.id))


def test_totals_that_are_given_make_a_combination_of_a_pair(model):
    question = Question(WALK, DAY, people={"north-town": 5}, population="2011")
    found = assess(model, question)
    assert [one.value for one in found.figures] == [5, 600]
    assert found.is_combination


def test_floor_area_takes_no_totals(model):
    question = Question(WALK, DAY, people={"north-town": 5}, population="floor-area")
    with pytest.raises(RequestError, match="takes no totals") as refusal:
        assess(model, question)
    assert refusal.value.field == "people"


@pytest.mark.parametrize(
    "ask",
    [
        lambda model: assess(model, Question(WALK, DAY, population="no-such")),
        lambda model: scan_divide(model, WALK, DAY, population="no-such"),
        lambda model: rank_closures(model, WALK, DAY, population="no-such"),
        lambda model: validate_openings(model, WALK, "no-such"),
        lambda model: settle_population(model, Question(WALK, DAY, population="no-such")),
    ],
)
def test_a_choice_that_is_not_there_is_refused_with_those_that_are(model, ask):
    with pytest.raises(RequestError, match="should be one of list, 2011, floor-area") as refusal:
        ask(model)
    assert refusal.value.field == "population"


def test_a_question_says_which_totals_it_means_where_there_are_any(city, model):
    question = Question(WALK, DAY)
    assert settle_population(model, question).population == "list"
    nobody = replace(city, people={}).model()
    assert settle_population(nobody, question) == question


def test_a_total_is_said_with_what_it_counts_date_source_and_certainty(model):
    figures = assess(model, Question(WALK, DAY, population="list")).figures
    assert say_figure(figures[0], "en") == (
        "north-town: 7,000 (what it counts is not stated), 2020. A list, 2020 (certainty: medium)"
    )
    for language in LANGUAGES:
        assert len(list(say_weights(figures, language, is_combination=True))) == 3
        (words,) = say_weights((), language, is_combination=False)
        assert words


@pytest.mark.slow
@pytest.mark.parametrize("mode", TravelMode)
def test_each_choice_of_the_sample_gives_the_figures_of_a_separate_run(
    sample_data, sample_model, mode
):
    snapshot = open_snapshot(sample_data)
    population = snapshot.manifest.city.population
    question = Question(mode, date(2025, 10, 1), closures=("east",))
    for choice in list_choices(population):
        assert choose_population(population, choice.id) == choice
        found = assess(sample_model, replace(question, population=choice.id))
        compare(found.to_dict(), assess(make_separate(snapshot, choice), question).to_dict())


def test_other_totals_leave_nothing_behind_in_a_kept_state():
    model = draw_ten_nodes().model()
    question = Question(TravelMode.WALK, DAY)
    assess(model, question)
    baseline = model.get_baseline(question.demand, model.open_links(TravelMode.WALK, DAY))
    for total in range(5):
        assess(model, replace(question, people={"north-town": 1_000 + total}))
    assert len(baseline.scenario.kept) == 0
