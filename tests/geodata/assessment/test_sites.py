"""What lies around a tested bridge, on the town of ten nodes with water and two houses more.

::

    north   A ──────── B ──────── C ─────[1]──── D ──────── E
            │          water from y = -20 to 20
    ≈≈≈≈≈≈≈≈│≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈
            │
    south   F ──────── G ──────── H ─────[2]──── I ──────── J
"""

from dataclasses import replace

import pandas as pd
import pytest
import shapely

from geodata.assessment.assess import assess
from geodata.assessment.remarks import About, say_remarks
from geodata.assessment.request import Candidate, Question
from geodata.streets.network import TravelMode
from tests.geodata.assessment.drawn_city import DrawnCity, place
from tests.geodata.assessment.ten_nodes import DAY, draw_ten_nodes

PLAIN = draw_ten_nodes()
BANKS = {"north": {"en": "north"}, "south": {"en": "south"}}


class WateredCity(DrawnCity):
    """Water 40 m wide, and houses at (1000, 60) and (1000, -60), 20 by 20 m."""

    def _make_banks(self):
        made = super()._make_banks()
        water = place({}, [shapely.box(-95, -20, 1695, 20)]).geometry.iloc[0]
        shapes = [
            water if part == "water" else shape
            for part, shape in zip(made["part"], made.geometry, strict=True)
        ]
        return made.set_geometry(shapes, crs=made.crs)

    def _make_buildings(self):
        made = super()._make_buildings()
        houses = [shapely.box(990, y - 10, 1010, y + 10) for y in (60, -60)]
        columns = {
            "element": "way",
            "id": [91, 92],
            "municipality": None,
            "side": ["north", "south"],
        }
        columns["tags"] = "{}"
        return pd.concat([made, place(columns, houses)], ignore_index=True)


CITY = WateredCity(**vars(PLAIN))
MODEL = CITY.model()


def look_at(*points, model=MODEL, **more):
    candidate = Candidate(CITY.lonlat(*points), **more)
    result = assess(model, Question(TravelMode.WALK, DAY, (candidate,)))
    told = [one for one in result.remarks if one.about is not About.OWN_RESIDENTS]
    return result.candidates[0], say_remarks(told, BANKS, "en")


def test_a_bridge_is_so_long_and_so_much_of_it_over_water():
    found, told = look_at((800, 40), (800, -40))
    assert found.length_m == pytest.approx(80, abs=0.1)
    assert found.over_water_m == pytest.approx(40, abs=0.1)
    assert (found.buildings, found.beside, told) == ((), (), ())


def test_where_no_water_is_mapped_nothing_is_said_of_its_width():
    found, _ = look_at((1600, 40), (1600, -40), model=PLAIN.model())
    assert found.over_water_m is None


def test_a_bent_bridge_is_as_long_as_its_line():
    # From (1600, 40) by (1600, 0) and (1570, -40): 40 m and 50 m.
    found, _ = look_at((1600, 40), (1600, 0), (1570, -40))
    assert found.length_m == pytest.approx(90, abs=0.1)
    assert found.approach_m == pytest.approx((0, 30), abs=0.1)
    assert found.travel_min == pytest.approx((90 + 30) * 0.75 / 60, abs=1e-3)


def test_a_line_of_fifty_positions_is_one_bridge():
    points = [(1600, 40 - 80 * at / 49) for at in range(50)]
    found, _ = look_at(*points)
    assert found.length_m == pytest.approx(80, abs=0.1)


def test_buildings_below_a_bridge_are_counted_and_those_that_it_touches_are_not():
    found, told = look_at((1000, 80), (1000, -80))
    assert found.buildings == ("way/91", "way/92")
    assert "Tested bridge 1: buildings that it passes over: 2." in told
    beside, _ = look_at((1010, 80), (1010, -45))  # along the edge of both
    assert beside.buildings == ()


def test_an_end_far_from_every_street_is_told_with_its_distance():
    _, told = look_at((1000, 45), (1000, -45))
    assert told == ("Tested bridge 1: one end is far from the nearest street: 200 m.",)


def test_an_open_crossing_within_150_m_is_named_and_one_further_away_is_not():
    # The main bridge is at x = 0.
    near, told = look_at((149, 40), (149, -40))
    assert near.beside == ("main",)
    assert "Tested bridge 1: an open crossing is less than 150 m away: main." in told
    assert look_at((152, 40), (152, -40))[0].beside == ()


def test_a_closed_crossing_is_not_beside_anything():
    candidate = Candidate(CITY.lonlat((149, 40), (149, -40)))
    question = Question(TravelMode.WALK, DAY.replace(year=2005), (candidate,))
    assert assess(MODEL, question).candidates[0].beside == ()


def test_a_city_without_buildings_has_none_below():
    empty = replace(PLAIN, homes=[])
    found, _ = look_at((1000, 80), (1000, -80), model=empty.model())
    assert found.buildings == ()


@pytest.mark.parametrize(("stated", "is_told"), [(10, True), (25, False)])
def test_lines_whose_operators_are_not_mapped_alike_are_told_beside_a_bridge(stated, is_told):
    north = [("Kabel", [(10 * at, 60), (10 * at, 90)]) for at in range(30)]
    south = [
        ("Kabel" if at < stated else None, [(10 * at, -60), (10 * at, -90)]) for at in range(30)
    ]
    model = replace(CITY, lines=north + south).model()
    asked = Question(TravelMode.WALK, DAY, (Candidate(CITY.lonlat((1000, 40), (1000, -40))),))
    told = [one for one in assess(model, asked).remarks if one.about is About.UNEVEN_OPERATORS]
    assert [one.shares for one in told] == ([(1.0, pytest.approx(stated / 30))] if is_told else [])
    assert not [
        one
        for one in assess(model, replace(asked, candidates=())).remarks
        if one.about is About.UNEVEN_OPERATORS
    ]
