"""Every indicator of one scenario, worked out by hand on the city of `ten_nodes`.

Trips north → south in minutes on foot, and how many pairs of people make them (p × q)::

            before (bridge A-F)          after (A-F and E-J)     pairs
    A → F   1                            1                       100 × 200 =  20,000
    A → J   1 + 4 × 5 = 21               min(21, 20 + 1) = 21    100 × 400 =  40,000
    E → F   4 × 5 + 1 = 21               21                      300 × 200 =  60,000
    E → J   20 + 1 + 20 = 41             1                       300 × 400 = 120,000
                                                                       sum = 240,000
South → north they are the same, for every street goes both ways.
"""

import json
from dataclasses import replace
from math import exp, hypot

import numpy as np
import pytest

from geodata.assessment.assess import assess
from geodata.assessment.homes import minutes_saved_by_home
from geodata.assessment.request import Question, TripsTo
from geodata.streets.network import TravelMode
from tests.geodata.assessment.ten_nodes import DAY, LATER, bridge_at_e, draw_ten_nodes

CITY = draw_ten_nodes()
MODEL = CITY.model()
OPENING = Question(TravelMode.WALK, DAY, (bridge_at_e(CITY),))

MEAN_BEFORE = (20_000 * 1 + 40_000 * 21 + 60_000 * 21 + 120_000 * 41) / 240_000  # 29 1/3
MEAN_AFTER = (20_000 * 1 + 40_000 * 21 + 60_000 * 21 + 120_000 * 1) / 240_000  # 9 1/3
SAVED = 120_000 * (41 - 1) / 240_000  # 20

DIAGONAL_MIN = hypot(1600, 80) / 80  # 4.8 km/h is 80 m/min: 20.025
STRAIGHT = 140_000 * exp(-0.1 * 1) + 100_000 * exp(-0.1 * DIAGONAL_MIN)
LOST_BEFORE = 1 - (20_000 * exp(-0.1) + 100_000 * exp(-2.1) + 120_000 * exp(-4.1)) / STRAIGHT
LOST_AFTER = 1 - (140_000 * exp(-0.1) + 100_000 * exp(-2.1)) / STRAIGHT

# Stations stand every 25 m from x = -95 on, 72 of them, each at its nearest column of nodes:
STATIONS = {"AF": 12, "BG": 16, "CH": 16, "DI": 16, "EJ": 12}
MINUTES_BEFORE = {"AF": 1, "BG": 11, "CH": 21, "DI": 31, "EJ": 41}
MINUTES_AFTER = {"AF": 1, "BG": 11, "CH": 21, "DI": 11, "EJ": 1}

about = pytest.approx


def as_tuple(change):
    return (change.before, change.after, change.difference)


def read_reach(bank, target):
    return {
        one.within_min: (one.residents.before, one.residents.after)
        for one in bank.reach
        if one.target == target
    }


@pytest.fixture(scope="module")
def opening():
    return assess(MODEL, OPENING)


def test_mean_times_and_savings_of_each_bank(opening):
    for bank, name, people in zip(opening.banks, ("north", "south"), (400, 600), strict=True):
        assert (bank.bank, bank.residents) == (name, about(people))
        assert as_tuple(bank.mean_cross_river_min) == about((MEAN_BEFORE, MEAN_AFTER, -SAVED))
        assert bank.saved_person_min_per_trip == about(SAVED)
        assert (bank.gained, bank.cut) == (0, 0)
        assert as_tuple(bank.cut_off) == (0, 0, 0)
    assert opening.mutuality is None


@pytest.mark.parametrize(
    ("target", "north", "south"),
    [
        # North: A needs 1 min; E needs 21 min before and 1 min after. South: F 1 min; J 21, then 1.
        ("other bank", [(100, 400)] * 3 + [(400, 400)], [(200, 600)] * 3 + [(600, 600)]),
        # A: 21 min before and after. E: 41, then 1. J: 0. F: 20 along its own bank, whatever opens.
        ("hospital", [(0, 300)] * 3 + [(100, 400)], [(400, 400)] * 3 + [(600, 600)]),
    ],
)
def test_reach_of_the_other_bank_and_of_the_hospital_at_j(opening, target, north, south):
    for bank, residents in zip(opening.banks, (north, south), strict=True):
        reached = dict(zip((5, 10, 15, 30), map(about, residents), strict=True))
        assert read_reach(bank, target) == reached


