"""Tag: bank, municipality, names and layers are added to each feature."""

import json

import numpy as np
import pytest
from shapely.geometry import (
    GeometryCollection,
    LineString,
    MultiLineString,
    MultiPolygon,
    Point,
    Polygon,
    box,
)

from geodata.cities.profile import Bank, City, DivideSpec, Municipality
from geodata.crs import GEOGRAPHIC, project
from geodata.divide.banks import build_divide
from geodata.errors import CrsError
from geodata.layers import LAYERS
from pipelines.tag import (
    find_outlines,
    locate_middles,
    split_layers,
    tag_disputes,
    tag_municipality,
    tag_names,
    tag_sides,
)
from tests.geodata.cities.registry_entries import SOURCES, make_name
from tests.pipelines.frames import METRIC, make_frame, unchanged

AREA = box(0, 0, 100, 100)
RIVER = LineString([(-10, 50), (110, 50)])
DIVIDE = build_divide(AREA, [RIVER], [box(0, 48, 100, 52)], left_id="north", right_id="south")
NO_TAGS = {}


def make_features(*geometries):
    rows = ((f"way/{row}", NO_TAGS, geometry) for row, geometry in enumerate(geometries))
    return make_frame(*rows)


def test_each_feature_gets_its_bank_its_share_and_its_distance():
    features = make_features(
        Point(50, 60),
        Point(50, 30),
        LineString([(50, 40), (50, 80)]),
        box(10, 49, 20, 51),
        Point(500, 500),
        LineString([(10, 80), (40, 50)]),
    )
    with unchanged(features):
        tagged = tag_sides(features, DIVIDE, METRIC)
    assert list(tagged["side"]) == ["north", "south", "across", "river", "outside", "north"]
    np.testing.assert_array_equal(tagged["left_share"], [1, 0, 0.75, 0.5, np.nan, 1])
    np.testing.assert_array_equal(tagged["bank_distance_m"][:4], [10, 20, 0, 0])


def test_shares_and_distances_are_rounded_to_what_they_mean():
    features = make_features(LineString([(0, 0), (1, 100 / 3)]), box(0, 49, 100, 50 + 1 / 3))
    tagged = tag_sides(features, DIVIDE, METRIC)
    assert list(tagged["left_share"]) == [0, 0.25]
    assert list(tagged["bank_distance_m"]) == [16.7, 0]


def test_features_in_degrees_get_no_bank():
    features = make_features(Point(50, 60)).set_crs(GEOGRAPHIC, allow_override=True)
    with pytest.raises(CrsError, match="expected coordinates in EPSG:32633"):
        tag_sides(features, DIVIDE, METRIC)


def test_no_features_at_all_get_the_columns_too():
    tagged = split_layers(tag_names(tag_municipality(tag_sides(make_frame(), DIVIDE, METRIC), {})))
    assert {"side", "left_share", "bank_distance_m", "municipality", "name", "layer"} <= set(
        tagged["roads"].columns
    )


def test_a_municipality_holds_what_has_its_middle_there_whatever_the_bank():
    features = make_features(
        Point(20, 20),
        Point(20, 80),
        LineString([(0, 50), (10, 50), (100, 50)]),
        box(35, 0, 60, 10),
        Point(200, 200),
    )
    outlines = {"west": box(0, 0, 40, 100), "east": box(30, 0, 100, 100)}
    with unchanged(features):
        tagged = tag_municipality(features, outlines)
    assert list(tagged["municipality"][:4]) == ["west", "west", "east", "east"]
    assert tagged["municipality"].isna()[4]


def test_where_municipalities_overlap_the_first_one_counts():
    features = make_features(Point(35, 50))
    west, east = box(0, 0, 40, 100), box(30, 0, 100, 100)
    assert list(tag_municipality(features, {"w": west, "e": east})["municipality"]) == ["w"]
    assert list(tag_municipality(features, {"e": east, "w": west})["municipality"]) == ["e"]


def test_the_middle_of_a_line_lies_half_way_and_that_of_an_area_on_it():
    horseshoe = Polygon([(0, 0), (9, 0), (9, 9), (8, 9), (8, 1), (1, 1), (1, 9), (0, 9)])
    line = LineString([(0, 0), (10, 0), (10, 30)])
    pair = MultiLineString([[(0, 0), (10, 0)], [(0, 5), (10, 5)]])
    geometries = np.array([horseshoe, line, pair, Point(1, 2)], dtype=object)
    on_area, half_way, on_pair, point = locate_middles(geometries)
    assert horseshoe.contains(on_area)
    assert half_way.equals(Point(10, 10))
    assert pair.distance(on_pair) == 0
    assert point.equals(Point(1, 2))


def make_city(*municipalities):
    banks = (Bank(id=side, name={"en": side}) for side in ("north", "south"))
    divide = DivideSpec(*banks, waterways=("Donau",))
    return City(
        id="town",
        name={"en": "Town"},
        study_area=box(15, 48, 15.01, 48.01),
        divide=divide,
        crs=METRIC,
        municipality=municipalities,
    )


