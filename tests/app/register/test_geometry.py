"""A place at the door: each fault is one sentence that says what to do."""

import json
import time

import pytest

from app.register.errors import InvalidError
from app.register.geometry import MOST_VERTICES, read_geometry, read_place
from tests.app.register.team import BRIDGE, get_town

INSIDE = (20.866, 42.893)


def line(*positions):
    return {"type": "LineString", "coordinates": [list(one) for one in positions]}


def area(*positions):
    return {"type": "Polygon", "coordinates": [[list(one) for one in positions]]}


FAULTS = {
    "no place": ("somewhere at the mill", "no place that can be read"),
    "no JSON": ('{"type": ', "no place that can be read"),
    "no geometry": ({"type": "Bridge", "coordinates": []}, "no place that can be read"),
    "a list as kind": ({"type": ["Point"], "coordinates": INSIDE}, "no place that can be read"),
    "a text as number": (line(("20.8", "42.9"), INSIDE), "no place that can be read"),
    "a truth as number": (
        {"type": "Point", "coordinates": [True, 42.9]},
        "no place that can be read",
    ),
    "not a number": ('{"type": "Point", "coordinates": [NaN, 42.9]}', "no place that can be read"),
    "infinite": ('{"type": "Point", "coordinates": [1e999, 42.9]}', "no place that can be read"),
    "empty point": ({"type": "Point", "coordinates": []}, "empty"),
    "empty line": (line(), "empty"),
    "no features": ({"type": "FeatureCollection", "features": []}, "empty"),
    "no place of a feature": ({"type": "Feature", "geometry": None}, "empty"),
    "two features": (
        {"type": "FeatureCollection", "features": [{"type": "Feature"}, {"type": "Feature"}]},
        "2 places",
    ),
    "metres": ({"type": "Point", "coordinates": [489_000, 4_748_900]}, "another reference system"),
    "named metres": (
        {
            **BRIDGE,
            "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32634"}},
        },
        "another reference system",
    ),
    "swapped": ({"type": "Point", "coordinates": [42.893, 20.866]}, "wrong order"),
    "heights": ({"type": "Point", "coordinates": [*INSIDE, 510.0]}, "heights"),
    "outside": ({"type": "Point", "coordinates": [21.16, 42.66]}, "outside"),
    "crossing area": (
        area((20.86, 42.89), (20.87, 42.9), (20.87, 42.89), (20.86, 42.9), (20.86, 42.89)),
        "crosses itself",
    ),
    "crossing line": (
        line((20.86, 42.89), (20.87, 42.9), (20.87, 42.89), (20.86, 42.9)),
        "crosses itself",
    ),
    "line of one point": (line(INSIDE), "two different points"),
    "line of no length": (line(INSIDE, INSIDE), "two different points"),
    "area of two points": (area(INSIDE, (20.87, 42.9)), "at least three"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_a_sentence_that_helps(name):
    given, says = FAULTS[name]
    text = given if isinstance(given, str) else json.dumps(given)
    with pytest.raises(InvalidError, match=says) as caught:
        read_place(text, get_town().area)
    assert caught.value.field == "geometry"


@pytest.mark.parametrize("count", [MOST_VERTICES + 1, 1_000_000])
def test_too_many_vertices_are_refused_before_anything_is_made_of_them(count):
    many = line(*((20.86 + n / 1e9, 42.89) for n in range(count)))
    began = time.monotonic()
    with pytest.raises(InvalidError, match="too many points"):
        read_geometry(many, get_town().area)
    assert time.monotonic() - began < 2


def test_a_long_text_is_refused_unread():
    with pytest.raises(InvalidError, match="too many points"):
        read_place("[" * 300_000, get_town().area)


def test_deep_json_is_refused():
    with pytest.raises(InvalidError, match="no place that can be read"):
        read_place('{"type": "Point", "coordinates": ' + "[" * 90_000 + "}", get_town().area)


@pytest.mark.parametrize(
    "text",
    [
        "42.893, 20.866",
        "42°53.58'N 20°51.96'E",
        '{"type": "Point", "coordinates": [20.866, 42.893]}',
        (
            '{"type": "Feature", "properties": {"x": "<script>"}, '
            '"geometry": {"type": "Point", "coordinates": [20.866, 42.893]}}'
        ),
    ],
)
def test_what_people_copy_is_read(text):
    found = read_place(text, get_town().area)
    assert found == {"type": "Point", "coordinates": [20.866, 42.893]}


def test_nothing_typed_is_no_place():
    assert read_place("  ", get_town().area) is None


def test_a_named_lonlat_system_is_right():
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert read_geometry({**BRIDGE, "crs": crs}, get_town().area) == BRIDGE


def test_decimals_beyond_a_centimetre_are_rounded():
    found = read_geometry(line((20.86123456789, 42.89), (20.87, 42.9)), get_town().area)
    assert found["coordinates"][0] == [20.8612346, 42.89]
