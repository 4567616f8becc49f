"""How long a bridge the scan looks for, along narrow and wide rivers."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
import shapely

from geodata.assessment.remarks import About, Remark, say_remarks
from geodata.assessment.request import RequestError
from geodata.assessment.spans import SPANS_M, check_span, choose_span_m
from geodata.assessment.studies.scan import scan_divide
from geodata.streets.network import TravelMode
from tests.geodata.assessment.drawn_city import DrawnCity, both_ways

DAY = date(2024, 1, 1)
LINE = shapely.MultiLineString([[(0, 0), (1_000, 0)]])


def make_model(apart_m, water):
    divide = SimpleNamespace(line=LINE, water=water)
    stations = SimpleNamespace(straight_m=np.array(apart_m, dtype=float))
    get_mode = {TravelMode.WALK: SimpleNamespace(stations=stations)}.get
    return SimpleNamespace(divide=divide, get_mode=get_mode)


def choose(apart_m=(), width_m=0.0):
    water = LINE.buffer(width_m / 2, cap_style="flat") if width_m else shapely.Polygon()
    return choose_span_m(make_model(apart_m, water), TravelMode.WALK)


def test_along_a_brook_the_scan_looks_for_what_it_always_looked_for():
    assert choose() == choose([30, 40], width_m=12) == choose([np.nan] * 9) == 150


def test_along_a_wide_river_it_looks_for_what_reaches_the_streets_of_both_banks():
    assert choose([np.nan, 390, 400, 410, np.nan]) == 500
    assert choose([np.nan], width_m=480) == 580
    assert choose([300, 320, 340], width_m=480) == 580
    assert choose([80], width_m=5_000) == SPANS_M[1] == 1_000


@pytest.mark.parametrize("half_m", [170, 240])
def test_a_river_as_wide_as_the_danube_has_places_and_the_answer_says_how_long(half_m):
    xs = range(-400, 401, 100)
    points = [(x, y) for y in (half_m, -half_m) for x in xs]
    row = [(at, at + 1, 100.0) for at in range(2 * len(xs) - 1) if at != len(xs) - 1]
    homes = [(at, 100.0) for at in range(len(points))]
    city = DrawnCity(points, both_ways(row), [], homes, (-500, -600, 500, 600))
    scan = scan_divide(city.model(), TravelMode.WALK, DAY)
    assert scan.span_m == np.ceil(2.5 * half_m / 10) * 10
    assert len(scan.alignments) > 0
    assert scan.alignments[0].length_m == pytest.approx(2 * half_m, rel=0.1)
    assert Remark(About.SPAN, metres=scan.span_m) in scan.remarks
    asked = scan_divide(city.model(), TravelMode.WALK, DAY, span_m=100.0)
    assert (asked.span_m, asked.alignments) == (100.0, ())
    said = say_remarks(asked.remarks, {"north": {}, "south": {}}, "en")
    assert "No bridge would join streets of both banks; longest one looked for: 100 m." in said


def test_spans_beyond_reason_are_refused_by_name():
    for span_m in (0, 9.9, 1_000.1, float("nan")):
        with pytest.raises(RequestError, match=r"span_m: it must lie between 10 and 1000 m"):
            check_span(span_m)
    assert check_span(1_000) == 1_000
