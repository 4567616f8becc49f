"""Who may use a way, as OpenStreetMap's tags and defaults say."""

import pytest

from geodata.access import read_access, read_best_access
from geodata.crossing_facts import Access, Mode


@pytest.mark.parametrize(
    ("text", "foot", "bicycle", "motor_vehicle", "rail"),
    [
        ("highway=residential", "yes", "yes", "yes", "no"),
        ("highway=motorway", "no", "no", "yes", "no"),
        ("highway=footway", "yes", "dismount", "no", "no"),
        ("highway=cycleway", "yes", "yes", "no", "no"),
        ("highway=path", "yes", "yes", "no", "no"),
        ("highway=steps", "yes", "no", "no", "no"),
        ("highway=footway bicycle=yes", "yes", "yes", "no", "no"),
        ("highway=residential access=no", "no", "no", "no", "no"),
        ("highway=residential access=no foot=yes", "yes", "no", "no", "no"),
        ("highway=residential motor_vehicle=no", "yes", "yes", "no", "no"),
        ("highway=residential motor_vehicle=no motorcar=yes", "yes", "yes", "yes", "no"),
        ("highway=residential vehicle=no", "yes", "no", "no", "no"),
        ("highway=residential vehicle=no bicycle=dismount", "yes", "dismount", "no", "no"),
        ("highway=service access=private", "restricted", "restricted", "restricted", "restricted"),
        ("highway=residential foot=perhaps", "unknown", "yes", "yes", "no"),
        ("highway=primary bicycle=use_sidepath", "yes", "no", "yes", "no"),
        ("railway=rail", "no", "no", "no", "yes"),
        ("railway=disused", "no", "no", "no", "no"),
        ("man_made=pipeline", "no", "no", "no", "no"),
        ("highway=construction", "no", "no", "no", "no"),
    ],
)
def test_tags_and_defaults_of_a_way(text, foot, bicycle, motor_vehicle, rail):
    tags = dict(pair.split("=") for pair in text.split())
    found = [read_access(tags, mode) for mode in Mode]
    assert found == [foot, bicycle, motor_vehicle, rail]


def test_a_bridge_of_several_decks_allows_what_any_of_them_does():
    decks = [{"highway": "primary", "foot": "no"}, {"highway": "footway"}]
    assert read_best_access(decks, Mode.FOOT) is Access.YES
    assert read_best_access(decks, Mode.MOTOR_VEHICLE) is Access.YES
    guarded = [{"highway": "primary", "access": "no"}, {"highway": "track", "access": "permit"}]
    assert read_best_access(guarded, Mode.FOOT) is Access.RESTRICTED
    assert read_best_access([{"highway": "road", "access": "maybe"}], Mode.FOOT) is Access.UNKNOWN
    assert read_best_access([], Mode.FOOT) is Access.UNKNOWN
