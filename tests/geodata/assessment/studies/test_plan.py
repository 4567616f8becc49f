"""Best sets of bridges against brute force by the engine, and by hand on a drawn town."""

from dataclasses import replace
from datetime import date
from itertools import combinations

import numpy as np
import pytest

from geodata.assessment.engine import sets as sets_module
from geodata.assessment.engine.sets import LinkSets
from geodata.assessment.request import Demand, RequestError, TripsTo
from geodata.assessment.studies import plan as plan_module
from geodata.assessment.studies.plan import Limits, plan_bridges
from geodata.assessment.studies.scan import make_links
from geodata.assessment.studies.set_search import SetSearch
from geodata.streets.network import TravelMode, open_links
from tests.examples import examples
from tests.geodata.assessment.drawn_city import DrawnCity, both_ways
from tests.geodata.assessment.random_cities import draw_randomly
from tests.geodata.assessment.ten_nodes import DAY, LATER, draw_ten_nodes, make_bridge

CITY = draw_ten_nodes()
"""::

    north   A ──── B ──── C ──── D ──── E      400 m each: 5 min on foot
            │      ┊      ┊      ┊      ┊      places for bridges of 80 m: 1 min
    south   F ──── G ──── H ──── I ──── J      A 100, E 300; F 200, J 400 people; A-F is open
"""


def test_one_bridge_is_best_at_the_far_end_and_is_the_one_of_the_scan():
    """E → J saves 40 min for 300 × 400 pairs each way; the next place, D-I, 10 min less of it."""
    plan = plan_bridges(CITY.model(), TravelMode.WALK, DAY, Limits(1, span_m=100))
    best = next(one for one in plan.sets if one.aim == "both").best
    (place,) = [plan.places[at] for at in best.places]
    assert place.station_m == pytest.approx(1_700, abs=13)
    assert best.saved_person_min_per_trip == pytest.approx(300 * 400 * 40 / 240_000)
    assert best.checked_person_min_per_trip == pytest.approx((20, 20, 20))
    assert [one.gained for one in best.banks] == [0, 0]


def test_places_say_which_open_crossing_they_stand_beside(monkeypatch):
    monkeypatch.setattr(plan_module, "BESIDE_M", 450.0)  # the main bridge is at 95 m
    plan = plan_bridges(CITY.model(), TravelMode.WALK, DAY, Limits(1, span_m=100))
    expected = ["main" if one.station_m < 545 else None for one in plan.places]
    assert [one.beside for one in plan.places] == expected
    assert set(expected) == {"main", None}


def test_no_set_is_longer_than_it_may_be():
    plan = plan_bridges(CITY.model(), TravelMode.WALK, DAY, Limits(2, 0.1, 100))
    pair = next(one for one in plan.sets if (one.aim, one.bridges) == ("both", 2))
    assert pair.best is None  # two bridges of 80 m are longer than 100 m


def test_where_nobody_can_cross_people_who_are_connected_come_first():
    plan = plan_bridges(CITY.model(), TravelMode.WALK, LATER, Limits(1, span_m=100))
    assert plan.connects_first
    best = next(one for one in plan.sets if one.aim == "both").best
    assert [one.gained for one in best.banks] == pytest.approx([400, 600])
    assert best.saved_person_min_per_trip is None
    # The least mean time: E-J gives (A→F 41, A→J 21, E→F 21, E→J 1): by pairs 13 2/3 min.
    assert best.mean_cross_river_min[0] == pytest.approx(
        (20_000 * 41 + 40_000 * 21 + 60_000 * 21 + 120_000 * 1) / 240_000
    )


@pytest.mark.parametrize(("most", "field"), [(0, "most"), (4, "most")])
def test_more_bridges_than_are_searched_for_are_refused(most, field):
    with pytest.raises(RequestError) as refusal:
        plan_bridges(CITY.model(), TravelMode.WALK, DAY, Limits(most))
    assert refusal.value.field == field
    with pytest.raises(RequestError) as refusal:
        plan_bridges(CITY.model(), TravelMode.WALK, DAY, Limits(length_km=0.0))
    assert refusal.value.field == "length_km"


def measure_each(sets, bridges):
    """Brute force: the engine on every single set."""
    every = list(combinations(range(len(sets.added)), bridges))
    return every, np.array([sets.measure_set(np.array(one)).ranked_s for one in every])


@pytest.mark.parametrize("seed", range(examples(5)))
def test_sums_of_sets_in_random_cities_equal_the_engine_but_for_chains(seed):
    rng = np.random.default_rng(seed)
    model = draw_randomly(rng).model()
    part, homes = model.get_mode(TravelMode.WALK), model.get_banks(Demand(TravelMode.WALK))
    links = open_links(part.network, model.crossings, DAY)
    left, right = (np.flatnonzero(bank) for bank in part.network.banks)
    added = replace(
        part.network.links.select(slice(0, 0)),
        start=rng.choice(left, 5).astype(np.int32),
        end=rng.choice(right, 5).astype(np.int32),
        seconds=rng.uniform(5, 300, 5),
        crossing=np.full(5, "", dtype=object),
        access=None,
    )
    none_s = 0.0 if len(links) else 1e7
    sets = LinkSets(part.search, links, added, homes, none_s=none_s, dtype=np.float64)
    overlaps, chains = sets.sum_overlaps(), sets.find_chains()
    for bridges in (1, 2, 3):
        every, engine = measure_each(sets, bridges)
        summed = sets.sum_sets(np.array(every)).T
        assert (engine >= summed * (1 - 1e-9) - 1e-6).all()
        for one, exact, own in zip(every, engine, summed, strict=True):
            if not chains[np.ix_(one, one)].any():
                np.testing.assert_allclose(own, exact, rtol=1e-9, atol=1e-6)
            singles = overlaps[:, one, one].sum(axis=1)
            shared = np.array([overlaps[:, a, b] for a, b in combinations(one, 2)])
            if bridges == 1:
                np.testing.assert_allclose(own, singles, rtol=1e-9, atol=1e-6)
            if bridges == 2:
                np.testing.assert_allclose(own, singles - shared[0], rtol=1e-9, atol=1e-6)
            if bridges == 3:
                most = singles - np.sort(shared, axis=0)[-2:].sum(axis=0)
                assert (own <= most * (1 + 1e-9) + 1e-6).all()


