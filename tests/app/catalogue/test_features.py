"""Features as RFC 7946 wants them."""

import json

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LinearRing, MultiPolygon, Point, Polygon, box

from app.catalogue.features import encode_features

degrees = st.floats(-80, 80, allow_nan=False)
positions = st.tuples(degrees, degrees)
SQUARE = [(0, 0), (1, 0), (1, 1), (0, 1)]


@st.composite
def boxes(draw, largest=20):
    left, bottom = draw(positions)
    width, height = (draw(st.floats(0.001, largest)) for _ in range(2))
    return box(left, bottom, left + width, bottom + height)


@st.composite
def lines(draw):
    line = shapely.LineString(draw(st.lists(positions, min_size=2, max_size=6)))
    return line if line.length > 0.001 else line.centroid.buffer(0.001)


def encode(*geometries, records=None):
    ids = [str(i) for i in range(len(geometries))]
    return encode_features(ids, geometries, records or [{} for _ in ids])


def dump(*geometries, box=None, **more):
    features = encode(*geometries, **more)
    return json.loads(features.dump(None if box is None else features.find(box)))


def list_rings(geometry):
    parts = [geometry] if geometry["type"] == "Polygon" else []
    coordinates = [part["coordinates"] for part in parts] or geometry["coordinates"]
    return [(i == 0, ring) for polygon in coordinates for i, ring in enumerate(polygon)]


@pytest.mark.parametrize("is_reversed", [False, True])
@pytest.mark.parametrize("is_multi", [False, True])
def test_outer_rings_run_anticlockwise_and_holes_clockwise(is_reversed, is_multi):
    hole = [(0.2, 0.2), (0.4, 0.2), (0.4, 0.4), (0.2, 0.4)]
    turn = -1 if is_reversed else 1
    polygon = Polygon(SQUARE[::turn], [hole[::turn]])
    geometry = MultiPolygon([polygon, box(3, 3, 4, 4)]) if is_multi else polygon
    rings = list_rings(dump(geometry)["features"][0]["geometry"])
    assert len(rings) == (3 if is_multi else 2)
    for is_outer, ring in rings:
        assert LinearRing(ring).is_ccw == is_outer


def test_positions_have_at_most_seven_decimals_and_no_height():
    feature = dump(Point(20.123456789, 42.98765432101, 512.0))["features"][0]
    assert feature["geometry"]["coordinates"] == [20.1234568, 42.9876543]


def test_values_that_json_does_not_know_become_null():
    record = {"nan": float("nan"), "infinity": float("inf"), "none": None, "count": np.int64(3)}
    text = encode(Point(0, 0), records=[record]).dump()
    assert json.loads(text)["features"][0]["properties"] == {
        "nan": None,
        "infinity": None,
        "none": None,
        "count": 3,
    }
    assert b"NaN" not in text


@pytest.mark.parametrize("geometry", [None, Point(), Polygon()])
def test_a_feature_without_a_place_has_no_geometry_and_is_in_no_box(geometry):
    assert dump(geometry)["features"][0]["geometry"] is None
    assert dump(geometry, box=box(-180, -90, 180, 90))["features"] == []


def test_a_collection_says_its_box_attribution_licence_and_numbers():
    collection = dump(Point(1, 2), Point(3, 4))
    assert collection["bbox"] == [1, 2, 3, 4]
    assert collection["attribution"] == "© OpenStreetMap contributors, ODbL"
    assert collection["licence"].startswith("https://opendatacommons.org/licenses/odbl/")
    assert collection["numberMatched"] == collection["numberReturned"] == 2


def test_an_empty_collection_has_no_box():
    assert "bbox" not in dump()
    assert dump()["features"] == []


@given(st.lists(st.one_of(positions.map(Point), boxes(), lines()), max_size=12), boxes(60))
def test_a_box_chooses_what_touches_it_as_shapely_judges_one_by_one(geometries, window):
    rounded = [shapely.transform(one, lambda at: np.round(at, 7)) for one in geometries]
    expected = [str(i) for i, one in enumerate(rounded) if one.intersects(window)]
    collection = dump(*geometries, box=window)
    assert [feature["id"] for feature in collection["features"]] == expected
    assert collection["numberMatched"] == len(expected)
