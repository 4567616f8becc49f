"""The way to the nearest place of each kind: by hand on the city of `ten_nodes`, and by SciPy.

With the hospital at J, and a bridge E-J that is not there yet, in minutes on foot::

            before                       after
    A       1 + 20 = 21 (over A-F)       21 either way             100 people
    E       20 + 1 + 20 = 41             1                         300 people
    F, J    20 and 0 on their own bank, whatever opens             200 and 400 people

Formula: the residents within reach of the nearest opportunity before and after, as of cumulative
accessibility in Geurs and van Wee (2004), https://doi.org/10.1016/j.jtrangeo.2003.10.005, but each
kind of place apart, and by how much the way to it changes.
"""

from dataclasses import replace

import numpy as np
import pytest

from geodata.assessment.assess import assess
from geodata.assessment.neighbourhoods import divide_homes
from geodata.assessment.request import Question, TripsTo
from geodata.assessment.scenarios import change_links, check_question
from geodata.assessment.services import STEPS_MIN
from geodata.streets.network import TravelMode
from tests.examples import examples
from tests.geodata.assessment.drawn_city import CRS
from tests.geodata.assessment.random_cities import ask_randomly, draw_randomly
from tests.geodata.assessment.recompute import search_rebuilt
from tests.geodata.assessment.ten_nodes import (
    DAY,
    LATER,
    A,
    E,
    J,
    bridge_at_e,
    draw_ten_nodes,
)

CITY = replace(draw_ten_nodes(), neighbourhoods={"West": A, "East": E})
MODEL = CITY.model()
OPENING = Question(TravelMode.WALK, DAY, (bridge_at_e(CITY),))
about = pytest.approx


def find(assessment, kind):
    (service,) = [one for one in assessment.services if one.service == kind]
    return service


def as_tuple(change):
    return (change.before, change.after, change.difference)


def test_who_gets_nearer_to_the_hospital_and_by_how_much():
    hospital = find(assess(MODEL, OPENING), "hospital")
    north, south = hospital.banks
    assert hospital.places == (0, 1)
    assert as_tuple(north.mean_min) == about(
        ((100 * 21 + 300 * 41) / 400, (100 * 21 + 300 * 1) / 400, -300 * 40 / 400)
    )
    assert as_tuple(north.nearest_on_other_bank) == about((400, 400, 0))
    assert (north.save, north.lose) == (about([300] * 4), (0, 0, 0, 0))
    assert (north.newly_connected, north.cut_off) == (0, 0)
    assert as_tuple(south.mean_min) == about(((200 * 20) / 600, (200 * 20) / 600, 0))
    assert as_tuple(south.nearest_on_other_bank) == (0, 0, 0)
    assert (south.save, south.lose) == ((0,) * 4, (0,) * 4)


def test_neighbourhoods_are_named_where_something_changes():
    result = assess(MODEL, OPENING)
    (east,) = find(result, "hospital").neighbourhoods
    (place,) = result.neighbourhoods
    assert place.id == east.neighbourhood
    assert (place.name, place.bank) == ({"und": "East"}, "north")
    assert east.change.residents == about(300)
    assert as_tuple(east.change.mean_min) == about((41, 1, -40))


def test_homes_without_a_place_nearby_are_counted_by_squares_of_250_m():
    result = assess(replace(CITY, neighbourhoods={}).model(), OPENING)
    (square,) = result.neighbourhoods
    assert (
        square.id == "square/north/501500/4750000"
    )  # E is 1,600 m east and 40 m north of the origin
    assert square.name == {}


def test_homes_of_both_banks_in_one_square_are_counted_apart():
    homes, is_left = np.array([[500_010.0, 4_750_010.0]] * 2), np.array([True, False])
    none = CITY.read_layer("places")[:0]
    found, numbers = divide_homes(homes, is_left, none, CRS, ("north", "south"))
    assert [one.bank for one in found] == ["north", "south"]
    assert len({one.id for one in found}) == 2
    assert numbers.tolist() == [0, 1]


def test_a_new_way_is_a_connection_and_no_number_of_minutes():
    hospital = find(assess(MODEL, replace(OPENING, day=LATER)), "hospital")
    north, south = hospital.banks
    assert as_tuple(north.mean_min) == (None, None, None)
    assert (north.newly_connected, north.cut_off, north.save) == (about(400), 0, (0,) * 4)
    assert as_tuple(north.nearest_on_other_bank) == about((0, 400, 400))
    assert south.newly_connected == 0


def test_closing_the_only_bridge_cuts_the_north_off_its_hospital():
    hospital = find(assess(MODEL, Question(TravelMode.WALK, DAY, closures=("main",))), "hospital")
    assert [one.cut_off for one in hospital.banks] == about([400, 0])


