"""In how many distinct rankings under other assumptions a place for a bridge is among the best.

::

    north   A ──── B ──── C ──── D        people live at A and D: 100 m² in one home at A, 90 m² in
    ≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈        three homes at D of 30 m² each; likewise in the south.
    south   E ──── F ──── G ──── H        A bridge at A or at D: by floor area A, by homes D.
"""

from dataclasses import replace
from datetime import date

import pytest

from geodata.assessment.studies.robustness import list_assumptions, scan_robustly
from geodata.assessment.studies.scan import scan_divide
from geodata.streets.network import TravelMode
from tests.geodata.assessment.drawn_city import DrawnCity, both_ways

DAY = date(2025, 1, 1)
POINTS = [(600 * i, 30) for i in range(4)] + [(600 * i, -30) for i in range(4)]


def draw(homes):
    return DrawnCity(
        points=POINTS,
        streets=both_ways([(u, u + 1, 600.0) for u in (0, 1, 2, 4, 5, 6)]),
        links=both_ways([(1, 5, 60.0, None), (2, 6, 60.0, None)]),
        homes=homes,
        frame=(-200, -400, 2_000, 400),
    )


def test_a_place_that_is_best_by_floor_area_alone_is_first_in_one_of_two_rankings():
    homes = [(0, 100.0), (4, 100.0), *[(3, 30.0)] * 3, *[(7, 30.0)] * 3]
    found = scan_robustly(draw(homes).model(), TravelMode.WALK, DAY, span_m=80.0)
    first = found.alignments[0]
    assert first.station_m == pytest.approx(200, abs=15)  # at A
    assert (first.robustness.first, first.robustness.rankings) == (1, 2)
    by_nodes = {one.nodes: one.robustness for one in found.alignments}
    assert by_nodes[4, 8].first == 1  # at D
    assert all(one.among == 2 for one in by_nodes.values())


def test_assumptions_that_rank_alike_are_one_ranking_however_many_they_are():
    homes = [(0, 100.0), (4, 100.0), (3, 30.0), (7, 30.0)]
    model = draw(homes).model()
    assert len(list(list_assumptions(model, TravelMode.WALK, DAY))) == 4  # no facts of access
    found = scan_robustly(model, TravelMode.WALK, DAY, span_m=80.0)
    alike = draw([(at, 60.0) for at, _ in homes]).model()
    same = scan_divide(model, TravelMode.WALK, DAY, span_m=80.0).alignments
    other = scan_divide(alike, TravelMode.WALK, DAY, span_m=80.0).alignments
    distinct = {tuple(one.nodes for one in places) for places in (same, other)}
    assert {one.robustness.rankings for one in found.alignments} == {len(distinct)}


def test_a_robust_scan_is_the_plain_one_with_a_count_more_and_tells_how_far_it_is():
    model = draw([(0, 100.0), (4, 50.0), (7, 20.0), (3, 70.0)]).model()
    told = []
    found = scan_robustly(model, TravelMode.DRIVE, DAY, report=lambda *now: told.append(now))
    plain = scan_divide(model, TravelMode.DRIVE, DAY)
    bare = tuple(replace(one, robustness=None) for one in found.alignments)
    assert replace(found, alignments=bare) == plain
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]
