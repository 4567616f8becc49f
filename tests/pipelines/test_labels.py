"""Label: ways of one name become one line, and what has no name is not written."""

import pytest
from shapely.geometry import LineString, Point, box

from pipelines.labels import FIRST_ZOOMS, make_labels
from tests.pipelines.layers import make_layer


#   a---b---c   d---e      one name on a-b, b-c and d-e
def draw(*places):
    return LineString([(20.86 + x / 1000, 42.89) for x in places])


def test_ways_of_one_name_that_meet_are_one_line():
    named = {"highway": "residential", "name": "Rruga A"}
    roads = make_layer(
        "roads", (named, draw(0, 1)), (named, draw(1, 2)), (named, draw(5, 6)), ({}, draw(2, 5))
    )
    lines = make_labels({"roads": roads})["line_names"]
    assert sorted(len(one.coords) for one in lines.geometry) == [2, 3]
    assert set(lines["name"]) == {"Rruga A"}


def test_a_name_is_written_as_large_as_its_most_important_way():
    roads = make_layer(
        "roads",
        ({"highway": "service", "name": "Rruga A"}, draw(0, 1)),
        ({"highway": "primary_link", "name": "Rruga A"}, draw(1, 2)),
    )
    assert make_labels({"roads": roads})["line_names"]["kind"].tolist() == ["primary_link"]


def test_names_of_several_languages_stand_beside_each_other():
    tags = {"waterway": "river", "name": "Ibër", "name:sr": "Ибар", "name:sq": "Ibër"}
    lines = make_labels({"waterways": make_layer("waterways", (tags, draw(0, 1)))})["line_names"]
    row = lines.iloc[0]
    assert (row["name_sq"], row["name_sr"], row["kind"]) == ("Ibër", "Ибар", "river")
    assert row["name_en"] is None


def test_streets_that_differ_in_one_language_alone_stay_apart():
    roads = make_layer(
        "roads",
        ({"highway": "residential", "name": "A", "name:sr": "Б"}, draw(0, 1)),
        ({"highway": "residential", "name": "A", "name:sr": "В"}, draw(1, 2)),
    )
    assert len(make_labels({"roads": roads})["line_names"]) == 2


@pytest.mark.parametrize(
    ("name", "shape"),
    [("roads", draw(0, 1)), ("waterways", draw(0, 1)), ("places", Point(20.86, 42.89))],
)
def test_a_layer_without_a_name_has_no_labels(name, shape):
    kind = {"highway": "road", "waterway": "river", "place": "town"}
    assert make_labels({name: make_layer(name, (kind, shape))}) == {}
    assert make_labels({name: make_layer(name, ({**kind, "name": "A"}, shape))}) != {}


def test_houses_with_a_number_have_it_inside_their_outline():
    house = box(20.86, 42.89, 20.861, 42.891)
    numbered = ({"building": "yes", "addr:housenumber": "12a"}, house)
    buildings = make_layer("buildings", numbered, ({"building": "yes"}, house))
    numbers = make_labels({"buildings": buildings})["house_numbers"]
    assert numbers["number"].tolist() == ["12a"]
    assert house.contains(numbers.geometry.iloc[0])


def test_places_that_are_areas_are_written_inside():
    town = box(20.86, 42.89, 20.861, 42.891)
    places = make_layer("places", ({"place": "town", "name": "Mitrovicë"}, town))
    spots = make_labels({"places": places})["place_names"]
    assert town.contains(spots.geometry.iloc[0])
    assert spots["kind"].tolist() == ["town"]


def test_the_city_itself_bears_the_names_of_its_profile_and_no_other_place_does():
    named = {"place": "city", "name": "Mitrovicë / Kosovska Mitrovica", "name:sq": "Mitrovicë"}
    city = {**named, "name:sr": "Косовска Митровица", "name:en": "Mitrovica"}
    part = {"place": "suburb", "name": "Severna Mitrovica", "name:sr": "Северна Митровица"}
    places = make_layer("places", (city, Point(20.86, 42.89)), (part, Point(20.86, 42.9)))
    names = {"sq": "Mitrovicë", "sr-Cyrl": "Митровица", "sr-Latn": "Mitrovica", "en": "Mitrovica"}
    spots = make_labels({"places": places}, names)["place_names"]
    assert spots["name_sr"].tolist() == ["Митровица", "Северна Митровица"]
    assert spots["name_en"].tolist() == ["Mitrovica", None]


def test_every_layer_of_labels_has_a_first_zoom():
    house = ({"building": "yes", "addr:housenumber": "1", "name": "A"}, box(0, 0, 1, 1))
    layers = {
        "roads": make_layer("roads", ({"highway": "road", "name": "A"}, draw(0, 1))),
        "places": make_layer("places", ({"place": "town", "name": "A"}, Point(0, 0))),
        "buildings": make_layer("buildings", house),
    }
    assert set(make_labels(layers)) == set(FIRST_ZOOMS)
