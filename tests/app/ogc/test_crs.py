"""Coordinate reference systems of the API: axes in their order, boxes, and what RFC 7946 asks."""

import json
import re

import geopandas as gpd
import httpx
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LinearRing, shape

from app.filters.crs import CRS84, find_system, list_systems
from app.filters.places import read_box

URI = "http://www.opengis.net/def/crs/EPSG/0/"
SYSTEMS = {f"EPSG:{code}": f"{URI}{code}" for code in (4326, 3857, 32634, 9141, 8682)}


@pytest.fixture(scope="module")
def buildings(reviewed):
    """The address of a layer of the bundled sample."""
    return f"{reviewed.url}/ogc/collections/buildings/items"


def read_features(url, **query):
    page = httpx.get(url, params={"limit": 10_000, **query}).json()
    assert page["numberMatched"] == page["numberReturned"]
    return page["features"]


@pytest.mark.parametrize("code", SYSTEMS)
def test_geometries_come_in_the_system_and_order_of_axes_that_is_asked(buildings, code):
    plain = read_features(buildings)
    answer = httpx.get(buildings, params={"limit": 10_000, "crs": SYSTEMS[code]})
    assert answer.headers["content-crs"] == f"<{SYSTEMS[code]}>"
    asked = [shape(one["geometry"]) for one in answer.json()["features"]]
    expected = gpd.GeoSeries([shape(one["geometry"]) for one in plain], crs=4326)
    if code == "EPSG:4326":
        turned = expected.apply(lambda one: shapely.transform(one, lambda at: at[:, ::-1]))
        assert shapely.equals_exact(asked, turned.to_numpy(), 0).all()
    else:
        projected = expected.to_crs(code).to_numpy()
        assert shapely.equals_exact(asked, projected, 0.001).all()


@pytest.mark.parametrize("code", SYSTEMS)
def test_a_box_of_coordinates_that_were_given_finds_what_lies_on_its_edge(reviewed, code):
    stops = f"{reviewed.url}/ogc/collections/bus_stops/items"
    asked = {"bbox-crs": SYSTEMS[code]}
    given = read_features(stops, crs=SYSTEMS[code])
    places = np.array([one["geometry"]["coordinates"] for one in given])
    edges = [*places.min(axis=0), *places.max(axis=0)]
    assert len(read_features(stops, bbox=write(edges), **asked)) == len(given)
    for feature, place in zip(given[:3], places, strict=False):
        [found] = read_features(stops, bbox=write([*place, *place]), **asked)
        assert found["id"] == feature["id"]


@pytest.mark.parametrize("code", SYSTEMS)
def test_a_box_finds_the_same_in_every_system(buildings, code):
    box = shapely.box(20.86, 42.885, 20.866, 42.893)
    expected = {one["id"] for one in read_features(buildings, bbox="20.86,42.885,20.866,42.893")}
    assert 0 < len(expected) < 4_142
    if code == "EPSG:4326":
        numbers = [42.885, 20.86, 42.893, 20.866]
        found = read_features(buildings, **{"bbox": write(numbers), "bbox-crs": SYSTEMS[code]})
        assert {one["id"] for one in found} == expected
        return
    outline = gpd.GeoSeries([box], crs=4326).to_crs(code)
    outer = read_features(
        buildings, **{"bbox": write(outline.total_bounds), "bbox-crs": SYSTEMS[code]}
    )
    assert {one["id"] for one in outer} >= expected
    assert len(outer) < len(expected) * 1.2


def write(numbers):
    return ",".join(map(str, numbers))


@pytest.mark.parametrize("box", ["0,0,1e284,1e-185", "-1e12,-1e12,1e12,1e12"])
def test_a_box_that_no_system_reaches_is_refused(buildings, box):
    answer = httpx.get(buildings, params={"bbox": box, "bbox-crs": SYSTEMS["EPSG:3857"]})
    assert answer.status_code == 400
    assert "lies outside of its coordinate reference system" in answer.json()["detail"]


@pytest.mark.parametrize("code", ["EPSG:3857", "EPSG:32634"])
def test_a_box_in_metres_may_be_a_line_or_a_point(buildings, code):
    house = shape(httpx.get(f"{buildings}/way/969").json()["geometry"])
    inside = gpd.GeoSeries([house.representative_point()], crs=4326).to_crs(code)[0]
    for left_m, bottom_m in ((0, 0), (50, 0), (0, 50)):
        box = write([inside.x - left_m, inside.y - bottom_m, inside.x, inside.y])
        found = read_features(buildings, **{"bbox": box, "bbox-crs": SYSTEMS[code]})
        assert "way/969" in {one["id"] for one in found}


def test_one_feature_comes_in_any_system_too(buildings):
    plain = httpx.get(f"{buildings}/way/969").json()["geometry"]["coordinates"][0]
    turned = httpx.get(f"{buildings}/way/969", params={"crs": SYSTEMS["EPSG:4326"]})
    assert turned.json()["geometry"]["coordinates"][0] == [one[::-1] for one in plain]


def test_short_names_are_understood():
    systems = list_systems("EPSG:32634")
    for name in (f"{URI}4326", "EPSG:4326", "[EPSG:4326]"):
        assert find_system(name, systems).has_north_first
    assert find_system("OGC:CRS84", systems) is CRS84
    assert [one.code for one in list_systems("EPSG:3857")].count("EPSG:3857") == 1
    with pytest.raises(ValueError, match="should be one of"):
        find_system("EPSG:99999", systems)


@given(
    st.tuples(st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90))
)
def test_boxes_in_degrees_are_the_same_whichever_axis_comes_first(corners):
    x1, y1, x2, y2 = corners
    south, north = sorted((y1, y2))
    north_first = find_system("EPSG:4326", list_systems("EPSG:32634"))
    one = read_box((x1, south, x2, north), CRS84)
    two = read_box((south, x1, north, x2), north_first)
    assert one.wkt == two.wkt
    assert np.isclose(one.bounds[3], north)


@pytest.mark.parametrize("collection", ["buildings", "water_areas", "boundaries", "banks", "roads"])
def test_geometries_are_as_rfc_7946_asks(reviewed, collection):
    url = f"{reviewed.url}/ogc/collections/{collection}/items"
    answer = httpx.get(url, params={"limit": 10_000})
    text = answer.content.decode("utf-8", "strict")
    for feature in json.loads(text)["features"]:
        places = shapely.get_coordinates(shape(feature["geometry"]))
        assert (np.abs(places) <= (180, 90)).all()
        assert np.abs(places).min() > 1  # nothing lies on null island
        parts = shapely.get_parts(shape(feature["geometry"]))
        for part in parts[shapely.get_type_id(parts) == 3]:
            assert LinearRing(part.exterior.coords).is_ccw
            assert not any(LinearRing(hole.coords).is_ccw for hole in part.interiors)
    geometries = re.findall(r'"geometry":\{.*?\},"properties"', text)
    assert geometries
    assert not [one for one in geometries if re.search(r"\d\.\d{8}", one)]
