"""Homes, places and bridges beside streets that the study area has cut off."""

from datetime import date

import numpy as np
import pytest

from geodata.assessment.assess import assess
from geodata.assessment.request import Candidate, Question
from geodata.assessment.scenarios import change_links, check_question
from geodata.streets.network import TravelMode
from tests.geodata.assessment.drawn_city import DrawnCity, both_ways


def draw_city(street_m=100):
    """A city whose northern street is so far from the river.

    ::

        north   0 ─ 1 ─ 2 ─ … ─ 399     a street of 400 nodes, from (0, `street_m`)
                ┊   400 ─ 401 ─ 402     an island of 3 that no street leads to, 40 m from it
        ≈≈≈≈≈≈≈≈┊≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈ →
        south   403 ─ 404 ─ 405
    """
    points = [(5 * i, street_m) for i in range(400)]
    points += [(x, y) for y in (40, -40) for x in (20, 120, 220)]
    rows = [(u, u + 1, 100.0) for u in range(405) if u not in (399, 402)]
    return DrawnCity(
        points=points,
        streets=both_ways(rows),
        links=both_ways([(0, 403, 140.0, None)]),
        homes=[(0, 100.0), (401, 100.0), (404, 100.0)],
        frame=(-95, -800, 2_095, 800),
        places={"school": [402]},
    )


@pytest.mark.parametrize("mode", list(TravelMode))
def test_homes_and_places_by_a_street_island_are_joined_to_the_street_behind(mode):
    part = draw_city().model().get_mode(mode)
    assert part.home_nodes.tolist() == [0, 24, 404]
    assert part.place_nodes["school"].tolist() == [44]


def test_nobody_is_cut_off_by_the_edge_of_the_file():
    north, south = assess(draw_city().model(), Question(TravelMode.WALK, date(2020, 1, 1))).banks
    assert north.cut_off.before == south.cut_off.before == 0


@pytest.mark.parametrize(("street_m", "met"), [(100, 24), (600, 401)])
def test_a_bridge_meets_an_island_only_where_no_other_street_is_near(street_m, met):
    city = draw_city(street_m)
    model = city.model()
    bridge = Candidate(city.lonlat((120, 40), (120, -40)))
    question = Question(TravelMode.WALK, date(2020, 1, 1), (bridge,))
    (placed,) = change_links(
        model, question, check_question(model, question), TravelMode.WALK
    ).placements
    assert (placed.start, placed.end) == (met, 404)
    apart_m = np.hypot(*(np.array(city.points[met]) - (120, 40)))
    assert placed.approach_m == pytest.approx((apart_m, 0), abs=1e-4)