def test_only_kinds_of_places_that_are_known_are_reported(opening):
    assert {one.target for one in opening.banks[0].reach} == {"other bank", "hospital"}


def test_lost_interaction(opening):
    for bank in opening.banks:
        expected = (LOST_BEFORE, LOST_AFTER, LOST_AFTER - LOST_BEFORE)
        assert as_tuple(bank.lost_interaction) == about(expected, abs=1e-7)  # float32


def test_histogram_of_crossing_trips(opening):
    # Before: 1 min 1/12, 21 min 5/12, 41 min 1/2. After: 1 min 7/12, 21 min 5/12.
    histogram = opening.banks[0].histogram
    assert histogram.from_min == (0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60)
    assert histogram.before == about([1 / 12, 0, 0, 0, 5 / 12, 0, 0, 0, 1 / 2, 0, 0, 0, 0])
    assert histogram.after == about([7 / 12, 0, 0, 0, 5 / 12, 0, 0, 0, 0, 0, 0, 0, 0])


def test_detour_profile(opening):
    profile = opening.profile
    # The straight line between the nodes of a column is 80 m, 1 min: detours equal the minutes.
    before = [MINUTES_BEFORE[column] for column, k in STATIONS.items() for _ in range(k)]
    after = [MINUTES_AFTER[column] for column, k in STATIONS.items() for _ in range(k)]
    assert profile.station_m == about([25 * k for k in range(72)])
    assert profile.straight_m == about([80] * 72)
    assert (profile.before_min, profile.after_min) == (about(before), about(after))
    assert (profile.before_detour, profile.after_detour) == (about(before), about(after))


def test_barrier_crossing_ratio(opening):
    # 400 m are 5 min: the columns AF, and EJ when the candidate is there.
    assert as_tuple(opening.barrier_crossing_ratio) == about((12 / 72, 24 / 72, 12 / 72))


def test_how_the_candidate_was_placed_and_who_could_share_it(opening):
    (placed,) = opening.candidates
    assert placed.length_m == about(80)
    assert placed.nodes == (5, 10)  # the ids of E and J
    assert placed.approach_m == about((0, 0), abs=1e-6)
    assert placed.travel_min == about(1)
    assert [one.operator for one in placed.providers] == ["Kabel"]  # 50 m away, on both banks


def test_minutes_saved_at_each_home():
    # A: nothing. E: (200 × 0 + 400 × 40) / 600. F: nothing. J: (100 × 0 + 300 × 40) / 400.
    saved = minutes_saved_by_home(MODEL, OPENING)
    assert saved == about([0, 16_000 / 600, 0, 30], abs=1e-5)


def test_an_opening_and_a_closure_together():
    # A-F closed: A → F is 20 + 1 + 20 = 41, A → J and E → F stay 21, E → J is 1.
    swap = assess(MODEL, replace(OPENING, closures=("main",)))
    mean = (20_000 * 41 + 100_000 * 21 + 120_000 * 1) / 240_000
    for bank in swap.banks:
        assert bank.mean_cross_river_min.after == about(mean)
        assert bank.saved_person_min_per_trip == about(MEAN_BEFORE - mean)
    assert swap.closures == ("main",)


def test_closing_the_only_bridge_cuts_off_everybody():
    closed = assess(MODEL, Question(TravelMode.WALK, DAY, closures=("main",)))
    for bank, people in zip(closed.banks, (400, 600), strict=True):
        assert as_tuple(bank.mean_cross_river_min) == (about(MEAN_BEFORE), None, None)
        assert bank.saved_person_min_per_trip is None
        assert (bank.gained, bank.cut) == (0, about(people))
        assert as_tuple(bank.cut_off) == (0, about(people), about(people))
        assert bank.lost_interaction.after == 1
    assert closed.mutuality is None
    assert np.isnan(
        minutes_saved_by_home(MODEL, Question(TravelMode.WALK, DAY, closures=("main",)))
    ).all()