def test_firemen_are_asked_about_from_their_station_to_the_residents_and_drive():
    """From the station at J over a bridge that leads south alone, nobody gets anywhere sooner."""
    station = replace(CITY, places={"fire station": [J]})
    away, back = (
        bridge_at_e(CITY, is_oneway=True),
        replace(bridge_at_e(CITY), line=bridge_at_e(CITY).line[::-1], is_oneway=True),
    )
    model = station.model()

    def measure(candidate):
        result = assess(model, Question(TravelMode.DRIVE, DAY, (candidate,)))
        return find(result, "fire station")

    assert measure(away).is_from
    assert measure(away).banks[0].mean_min.difference == about(0)
    # At 30 km/h: J to E 3.2 + 0.16 + 3.2 = 6.56 min before, 0.16 after.
    assert measure(back).banks[0].mean_min.difference == about(-300 * 6.4 / 400)
    assert [one.service for one in assess(model, OPENING).services] == []  # they do not walk


def test_between_homes_no_balance_of_benefit_is_told():
    for question in (OPENING, replace(OPENING, mode=TravelMode.DRIVE)):
        assert assess(MODEL, question).mutuality is None
    assert assess(MODEL, replace(OPENING, trips_to=TripsTo.SERVICES)).mutuality == 0


@pytest.mark.parametrize("seed", range(examples(4)))
@pytest.mark.parametrize("mode", list(TravelMode))
def test_services_of_random_cities_equal_a_search_of_the_rebuilt_network(mode, seed):
    rng = np.random.default_rng(seed)
    city = draw_randomly(rng)
    n = len(city.points)
    city = replace(
        city,
        places=city.places | {"fire station": rng.integers(0, n, 2).tolist()},
        neighbourhoods={"One": int(rng.integers(0, n)), "Other": int(rng.integers(0, n))},
    )
    model = city.model()
    question = ask_randomly(rng, city, model, mode)
    result = assess(model, question)
    links = change_links(model, question, check_question(model, question), mode)
    part = model.get_mode(mode)
    states = [search_rebuilt(part.network, one) for one in (links.before, links.after)]
    kinds = {"school", "bank", *(["fire station"] if mode is TravelMode.DRIVE else [])}
    known = kinds & (part.place_nodes | part.responder_nodes).keys()
    assert {one.service for one in result.services} == known
    for service in result.services:
        places = (part.place_nodes | part.responder_nodes)[service.service]
        for bank, found in enumerate(service.banks):
            is_here = np.zeros(len(part.home_nodes), dtype=bool)
            is_here[part.home_nodes >= 0] = part.network.is_left[
                part.home_nodes[part.home_nodes >= 0]
            ] == (bank == 0)
            nodes, weight = part.home_nodes[is_here], model.homes.weight[is_here]
            expect(found, service.is_from, states, nodes, weight, places, part.network.is_left)
            parts = [
                one.change
                for one in service.neighbourhoods
                if one.neighbourhood in {p.id for p in model.neighbourhoods if is_of(p, bank)}
            ]
            for name in ("newly_connected", "cut_off"):
                assert sum(getattr(one, name) for one in parts) == about(getattr(found, name))
            for at in range(len(STEPS_MIN)):
                assert sum(one.save[at] for one in parts) == about(found.save[at])
                assert sum(one.lose[at] for one in parts) == about(found.lose[at])


def is_of(place, bank):
    return place.bank == ("north", "south")[bank]


def expect(found, is_from, states, nodes, weight, places, is_left):
    """Compare with the least over every single pair of home and place, in float64."""
    own = places[is_left[places] == (len(nodes) > 0 and is_left[nodes[0]])]
    over = np.setdiff1d(places, own)

    def least(times, some):
        rows = times[np.ix_(some, nodes)].T if is_from else times[np.ix_(nodes, some)]
        return rows.min(axis=1, initial=np.inf)

    was, now = (least(times, places) for times in states)
    both = np.isfinite(was) & np.isfinite(now)
    saved = np.where(both, was, 0) - np.where(both, now, 0)
    assert found.residents == about(weight.sum())
    if weight[both].sum() > 0:
        means = [(weight[both] @ one[both]) / weight[both].sum() / 60 for one in (was, now)]
        assert (found.mean_min.before, found.mean_min.after) == about(means, rel=1e-9)
    else:
        assert found.mean_min.before is None
    nearer = [(least(times, over) < least(times, own) - 1e-6) for times in states]
    assert found.nearest_on_other_bank.before == about(weight[nearer[0]].sum())
    assert found.nearest_on_other_bank.after == about(weight[nearer[1]].sum())
    for at, step in enumerate(STEPS_MIN):
        assert found.save[at] == about(weight[saved >= 60 * step - 1e-6].sum())
        assert found.lose[at] == about(weight[-saved >= 60 * step - 1e-6].sum())
    assert found.newly_connected == about(weight[np.isinf(was) & np.isfinite(now)].sum())
    assert found.cut_off == about(weight[np.isfinite(was) & np.isinf(now)].sum())
