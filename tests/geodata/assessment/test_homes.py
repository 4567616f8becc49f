"""Minutes before and after at each home, by hand and against sums over every single pair."""

from dataclasses import replace

import numpy as np
import pytest

from geodata.assessment.assess import assess
from geodata.assessment.homes import (
    CLASSES_FROM_MIN,
    count_classes,
    find_sides,
    measure_home_minutes,
    minutes_saved_by_home,
)
from geodata.assessment.request import Question, TripsTo
from geodata.assessment.scenarios import change_links, check_question
from geodata.streets.network import TravelMode
from tests.geodata.assessment.random_cities import ask_randomly, draw_randomly
from tests.geodata.assessment.recompute import search_rebuilt
from tests.geodata.assessment.ten_nodes import DAY, LATER, bridge_at_e, draw_ten_nodes

CITY = draw_ten_nodes()
MODEL = CITY.model()
OPENING = Question(TravelMode.WALK, DAY, (bridge_at_e(CITY),))
CLOSING = Question(TravelMode.WALK, DAY, closures=("main",))

about = pytest.approx


def test_minutes_of_each_home_before_and_after_by_hand():
    found = measure_home_minutes(MODEL, OPENING)
    # A: (200 × 1 + 400 × 21) / 600.
    # E: (200 × 21 + 400 × 41) / 600, then (200 × 21 + 400 × 1) / 600.
    # F: (100 × 1 + 300 × 21) / 400.
    # J: (100 × 21 + 300 × 41) / 400, then (100 × 21 + 300 × 1) / 400.
    assert found.before_min == about([8_600 / 600, 20_600 / 600, 16, 36], abs=1e-5)
    assert found.after_min == about([8_600 / 600, 4_600 / 600, 16, 6], abs=1e-5)
    assert found.saved_min == about(found.before_min - found.after_min, abs=1e-5)


def test_minutes_to_services_are_those_to_the_hospital_over_the_river():
    found = measure_home_minutes(MODEL, replace(OPENING, trips_to=TripsTo.SERVICES))
    # The hospital is at J: the south has none over the river, so no trip of its own is possible.
    assert found.before_min == about([21, 41, np.nan, np.nan], abs=1e-5, nan_ok=True)
    assert found.after_min == about([21, 1, np.nan, np.nan], abs=1e-5, nan_ok=True)


def test_a_home_that_loses_every_way_has_no_minutes_after_and_none_saved():
    found = measure_home_minutes(MODEL, CLOSING)
    assert np.isfinite(found.before_min).all()
    assert np.isnan(found.after_min).all()
    assert np.isnan(found.saved_min).all()


def test_people_are_counted_by_minutes_bank_by_bank():
    found = measure_home_minutes(MODEL, OPENING)
    north, south = count_classes(MODEL, OPENING, found)
    assert (north.bank, south.bank) == ("north", "south")
    assert north.from_min == (0, 10, 15, 20, 25, 30, 45, 60)
    assert north.before == about([0, 100, 0, 0, 0, 300, 0, 0])  # A 14 1/3, E 34 1/3
    assert north.after == about([300, 100, 0, 0, 0, 0, 0, 0])  # E 7 2/3
    assert south.before == about([0, 0, 200, 0, 0, 400, 0, 0])  # F 16, J 36
    assert south.after == about([400, 0, 200, 0, 0, 0, 0, 0])  # J 6
    assert (north.without_before, south.without_after) == (0, 0)


@pytest.mark.parametrize(
    ("question", "without"),
    [(CLOSING, (0, 400)), (replace(OPENING, day=LATER), (400, 0))],
    ids=["closing", "opening"],
)
def test_people_without_a_way_are_counted_apart(question, without):
    north, _ = count_classes(MODEL, question, measure_home_minutes(MODEL, question))
    assert (north.without_before, north.without_after) == about(without)
    assert sum(north.before) + north.without_before == about(400)
    assert sum(north.after) + north.without_after == about(400)


def test_the_classes_of_every_mode_begin_at_zero_and_know_who_is_cut_off():
    assert set(CLASSES_FROM_MIN) == set(TravelMode)
    for edges in CLASSES_FROM_MIN.values():
        assert edges[0] == 0
        assert edges[-1] == 60
        assert list(edges) == sorted(set(edges))


@pytest.mark.parametrize("trips_to", list(TripsTo))
@pytest.mark.parametrize("mode", list(TravelMode))
@pytest.mark.parametrize("seed", range(5))
def test_minutes_of_random_cities_equal_plain_sums_over_every_pair(seed, mode, trips_to):
    rng = np.random.default_rng(seed)
    city = draw_randomly(rng)
    model = city.model()
    question = replace(ask_randomly(rng, city, model, mode), trips_to=trips_to)
    found = measure_home_minutes(model, question)
    before, after, saved = recompute(model, question)
    close = {"rtol": 1e-6, "atol": 1e-4}
    np.testing.assert_allclose(found.before_min, before, **close)
    np.testing.assert_allclose(found.after_min, after, **close)
    np.testing.assert_allclose(found.saved_min, saved, **close)
    quick = minutes_saved_by_home(model, question)
    np.testing.assert_allclose(quick, found.saved_min, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_counts_by_class_add_up_to_the_residents_of_the_assessment(seed):
    rng = np.random.default_rng(seed)
    city = draw_randomly(rng)
    model = city.model()
    question = ask_randomly(rng, city, model, TravelMode.WALK)
    counts = count_classes(model, question, measure_home_minutes(model, question))
    for count, bank in zip(counts, assess(model, question).banks, strict=True):
        assert sum(count.before) + count.without_before == about(bank.residents)
        assert sum(count.after) + count.without_after == about(bank.residents)


def recompute(model, question):
    """Mean minutes before, after and saved at each home, by loops over SciPy's times."""
    part = model.get_mode(question.mode)
    links = change_links(model, question, check_question(model, question), question.mode)
    states = [search_rebuilt(part.network, one) for one in (links.before, links.after)]
    near = part.home_nodes >= 0
    if question.trips_to is TripsTo.HOMES:
        goals, pull = part.home_nodes[near], model.homes.weight[near]
    else:
        goals, pull = part.service_nodes, np.ones(len(part.service_nodes))
    found = np.full((3, len(part.home_nodes)), np.nan)
    for home, node in enumerate(part.home_nodes):
        if node < 0:
            continue
        is_over = part.network.is_left[goals] != part.network.is_left[node]
        before, after = (times[node][goals[is_over]] for times in states)
        both = np.isfinite(before) & np.isfinite(after)
        saved = np.where(both, before, 0) - np.where(both, after, 0)
        trips = ((before, np.isfinite(before)), (after, np.isfinite(after)), (saved, both))
        for row, (seconds, chosen) in enumerate(trips):
            weight = pull[is_over][chosen]
            if weight.sum() > 0:
                found[row, home] = (seconds[chosen] * weight).sum() / weight.sum() / 60
    assert find_sides(model, question.mode).tolist() == [
        None if node < 0 else ("north" if part.network.is_left[node] else "south")
        for node in part.home_nodes
    ]
    return found