def draw_long_town(rng, columns):
    """A street along either bank, more or less winding, with homes at random; two bridges.

    ::

        ●──●────●───●─ … ─●      a place for a bridge at each ●, 20 to 90 m wide
        ┊  │    ┊   ┊     │      two of them have one
        ●───●──●────●─ … ─●
    """
    xs = np.cumsum(rng.uniform(60, 200, columns))
    points = [(float(x), y) for y in (40.0, -40.0) for x in xs]
    rows = [range(columns), range(columns, 2 * columns)]
    streets = [(at, at + 1, float(rng.uniform(60, 400))) for row in rows for at in row[:-1]]
    open_at = rng.choice(columns, 2, replace=False).tolist()
    crossings = [make_bridge(f"c{at}", "1973") for at in open_at]
    links = [
        (at, at + columns, float(rng.uniform(80, 300)), one.id)
        for at, one in zip(open_at, crossings, strict=True)
    ]
    return DrawnCity(
        points=points,
        streets=both_ways(streets),
        links=both_ways(links),
        homes=[(at, float(rng.uniform(1, 300))) for at in range(2 * columns) if rng.random() < 0.5],
        frame=(-300, -700, float(xs[-1]) + 300, 700),
        crossings=crossings,
        people={"north-town": 1_000, "south-town": 3_000},
    )


@pytest.mark.parametrize(
    ("places", "bridges"),
    [
        (20, 2),
        pytest.param(60, 2, marks=pytest.mark.slow),
        pytest.param(20, 3, marks=pytest.mark.slow),
    ],
)
@pytest.mark.parametrize("seed", range(examples(1)))
def test_best_sets_of_random_towns_are_those_of_brute_force_by_the_engine(places, bridges, seed):
    rng = np.random.default_rng(seed)
    model = draw_long_town(rng, places).model()
    part, homes = model.get_mode(TravelMode.WALK), model.get_banks(Demand(TravelMode.WALK))
    links = open_links(part.network, model.crossings, DAY)
    width_m = rng.uniform(20, 90, places)
    added = replace(
        part.network.links.select(slice(0, 0)),
        start=np.arange(places, dtype=np.int32),
        end=np.arange(places, 2 * places, dtype=np.int32),
        seconds=width_m / 1.4,
        crossing=np.full(places, "", dtype=object),
        access=None,
    )
    sets = LinkSets(part.search, links, added, homes, dtype=np.float64)
    search = SetSearch(sets, width_m, None, ("north", "south"), None)
    every, engine = measure_each(sets, bridges)
    for number, aim in enumerate(("both", "north", "south")):
        found = search.find_best(aim, number, bridges)
        by_engine = [row.sum() if number == 0 else row[number - 1] for row in engine]
        winner = found.overtaken_by or found.best
        assert found.is_proven
        assert found.is_checked == (found.overtaken_by is None)
        told = engine[every.index(winner.places)]
        best = told.sum() if number == 0 else told[number - 1]
        assert best == pytest.approx(max(by_engine), rel=1e-9)


SAMPLE_DAY = date(2025, 11, 1)


@pytest.mark.parametrize(
    "trips_to", [TripsTo.HOMES, pytest.param(TripsTo.SERVICES, marks=pytest.mark.slow)]
)
def test_the_best_pair_of_the_sample_is_that_of_brute_force_by_the_engine(
    sample_model, trips_to, monkeypatch
):
    monkeypatch.setattr(plan_module, "MOST_PLACES", 8)
    plan = plan_bridges(sample_model, TravelMode.WALK, SAMPLE_DAY, Limits(2), trips_to=trips_to)
    assert len(plan.places) == 8
    sets = draw_sets(sample_model, plan, trips_to)
    every, engine = measure_each(sets, 2)
    for number, aim in enumerate(("both", "north", "south")):
        found = next(one for one in plan.sets if (one.aim, one.bridges) == (aim, 2))
        by_engine = [row.sum() if number == 0 else row[number - 1] for row in engine]
        winner = found.overtaken_by or found.best
        assert winner.places == every[int(np.argmax(by_engine))]
        assert found.is_proven
        assert found.is_checked == (found.overtaken_by is None)
        trips = sets.possible.sum() if number == 0 else sets.possible[number - 1]
        told = winner.checked_person_min_per_trip[number]
        assert told == pytest.approx(max(by_engine) / 60 / trips, rel=1e-5)


def draw_sets(model, plan, trips_to):
    """The places of a plan as links, in the order of the plan."""
    mode = TravelMode(plan.mode)
    part = model.get_mode(mode)
    found = plan_module.find_alignments(part.network, model.divide, plan.span_m)
    stations = [one.station_m for one in plan.places]
    lines = plan_module.locate_alignments(part.network, found)
    rows = [next(at for at in range(len(found)) if lines[at] == one.line) for one in plan.places]
    assert [found.station_m[at] for at in rows] == stations
    added = make_links(part.network, found.select(np.array(rows)))
    links = open_links(part.network, model.crossings, SAMPLE_DAY)
    return sets_module.LinkSets(part.search, links, added, model.get_banks(Demand(mode, trips_to)))
