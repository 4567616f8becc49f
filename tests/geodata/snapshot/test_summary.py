"""The figures of a snapshot: by layer and side, by provider and side, and its crossings."""

from datetime import date

from geodata.snapshot.summary import UNLISTED, UNTAGGED, CrossingLine, summarise
from tests.geodata.snapshot.snapshots import DAY, make_layer, make_tables, node, publish

LAYERS = {
    "substations": make_layer(
        node(1, provider="keds", provider_basis="operator"),
        node(2, "south", provider="keds", provider_basis="wikidata"),
        node(3, "across", provider_basis="unlisted", operator="Fabrika"),
        node(4, "outside", provider_basis="none"),
    ),
    "buildings": make_layer(node(1), node(5, "river")),
    "police": make_layer(),
    "transformers": make_layer(node(1, provider="elektrosever", provider_basis="operator")),
}


def test_features_are_counted_by_layer_and_side(tmp_path):
    summary = summarise(publish(tmp_path, LAYERS), DAY)
    assert summary.sides == ("north", "south", "across", "river", "beyond", "outside")
    assert summary.by_layer == {
        "substations": {"north": 1, "south": 1, "across": 1, "outside": 1},
        "buildings": {"north": 1, "river": 1},
        "transformers": {"north": 1},
    }


def test_features_are_counted_by_provider_with_the_unknown_ones_last(tmp_path):
    summary = summarise(publish(tmp_path, LAYERS), DAY)
    assert summary.by_provider == {
        "elektrosever": {"north": 1},
        "keds": {"north": 1, "south": 1},
        UNTAGGED: {"outside": 1},
        UNLISTED: {"across": 1},
    }
    assert list(summary.by_provider) == ["elektrosever", "keds", UNTAGGED, UNLISTED]


def test_crossings_are_listed_as_they_are_on_the_day(tmp_path):
    snapshot = publish(tmp_path, LAYERS)
    listed = summarise(snapshot, DAY).crossings
    main = CrossingLine("main", ("Ura", "Main"), "road", "people", "open", False, ("way/7",))
    assert listed[0] == main
    assert [(one.id, one.status) for one in listed] == [
        ("main", "open"),
        ("old", "former"),
        ("new", "not there yet"),
    ]
    later = summarise(snapshot, date(2026, 6, 1)).crossings
    assert [one.status for one in later] == ["open", "former", "open"]


def test_a_snapshot_of_nothing_has_no_figures(tmp_path):
    summary = summarise(publish(tmp_path, {"police": make_layer()}, make_tables([])), DAY)
    assert (summary.by_layer, summary.by_provider, summary.crossings) == ({}, {}, ())