def test_trips_that_become_possible_are_people_gained_not_infinite_minutes():
    first = assess(MODEL, replace(OPENING, day=LATER))
    # A → F 41, A → J 21, E → F 21, E → J 1 by the candidate alone; nothing before.
    mean = (20_000 * 41 + 100_000 * 21 + 120_000 * 1) / 240_000
    for bank, people in zip(first.banks, (400, 600), strict=True):
        assert as_tuple(bank.mean_cross_river_min) == (None, about(mean), None)
        assert bank.saved_person_min_per_trip is None
        assert (bank.gained, bank.cut) == (about(people), 0)
        assert as_tuple(bank.cut_off) == (about(people), 0, about(-people))
    assert set(first.profile.before_min) == {None}


def test_a_one_way_bridge_for_cars_serves_one_bank():
    # Driving at 30 km/h: 400 m take 0.8 min, 80 m 0.16 min. E → J: 3.2 + 0.16 + 3.2 = 6.56 before
    # and 0.16 after; half of all pairs. From J to E nothing changes.
    question = Question(TravelMode.DRIVE, DAY, (bridge_at_e(CITY, is_oneway=True),))
    north, south = assess(MODEL, question).banks
    assert north.saved_person_min_per_trip == about(6.4 / 2, rel=1e-6)
    assert south.saved_person_min_per_trip == about(0, abs=1e-6)


def test_walking_over_a_one_way_bridge_goes_both_ways():
    question = replace(OPENING, candidates=(bridge_at_e(CITY, is_oneway=True),))
    assert assess(MODEL, question).banks == assess(MODEL, OPENING).banks


def test_a_bridge_that_the_mode_may_not_use_changes_nothing():
    cars = bridge_at_e(CITY, modes=frozenset({TravelMode.DRIVE}))
    same = assess(MODEL, replace(OPENING, candidates=(cars,)))
    assert same.banks[0].saved_person_min_per_trip == about(0)
    assert same.candidates[0].nodes is None


def test_other_people_weigh_differently():
    # North 800 instead of 400: A 200, E 600; shares of pairs and so all means stay as they are.
    more = assess(MODEL, replace(OPENING, people={"north-town": 800}))
    assert [bank.residents for bank in more.banks] == about([800, 600])
    assert more.banks[0].saved_person_min_per_trip == about(SAVED)
    assert [(one.municipality, one.value) for one in more.figures] == [
        ("north-town", 800),
        ("south-town", 600),
    ]


def test_without_people_the_weights_are_floor_area_and_are_called_so():
    nobody = replace(CITY, people={}).model()
    figures = assess(nobody, OPENING)
    assert (figures.weights_unit, figures.figures) == ("m² of floor area", ())


def test_results_are_strict_json_that_says_what_it_stands_on(opening):
    for question in (OPENING, replace(OPENING, day=LATER), replace(OPENING, closures=("main",))):
        text = json.dumps(assess(MODEL, question).to_dict(), allow_nan=False)
        assert json.loads(text)["day"] == question.day.isoformat()
    assert opening.snapshot_id == CITY.id
    assert opening.is_modelled is True
    assert opening.weights_unit == "people"
    assert [(one.value, one.year, one.source) for one in opening.figures] == [
        (400, 2024, "drawn"),
        (600, 2024, "drawn"),
    ]


def test_trips_to_services_tell_the_banks_apart():
    """The hospital at J draws the north bank alone: A 21 → 21 min, E 41 → 1 min."""
    to_services = assess(MODEL, replace(OPENING, trips_to=TripsTo.SERVICES))
    north, south = to_services.banks
    about = pytest.approx
    assert north.mean_cross_river_min.before == about((100 * 21 + 300 * 41) / 400)
    assert north.saved_person_min_per_trip == about(300 * 40 / 400, abs=1e-4)
    assert south.saved_person_min_per_trip is None
    assert to_services.mutuality == 0
    assert to_services.trips_to == "services"
