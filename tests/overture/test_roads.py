"""Rules of a segment become OpenStreetMap's tags, and what has no tag becomes none."""

# ruff: noqa: E501 - tables: a case a line

import pytest

from geodata.access.oneways import Direction
from geodata.access.ways import read_access
from geodata.cities.crossings import Access, Mode
from pipelines.overture.roads import translate_access, translate_speeds, translate_stretch


def rule(kind, **when):
    return {"access_type": kind, "when": when or None, "between": None}


@pytest.mark.parametrize(
    ("rules", "tags"),
    [
        ([], {}),
        ([rule("denied")], {"access": "no"}),
        ([rule("allowed", mode=["bicycle"])], {"bicycle": "yes"}),
        ([rule("designated", mode=["foot", "bicycle"])], {"foot": "designated", "bicycle": "designated"}),
        ([rule("denied", mode=["car"])], {"motorcar": "no"}),
        ([rule("denied", heading="backward")], {"oneway": "yes"}),
        ([rule("denied", heading="forward")], {"oneway": "-1"}),
        ([rule("denied", heading="forward"), rule("denied", heading="backward")], {"access": "no"}),
        (
            [rule("denied", heading="backward"), rule("allowed", heading="backward", mode=["bicycle"])],
            {"oneway": "yes", "bicycle:backward": "yes"},
        ),
        ([rule("allowed", recognized=["as_private"])], {"access": "private"}),
        ([rule("denied"), rule("allowed", using=["at_destination"])], {"access": "destination"}),
        (
            [rule("denied", mode=["motor_vehicle"]),
             rule("allowed", mode=["motor_vehicle"], using=["to_farm", "for_forestry"])],
            {"motor_vehicle": "agricultural;forestry"},
        ),
        ([rule("denied", during="Mo-Fr 07:00-09:00")], {"access:conditional": "no @ (Mo-Fr 07:00-09:00)"}),
        ([rule("denied", vehicle=[{"dimension": "weight", "value": 7.5}])], {}),
        ([rule("denied", recognized=["as_student"])], {}),
        ([rule("denied", mode=["spaceship"])], {}),
        ([rule("forbidden")], {}),
        ([rule(None)], {}),
    ],
)  # fmt: skip
def test_rules_of_access(rules, tags):
    assert translate_access(rules) == tags


def test_a_one_way_street_may_be_walked_against():
    tags = {"highway": "residential"} | translate_access([rule("denied", heading="backward")])
    assert read_access(tags, Mode.FOOT, Direction.BACKWARD) is Access.YES
    assert read_access(tags, Mode.MOTOR_VEHICLE, Direction.BACKWARD) is Access.NO


@pytest.mark.parametrize(
    ("limit", "tags"),
    [
        ({"max_speed": {"value": 50, "unit": "km/h"}, "when": None}, {"maxspeed": "50"}),
        ({"max_speed": {"value": 30, "unit": "mph"}, "when": {}}, {"maxspeed": "30 mph"}),
        ({"max_speed": {"value": 70, "unit": "km/h"}, "when": {"heading": "forward", "mode": None}},
         {"maxspeed:forward": "70"}),
        ({"max_speed": {"value": 60, "unit": "km/h"}, "when": {"mode": ["hgv"]}}, {}),
        ({"max_speed": None, "when": None}, {}),
    ],
)  # fmt: skip
def test_limits_of_speed(limit, tags):
    assert translate_speeds([limit]) == tags


@pytest.mark.parametrize(
    ("row", "tags"),
    [
        ({"class": "primary", "subclass": "link"}, {"highway": "primary_link"}),
        ({"class": "residential", "subclass": "link"}, {"highway": "residential"}),
        ({"class": "footway", "subclass": "sidewalk"}, {"highway": "footway", "footway": "sidewalk"}),
        ({"class": "service", "subclass": "alley"}, {"highway": "service", "service": "alley"}),
        ({"class": "unknown"}, {"highway": "road"}),
        ({"class": None}, {"highway": "road"}),
        ({"class": "primary", "road_flags": [{"values": ["is_under_construction", "is_bridge"]}]},
         {"highway": "construction", "construction": "primary", "bridge": "yes"}),
        ({"class": "path", "level_rules": [{"value": -1}], "road_flags": [{"values": ["is_tunnel"]}]},
         {"highway": "path", "layer": "-1", "tunnel": "yes"}),
        ({"class": "track", "road_surface": [{"value": "unknown"}]}, {"highway": "track"}),
        ({"class": "track", "width_rules": [{"value": 2.5}]}, {"highway": "track", "width": "2.5"}),
        ({"subtype": "rail", "class": "standard_gauge", "rail_flags": [{"values": ["is_disused"]}]},
         {"railway": "rail", "disused": "yes"}),
        ({"subtype": "rail", "class": "tram"}, {"railway": "tram"}),
        ({"subtype": "water", "class": None}, {"route": "ferry"}),
    ],
)  # fmt: skip
def test_classes_and_flags(row, tags):
    assert translate_stretch({"subtype": "road", "subclass": None, "names": None} | row) == tags
