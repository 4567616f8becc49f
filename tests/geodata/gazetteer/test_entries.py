"""What bears a name in a layer: all of OSM's name keys, lines merged, places on them."""

import json

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import LineString, Point, Polygon

from geodata.fields import FEATURE_COLUMNS
from geodata.gazetteer.entries import list_named, list_unnamed, place
from geodata.names import UNSAID


def make_layer(layer, rows):
    """Features from (geometry, tags, other columns)."""
    base = dict.fromkeys(FEATURE_COLUMNS) | {"layer": layer, "side": "north"}
    records = [
        {
            **base,
            "element": "way",
            "id": number,
            "name": tags.get("name"),
            "tags": json.dumps(tags, ensure_ascii=False),
            **columns,
        }
        for number, (_, tags, columns) in enumerate(rows, 1)
    ]
    shapes = [geometry for geometry, _, _ in rows]
    return gpd.GeoDataFrame(pd.DataFrame(records), geometry=shapes, crs="EPSG:4326")


def name(tags, geometry=None):
    return list_named(make_layer("schools", [(geometry or Point(20, 42), tags, {})]))


def test_names_have_the_language_that_osm_says():
    tags = {"name": "Shkolla", "name:sq": "Shkolla", "name:sr": "Школа", "name:sr-Latn": "Škola"}
    (one,) = name(tags)
    assert one.names == {"sq": "Shkolla", "sr-Cyrl": "Школа", "sr-Latn": "Škola"}


@pytest.mark.parametrize(("text", "code"), [("Школа", "sr-Cyrl"), ("Škola", "sr-Latn")])
def test_serbian_names_tell_their_script(text, code):
    assert name({"name:sr": text})[0].names == {code: text}


def test_a_plain_name_that_no_language_has_stands_beside_the_others():
    (one,) = name({"name": "Technical", "name:sq": "Teknike", "name:etymology": "no name"})
    assert one.names == {"sq": "Teknike", UNSAID: "Technical"}


def test_alternative_names_numbers_and_operators_are_found_too():
    (one,) = name({"name": "A", "alt_name": "B;C", "old_name:sr": "D", "ref": "7", "operator": "E"})
    assert one.others == ("B", "C", "D", "7", "E")


def test_a_number_alone_is_a_name_and_an_operator_alone_is_none():
    assert name({"ref": "TS 4"})[0].names == {UNSAID: "TS 4"}
    assert name({"operator": "KEDS"}) == []
    assert name({"surname": "x", "note": "name"}) == []


def test_the_kind_is_the_value_of_the_main_key_of_the_layer():
    assert name({"name": "A", "amenity": "school"})[0].kind == "school"


def test_a_place_lies_on_its_feature():
    ring = Polygon([(0, 0), (10, 0), (10, 10), (9, 10), (9, 1), (0, 1)])
    (one,) = name({"name": "A"}, geometry=ring)
    assert ring.covers(Point(one.point))
    assert one.bbox == (0, 0, 10, 10)
    assert place(None) == {"point": None, "bbox": None}


def test_a_street_is_found_once_with_all_of_its_ways():
    line, far = LineString([(0, 0), (1, 0)]), LineString([(1, 0), (4, 1)])
    rows = [
        (line, {"name": "Main", "ref": "1"}, {"municipality": "a"}),
        (far, {"name": "Main"}, {"municipality": "a", "side": "south"}),
        (line, {"name": "Main"}, {"municipality": "b"}),
        (line, {"name": "Other"}, {"municipality": "b"}),
    ]
    found = {(one.id, one.parts, one.side) for one in list_named(make_layer("roads", rows))}
    assert found == {("way/2", 2, "across"), ("way/3", 1, "north"), ("way/4", 1, "north")}
    street = next(one for one in list_named(make_layer("roads", rows)) if one.parts == 2)
    assert street.bbox == (0, 0, 4, 1)
    assert street.others == ("1",)


def test_two_schools_of_one_name_stay_two():
    rows = [(Point(0, 0), {"name": "A"}, {}), (Point(1, 1), {"name": "A"}, {})]
    assert len(list_named(make_layer("schools", rows))) == 2


def test_endless_names_are_clipped():
    tags = {"name": "x" * 10_000} | {
        f"name:{a}{b}": "y" * 999 for a in "abcdefgh" for b in "abcdefgh"
    }
    (one,) = name(tags)
    assert max(map(len, one.names.values())) == 255
    assert len(one.names) == 40


def test_what_bears_no_name_is_listed_by_what_it_is_and_named_things_are_not():
    rows = [
        (Point(20, 42), {"amenity": "kindergarten"}, {}),
        (Point(20, 42), {"amenity": "school", "name": "Shkolla"}, {}),
    ]
    found = [(one.names, one.what) for one in list_unnamed(make_layer("schools", rows))]
    assert found == [({}, ("kind", "Kindergarten"))]
    assert name({"amenity": "school", "name": "Shkolla"})[0].what == ("kind", "School")


@pytest.mark.parametrize("layer", ["buildings", "street_lamps", "roads", "bridges", "near_gaps"])
def test_layers_of_very_many_things_and_parts_of_crossings_have_no_unnamed_ones(layer):
    assert list_unnamed(make_layer(layer, [(Point(20, 42), {}, {})])) == []
