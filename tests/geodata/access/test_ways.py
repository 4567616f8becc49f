"""Who may use a way, as OpenStreetMap's tags and defaults say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.access.oneways import ONEWAY_KEYS, Direction
from geodata.access.ways import ACCESS_KEYS, Right, read_access, read_best_access, read_right
from geodata.cities.crossings import Access, Mode
from tests.geodata.access.way_tags import parse_tags, reverse_tags

FORWARD, BACKWARD = Direction


@pytest.mark.parametrize(
    ("text", "rights"),
    [
        ("highway=residential", "yes yes yes no"),
        ("highway=motorway", "no no yes no"),
        ("highway=footway", "yes dismount no no"),
        ("highway=cycleway", "yes yes no no"),
        ("highway=path", "yes yes no no"),
        ("highway=steps", "yes no no no"),
        ("highway=footway bicycle=yes", "yes yes no no"),
        ("highway=residential access=no", "no no no no"),
        ("highway=residential access=no foot=yes", "yes no no no"),
        ("highway=residential motor_vehicle=no", "yes yes no no"),
        ("highway=residential motor_vehicle=no motorcar=yes", "yes yes yes no"),
        ("highway=residential vehicle=no", "yes no no no"),
        ("highway=residential vehicle=no bicycle=dismount", "yes dismount no no"),
        ("highway=service access=private", "restricted restricted restricted restricted"),
        ("highway=residential foot=perhaps", "restricted yes yes no"),
        ("highway=residential foot=unknown", "yes yes yes no"),
        ("highway=primary bicycle=use_sidepath", "yes no yes no"),
        ("railway=rail", "no no no yes"),
        ("railway=disused", "no no no no"),
        ("man_made=pipeline", "no no no no"),
        ("highway=construction", "no no no no"),
        # classes that imply access, and what outranks them
        ("highway=trunk motorroad=yes", "no no yes no"),
        ("highway=primary motorroad=yes access=yes", "no no yes yes"),
        ("highway=primary motorroad=yes foot=yes vehicle=yes", "yes yes yes no"),
        ("highway=trunk motorroad=no", "yes yes yes no"),
        ("highway=busway", "no no no no"),
        ("highway=bus_guideway", "no no no no"),
        ("highway=busway bicycle=yes", "no yes no no"),
        ("highway=service access=psv", "restricted restricted restricted restricted"),
        ("highway=service access=no bus=yes foot=yes", "yes no no no"),
        # lists, and who is meant by a value
        ("highway=track motor_vehicle=agricultural;forestry", "yes yes restricted no"),
        ("highway=track motor_vehicle=private;delivery", "yes yes restricted no"),
        ("highway=track vehicle=forestry;yes", "yes yes yes no"),
        ("highway=service vehicle=emergency", "yes restricted restricted no"),
        ("highway=service access=military", "restricted restricted restricted restricted"),
        ("highway=track access=bicycle;foot", "yes yes restricted restricted"),
        ("highway=residential motor_vehicle=destination", "yes yes restricted no"),
        ("highway=residential motor_vehicle= access=permissive", "yes yes yes yes"),
        ("highway=residential motor_vehicle=Yes;customers", "yes yes yes no"),
        ("highway=primary oneway=reversible", "yes restricted restricted no"),
        ("highway=primary oneway=alternating", "yes yes yes no"),
        # ferries
        ("route=ferry", "yes no no no"),
        ("route=ferry motor_vehicle=yes", "yes yes yes no"),
        ("route=ferry motor_vehicle=yes bicycle=no", "yes no yes no"),
        ("route=ferry ferry=secondary", "yes yes yes no"),
        ("route=ferry foot=no motorcar=yes", "no yes yes no"),
        ("route=ferry access=private", "restricted restricted restricted restricted"),
        ("route=bus", "no no no no"),
    ],
)
def test_tags_and_defaults_of_a_way(text, rights):
    foot_bicycle_motor_rail = [read_access(parse_tags(text), mode) for mode in Mode]
    assert foot_bicycle_motor_rail == rights.split()


@pytest.mark.parametrize(
    ("text", "directions"),
    [
        # a tag of one direction: F forward, B backward, - neither; on foot, by bicycle, by motor
        ("highway=primary motor_vehicle:backward=no", "FB FB F"),
        ("highway=primary motorcar:forward=no", "FB FB B"),
        ("highway=primary vehicle:backward=no motor_vehicle=yes", "FB F FB"),
        ("highway=primary access:forward=no foot=yes", "FB B B"),
        ("highway=primary vehicle=no vehicle:forward=yes", "FB F F"),
        ("highway=primary vehicle:both=no", "FB - -"),
        ("highway=footway foot:backward=no", "F FB -"),
        # one way
        ("highway=primary oneway=yes", "FB F F"),
        ("highway=primary oneway=-1", "FB B B"),
        ("highway=primary oneway=no junction=roundabout", "FB FB FB"),
        ("highway=primary junction=roundabout", "FB F F"),
        ("highway=primary junction=circular", "FB F F"),
        ("highway=motorway", "- - F"),
        ("highway=primary oneway:motor_vehicle=yes", "FB FB F"),
        ("highway=primary oneway:vehicle=-1", "FB B B"),
        ("highway=primary oneway=yes oneway:motorcar=no", "FB F FB"),
        ("highway=primary oneway=yes oneway:bicycle=no", "FB FB F"),
        ("highway=primary oneway:bicycle=yes", "FB F FB"),
        ("highway=footway oneway:foot=yes", "F FB -"),
        ("highway=steps conveying=backward", "B - -"),
        # cycle lanes against the traffic
        ("highway=primary oneway=yes cycleway=opposite", "FB FB F"),
        ("highway=primary oneway=yes cycleway:left=opposite_lane", "FB FB F"),
        ("highway=primary oneway=-1 cycleway:right=opposite_track", "FB FB B"),
        ("highway=primary oneway=yes cycleway:left=lane cycleway:left:oneway=-1", "FB FB F"),
        ("highway=primary oneway=yes cycleway:both=lane cycleway:both:oneway=no", "FB FB F"),
        ("highway=primary oneway=yes cycleway:right=lane cycleway:right:oneway=yes", "FB F F"),
        ("highway=primary oneway=yes cycleway:left=no cycleway:left:oneway=-1", "FB F F"),
        ("highway=primary oneway=-1 cycleway:left=track cycleway:left:oneway=yes", "FB FB B"),
        # an access key with a direction outranks them, one without does not
        ("highway=primary oneway=yes bicycle:backward=yes", "FB FB F"),
        ("highway=primary oneway=yes bicycle=yes vehicle:backward=no", "FB F F"),
        ("highway=primary oneway=yes cycleway=opposite bicycle:backward=no", "FB F F"),
    ],
)
def test_directions_of_a_way(text, directions):
    tags = parse_tags(text)
    modes = (Mode.FOOT, Mode.BICYCLE, Mode.MOTOR_VEHICLE)
    passed = {Right.PASS, Right.PUSH}
    for mode, letters in zip(modes, directions.split(), strict=True):
        found = [
            letter
            for letter, direction in zip("FB", Direction, strict=True)
            if read_right(tags, mode, direction) in passed
        ]
        assert ("".join(found) or "-") == letters, mode


def test_a_bridge_of_several_decks_allows_what_any_of_them_does():
    decks = [{"highway": "primary", "foot": "no"}, {"highway": "footway"}]
    assert read_best_access(decks, Mode.FOOT) is Access.YES
    assert read_best_access(decks, Mode.MOTOR_VEHICLE) is Access.YES
    guarded = [{"highway": "primary", "access": "no"}, {"highway": "track", "access": "permit"}]
    assert read_best_access(guarded, Mode.FOOT) is Access.RESTRICTED
    assert read_best_access([], Mode.FOOT) is Access.UNKNOWN


ENDS = ("", ":forward", ":backward")
NAMES = sorted({key for keys in ACCESS_KEYS.values() for key in keys})
KEYS = [f"{key}{end}" for key in NAMES for end in ENDS]
VALUES = ["yes", "no", "private", "destination", "agricultural;forestry", "dismount", "maybe", ""]
WAYS = st.fixed_dictionaries(
    {"highway": st.sampled_from(["primary", "footway", "path", "motorway", "busway", "steps"])},
    optional={
        **{key: st.sampled_from(VALUES) for key in KEYS},
        **{
            key: st.sampled_from(["yes", "no", "-1", "reversible", "odd"])
            for key in ONEWAY_KEYS
            if key.startswith("oneway")
        },
        **{
            key: st.sampled_from(["lane", "opposite", "opposite_lane", "no"])
            for key in ONEWAY_KEYS
            if key.startswith("cycleway") and not key.endswith("oneway")
        },
        "conveying": st.sampled_from(["forward", "backward", "yes"]),
        "junction": st.sampled_from(["yes", "uncontrolled"]),
        "motorroad": st.sampled_from(["yes", "no"]),
    },
)


@given(WAYS, st.sampled_from(Mode), st.sampled_from(Direction))
def test_to_close_a_way_to_all_never_gives_anybody_more(tags, mode, direction):
    order = list(Right)
    general = {key: value for key, value in tags.items() if not key.startswith("access")}
    before, after = (read_right(one, mode, direction) for one in (tags, general | {"access": "no"}))
    assert order.index(after) >= order.index(before)
    own = {
        key: value for key, value in general.items() if key.split(":")[0] not in ACCESS_KEYS[mode]
    }
    assert read_right(own | {"access": "no"}, mode, direction) is Right.NOBODY


@given(WAYS, st.sampled_from(Mode))
def test_a_way_turned_round_with_its_tags_is_the_same(tags, mode):
    if tags["highway"] == "motorway" and tags.get("oneway", "odd") == "odd":
        tags = tags | {"oneway": "yes"}  # what the class implies follows the nodes
    turned = reverse_tags(tags)
    for direction in Direction:
        assert read_right(tags, mode, direction) is read_right(turned, mode, direction.back)


@given(WAYS, st.sampled_from(Mode), st.sampled_from(Direction))
def test_what_is_not_understood_is_never_passable(tags, mode, direction):
    key = ACCESS_KEYS[mode][0]
    tags = {**tags, f"{key}:{direction}": "whatever"}
    assert read_right(tags, mode, direction) is Right.SOME