def test_an_outline_is_the_osm_relation_else_the_profiles_own():
    own = project(box(0, 0, 10, 10), METRIC, GEOGRAPHIC)
    name = {"en": "Town"}
    city = make_city(
        Municipality(id="mapped", name=name, osm_relation=1, outline=own),
        Municipality(id="unmapped", name=name, osm_relation=2, outline=own),
        Municipality(id="drawn", name=name, outline=own),
        Municipality(id="missing", name=name, osm_relation=3),
    )
    border = {"boundary": "administrative"}
    features = make_frame(
        ("relation/1", border, box(0, 0, 50, 50)),
        ("way/2", border, box(0, 0, 60, 60)),
        ("way/3", border, box(0, 0, 70, 70)),
    )
    outlines = find_outlines(features, city)
    assert list(outlines) == ["mapped", "unmapped", "drawn"]
    assert outlines["mapped"].equals(box(0, 0, 50, 50))
    assert outlines["unmapped"].symmetric_difference(box(0, 0, 10, 10)).area < 0.01
    assert outlines["drawn"].equals(outlines["unmapped"])


@pytest.mark.parametrize("part", [LineString([(0, 0), (50, 0)]), MultiPolygon()])
def test_a_relation_whose_ring_is_not_closed_is_no_outline(part):
    own = project(box(0, 0, 10, 10), METRIC, GEOGRAPHIC)
    town = Municipality(id="town", name={"en": "Town"}, osm_relation=1, outline=own)
    features = make_frame(("relation/1", {"boundary": "administrative"}, part))
    assert find_outlines(features, make_city(town))["town"].area == pytest.approx(100, abs=0.01)


def test_names_are_kept_apart_by_language():
    tags = {
        "name": "Ibar",
        "name:sq": "Ibër",
        "name:sr": "Ибар",
        "name:sr-Latn": "Ibar",
        "name:en": "Ibar River",
        "name:de": "Ibar",
        "operator": "ЈКП",
        "source": "modelled",
    }
    features = make_frame(("way/1", tags, RIVER), ("way/2", {"name": "Donau"}, RIVER))
    with unchanged(features):
        tagged = tag_names(features)
    columns = ["name", "name_sq", "name_sr", "name_sr_latn", "name_en", "operator"]
    assert list(tagged.loc[0, columns]) == ["Ibar", "Ibër", "Ибар", "Ibar", "Ibar River", "ЈКП"]
    assert list(tagged.loc[1, columns].isna()) == [False, True, True, True, True, True]
    assert list(tagged["is_modelled"]) == [True, False]


def test_a_feature_is_in_every_layer_that_it_fits():
    features = make_frame(
        ("way/1", {"building": "yes", "amenity": "school"}, box(0, 0, 1, 1)),
        ("way/2", {"highway": "primary"}, RIVER),
        ("way/3", {"building": "yes"}, RIVER),
        ("node/4", {"amenity": "school"}, Point(0, 0)),
        ("relation/5", {"amenity": "school"}, GeometryCollection([Point(0, 0), RIVER])),
        ("way/6", {"waterway": "weir"}, RIVER),
        ("way/7", {"waterway": "weir"}, box(0, 0, 1, 1)),
        ("way/8", {"shop": "yes"}, box(0, 0, 1, 1)),
    )
    with unchanged(features):
        layers = split_layers(features)
    assert list(layers) == [layer.name for layer in LAYERS]
    filled = {name: list(frame["id"]) for name, frame in layers.items() if len(frame)}
    assert filled == {"schools": [1, 4], "buildings": [1], "roads": [2], "dams": [6, 7]}
    assert all((frame["layer"] == name).all() for name, frame in layers.items())
    assert list(layers["schools"].index) == [0, 1]
    assert layers["roads"].crs == METRIC


def test_a_place_that_sources_count_to_several_municipalities_is_disputed_with_every_claim():
    claims = [
        {"municipality": one, "certainty": "L", "sources": SOURCES} for one in ("west", "east")
    ]
    village = make_name(
        name={"sq": "Fshati", "sr-Latn": "Selo"}, municipality=claims, dispute="A line."
    )
    sure = make_name(id="town", name={"en": "Town"}, municipality=claims[:1])
    places = make_frame(
        ("node/1", {"place": "village", "name": "Село / Fshati"}, Point(1, 1)),
        ("node/2", {"place": "village", "name:en": "Town"}, Point(1, 1)),
        ("node/3", {"place": "village"}, Point(90, 90)),
    )
    outlines = {"west": box(0, 0, 50, 50)}
    with unchanged(tagged := tag_municipality(places, outlines)):
        found = tag_disputes(tagged, [sure, village])
    assert found["municipality"].tolist()[:2] == ["disputed", "west"]
    assert found["municipality"].isna().tolist() == [False, False, True]
    first, *others = found["municipality_claims"]
    assert others == [None, None]
    assert [one["municipality"] for one in json.loads(first)] == ["west", "east"]
    assert json.loads(first)[0]["sources"][0]["name"] == "Koha"


def test_without_a_registry_of_names_no_place_is_disputed():
    tagged = tag_municipality(make_features(Point(1, 1)), {"west": box(0, 0, 50, 50)})
    found = tag_disputes(tagged, [])
    assert found["municipality"].tolist() == ["west"]
    assert found["municipality_claims"].tolist() == [None]
