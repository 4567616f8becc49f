"""Signs of crossings on paper: every one is seen, and an open one is never below another one."""

from datetime import date
from xml.etree import ElementTree as ET

import pytest
import shapely
from shapely.geometry import LineString, Point

from app.brief.frame import Frame
from app.brief.legend import list_crossings
from app.brief.map import CANDIDATE, Shown, draw_map, frame_map
from app.brief.signs import RADIUS_MM, STATUS_LOOKS, Sign, draw_sample, spread_signs
from geodata.cities.crossings import Status, Use
from geodata.wording import load_wording

FRAME = Frame(0.0, 0.0, 10.0, "EPSG:32634")
DAY = date(2026, 1, 1)


def make_sign(name, status, x=40.0, y=30.0):
    return Sign(name, status, "#225522", is_closed=False, place=Point(x, y), at=Point(x, y))


def test_an_open_footbridge_stays_and_the_former_one_moves_aside():
    former, is_open = make_sign("a", Status.FORMER), make_sign("b", Status.OPEN)
    first, second = spread_signs([former, is_open], FRAME)
    assert (first.id, first.at) == ("b", is_open.place)
    assert second.at.distance(first.at) > 2 * RADIUS_MM
    assert second.place == former.place


def test_many_signs_at_one_place_all_lie_apart():
    placed = spread_signs([make_sign(f"{n}", Status.OPEN) for n in range(12)], FRAME)
    assert len(placed) == 12
    for at, one in enumerate(placed):
        assert all(one.at.distance(other.at) > 2 * RADIUS_MM for other in placed[:at])


def test_what_lies_beyond_the_map_has_no_sign():
    assert spread_signs([make_sign("far", Status.OPEN, x=200.0)], FRAME) == []


def test_a_sign_at_the_edge_is_moved_no_further_out():
    placed = spread_signs([make_sign(f"{n}", Status.OPEN, x=1.0, y=1.0) for n in range(3)], FRAME)
    assert all(one.at.x >= 0 and one.at.y >= 0 for one in placed)


@pytest.fixture
def catalogue(reviewed):
    return reviewed.city.live.get()


def draw(catalogue, lines=()):
    svg = draw_map(catalogue, Shown(DAY, tuple(map(LineString, lines))), load_wording("en"))
    return list(ET.fromstring(svg).iter())


def test_every_crossing_of_people_has_its_sign_with_the_open_ones_drawn_last(catalogue):
    drawn = [one.get("data-crossing") for one in draw(catalogue) if one.get("data-crossing")]
    there = {
        one.id: one.status(DAY)
        for one in catalogue.crossings
        if one.use is Use.PEOPLE and one.geometry is not None and one.status(DAY)
    }
    assert set(drawn) == set(there)
    is_open = [there[one] is Status.OPEN for one in drawn]
    assert is_open == sorted(is_open)


def test_a_tested_bridge_lies_below_the_crossing_that_it_covers(catalogue):
    main = next(one for one in catalogue.crossings if one.id == "main")
    drawn = draw(catalogue, [shapely.get_coordinates(main.geometry)])
    strokes = [one.get("stroke") for one in drawn]
    (sign,) = [at for at, one in enumerate(drawn) if one.get("data-crossing") == "main"]
    assert strokes.index(CANDIDATE) < sign


def test_the_legend_draws_each_state_as_the_map_does_and_no_two_alike(catalogue):
    samples = {status: draw_sample(status) for status in STATUS_LOOKS}
    assert len(set(samples.values())) == len(samples)
    frame = frame_map(catalogue, Shown(DAY))
    entries = [one for one in list_crossings(catalogue, DAY, frame, load_wording("en")) if one.svg]
    drawn = draw(catalogue)
    assert entries
    for one in entries:
        circle = next(ET.fromstring(one.svg).iter("{http://www.w3.org/2000/svg}circle"))
        looks = {(sign.get("fill"), sign.get("stroke")) for sign in drawn if "cx" in sign.attrib}
        assert (circle.get("fill"), circle.get("stroke")) in looks
