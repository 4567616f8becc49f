"""What a project joins: banks, streets at its ends, providers with lines on both sides."""

import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geodata.divide.banks import build_divide
from geodata.divide.joins import Joins, find_joins
from tests.geodata.pictures import Picture

TOWN = Picture(
    """
    A-------------B . . . . . . . . . C---------D
    . . . . . . . . . . . . . . . . . . . . . . .
    . . . .P. . . . . . . . . . . . . . . . . . .
    1-------------------------------------------2
    . . . .Q. . . . . . . . . . . . . . . . . . .
    . . . . . . . . . . . . . . . . . . . . . . .
    E-------------F . . . . . . . . . G---------H
    """
)
Y = TOWN.point("1").y
DIVIDE = build_divide(TOWN.frame, [shapely.LineString([(-99, Y), (TOWN.width_m + 99, Y)])])


def make_streets(*rows):
    columns = ["element", "id", "name", "side", "geometry"]
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry")


def make_lines(*rows):
    columns = ["layer", "side", "provider", "operator", "geometry"]
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry")


STREETS = make_streets(
    ("way", 1, "Kralja Petra", "left", TOWN.line("AB")),
    ("way", 2, None, "right", TOWN.line("EF")),
    ("way", 3, "Far away", "right", TOWN.line("GH")),
)


def joins_of(geometry, streets=STREETS, lines=None):
    return find_joins(geometry, DIVIDE, streets, make_lines() if lines is None else lines)


def test_a_bridge_joins_both_banks_and_the_nearest_street_at_each_end():
    found = joins_of(TOWN.line("PQ"))
    assert found.sides == ("left", "right")
    north, south = found.streets
    assert (north.side, north.osm_id, north.name, north.distance_m) == (
        "left", "way/1", "Kralja Petra", 40.0
    )  # fmt: skip
    assert (south.side, south.osm_id, south.name) == ("right", "way/2", None)
    json.dumps(found.to_dict())


def test_a_street_across_the_river_is_not_at_the_end_of_a_project():
    only_north = STREETS.iloc[:1]
    assert [one.osm_id for one in joins_of(TOWN.line("PQ"), only_north).streets] == ["way/1"]


def test_streets_further_than_the_corridor_are_not_joined():
    east = shapely.LineString([(245, Y + 20), (245, Y - 20)])
    assert joins_of(east, STREETS.iloc[:2]).streets == ()
    assert joins_of(east, make_streets()).streets == ()


@pytest.mark.parametrize(
    ("geometry", "sides"),
    [
        (TOWN.point("P"), ("left",)),
        (TOWN.point("Q"), ("right",)),
        (TOWN.point("1"), ()),
        (shapely.Point(-500, 0), ()),
        (TOWN.line("PQ").buffer(5), ("left", "right")),
        (shapely.multipoints([TOWN.point("P"), TOWN.point("Q")]), ("left", "right")),
        (shapely.multilinestrings([TOWN.line("AB"), TOWN.line("EF")]), ("left", "right")),
    ],
)
def test_points_areas_and_parts_join_the_banks_that_they_touch_and_no_streets(geometry, sides):
    found = joins_of(geometry)
    assert (found.sides, found.streets) == (sides, ())


def test_a_project_without_a_place_joins_nothing():
    assert joins_of(None) == Joins()
    assert Joins().to_dict() == {"sides": (), "streets": (), "providers": ()}


def test_providers_with_lines_near_it_on_both_banks_are_joined():
    lines = make_lines(
        ("power_lines", "left", "keds", "KEDS", TOWN.line("AB")),
        ("power_cables", "right", "keds", None, TOWN.line("EF")),
        ("power_lines", "right", "one-bank", None, TOWN.line("EF")),
        ("telecom_lines", "across", None, "Somebody", TOWN.line("BF")),
        ("sewers", "left", None, None, TOWN.line("AB")),
        ("sewers", "right", None, None, TOWN.line("EF")),
        ("water_pipelines", "left", "far", None, TOWN.line("CD")),
        ("water_pipelines", "right", "far", None, TOWN.line("GH")),
    )
    found = joins_of(TOWN.line("PQ"), lines=lines).providers
    assert [(one.provider, one.operator, one.layers) for one in found] == [
        (None, "Somebody", ("telecom_lines",)),
        ("keds", None, ("power_cables", "power_lines")),
    ]
