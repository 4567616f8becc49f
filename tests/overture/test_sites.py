"""Buildings, waters, places and boundaries become OpenStreetMap's tags; nothing is guessed."""

# ruff: noqa: E501 - tables: a case a line

import pytest

from pipelines.overture.ids import find_record, make_number
from pipelines.overture.names import translate_names
from pipelines.overture.schema import SCHEMA
from pipelines.overture.sites import PLACES, translate_site


def translate(kind, **columns):
    empty = dict.fromkeys(SCHEMA[kind]) | {"is_line": False, "is_area": True}
    return translate_site(kind, empty | columns)


@pytest.mark.parametrize(
    ("columns", "tags"),
    [
        ({}, {"building": "yes"}),
        ({"class": "apartments", "num_floors": 4}, {"building": "apartments", "building:levels": "4"}),
        ({"subtype": "residential"}, {"building": "residential"}),
        ({"subtype": "medical"}, {"building": "yes"}),
        ({"class": "semi", "height": 7.5}, {"building": "semidetached_house", "height": "7.5"}),
        ({"is_underground": True, "level": -1},
         {"building": "yes", "location": "underground", "layer": "-1"}),
    ],
)  # fmt: skip
def test_buildings(columns, tags):
    assert translate("building", **columns) == tags


def test_a_water_has_openstreetmaps_own_tags_and_its_names():
    row = {
        "source_tags": {"waterway": "river", "boat": "no"},
        "wikidata": "Q1",
        "names": {"primary": "Ibar"},
    }
    assert translate("water", **row) == {
        "waterway": "river", "boat": "no", "wikidata": "Q1", "name": "Ibar",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "tags"),
    [
        ({"class": "river", "is_line": True, "is_area": False}, {"waterway": "river"}),
        ({"class": "lake", "subtype": "lake"}, {"natural": "water"}),
        ({"class": "ocean", "subtype": "ocean"}, {}),
        ({"class": "cape", "subtype": "physical"}, {}),
    ],
)
def test_a_water_of_another_source_is_what_its_class_says(columns, tags):
    assert translate("water", **columns) == tags


@pytest.mark.parametrize("category", PLACES)
def test_a_place_is_what_the_most_particular_known_category_says(category):
    taxonomy = {"primary": category, "hierarchy": ["something", category, "something_new"]}
    assert translate("place", taxonomy=taxonomy).items() >= PLACES[category].items()


@pytest.mark.parametrize(
    "columns",
    [
        {"taxonomy": None},
        {"taxonomy": {"hierarchy": ["food_and_drink", "restaurant"]}},
        {
            "taxonomy": {"hierarchy": ["health_care", "hospital"]},
            "operating_status": "permanently_closed",
        },
        {"taxonomy": {"hierarchy": ["education", "college_university"]}},
    ],
)
def test_other_places_are_left_out(columns):
    assert translate("place", **columns) == {}


def test_a_place_keeps_brand_and_confidence_and_nothing_about_people():
    row = {
        "taxonomy": {"hierarchy": ["bank"]},
        "confidence": 0.876,
        "brand": {"wikidata": "Q5", "names": {"primary": "Raiffeisen"}},
        "names": {"primary": "Raiffeisen Krems"},
    }
    assert translate("place", **row) == {
        "amenity": "bank", "brand": "Raiffeisen", "brand:wikidata": "Q5", "name": "Raiffeisen Krems",
        "overture:confidence": "0.88",
    }  # fmt: skip
    assert not {"phones", "emails", "socials", "addresses"} & SCHEMA["place"].keys()


def test_settlements_and_land_areas_alone_are_taken_of_divisions():
    assert translate("division", **{"class": "town"}) == {"place": "town"}
    assert translate("division", **{"class": "megacity"}) == {}
    assert translate("division_area", is_land=True)["boundary"] == "administrative"
    assert translate("division_area", is_land=False) == {}


def test_names_of_all_kinds_have_their_tags():
    names = {
        "primary": "Mitrovica",
        "common": [("sq", "Mitrovicë"), ("sr", "Митровица")],
        "rules": [
            {"variant": "official", "language": "sq", "value": "Mitrovica e Kosovës"},
            {"variant": "alternate", "value": "One"},
            {"variant": "alternate", "value": "Two"},
            {"variant": "short", "value": "M", "side": "left"},
            {"variant": "common", "value": "Other", "perspectives": {"mode": "accepted_by"}},
        ],
    }
    assert translate_names(names) == {
        "name": "Mitrovica", "name:sq": "Mitrovicë", "name:sr": "Митровица",
        "official_name:sq": "Mitrovica e Kosovës", "alt_name": "One;Two",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("record", "name"),
    [("w123@4", "way/123"), ("n1@1", "node/1"), ("r9@2", "relation/9"), ("w0@1", None),
     ("123", None), ("w123", None), (None, None), ("w99999999999999999999@1", None)],
)  # fmt: skip
def test_ids_of_openstreetmap_are_read_of_sources(record, name):
    source = {"dataset": "OpenStreetMap", "property": "", "record_id": record}
    found = find_record([{"dataset": "meta", "record_id": "w5@1"}, source])
    assert (found and found.name) == name


def test_a_source_of_one_property_is_not_that_of_the_feature():
    source = {"dataset": "OpenStreetMap", "property": "/names/primary", "record_id": "w1@1"}
    assert find_record([source]) is None


def test_made_numbers_are_exact_in_json_and_above_those_of_openstreetmap():
    numbers = {make_number(f"id {at}") for at in range(10_000)}
    assert len(numbers) == 10_000
    assert all(2**52 <= number < 2**53 for number in numbers)
