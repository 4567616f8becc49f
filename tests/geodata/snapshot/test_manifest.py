"""The manifest: what it says, and which ones are refused."""

import json

import pytest

from geodata import ATTRIBUTION, LICENCE_URL
from geodata.cities.dividing_ways import DivideKind
from geodata.cities.profile import load_city
from geodata.errors import SnapshotError
from geodata.snapshot.manifest import FORMAT, CitySummary, dump_manifest, parse_manifest
from tests.geodata.snapshot.snapshots import make_manifest


def change(**keys):
    return json.dumps(json.loads(dump_manifest(make_manifest())) | keys).encode()


def test_a_manifest_is_read_back_as_it_was_written():
    manifest = make_manifest(notes=("Streets are modelled.",))
    assert parse_manifest(dump_manifest(manifest), "here") == manifest


def test_a_manifest_from_before_kinds_of_divides_is_of_a_river():
    city = json.loads(dump_manifest(make_manifest()))["city"]
    del city["divide"]
    assert parse_manifest(change(city=city), "here").city.divide is DivideKind.RIVER


def test_a_manifest_bears_attribution_and_licence():
    document = json.loads(dump_manifest(make_manifest()))
    assert (document["attribution"], document["licence"]) == (ATTRIBUTION, LICENCE_URL)
    assert document["format"] == FORMAT
    assert document["origin"]["name"] == "twin.osm.pbf"


def test_a_profile_is_summed_up_for_readers():
    summary = CitySummary.of(load_city("mitrovica"))
    assert (summary.id, summary.crs) == ("mitrovica", "EPSG:32634")
    assert (summary.left.id, summary.right.id) == ("north", "south")
    assert [one.id for one in summary.municipalities] == ["mitrovica-north", "mitrovica-south"]
    assert len(summary.population["mitrovica-north"]) == 7


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", "no snapshot manifest (the document: "),
        (b"{", "no snapshot manifest (the document: "),
        (b"[]", "no snapshot manifest (the document: "),
        (b"{}", "no snapshot manifest (format: "),
        (b"\xff\xfe", "no snapshot manifest (the document: "),
        (change(counts={"roads": "many"}), "no snapshot manifest (counts.roads: "),
        (change(colour="red"), "no snapshot manifest (colour: "),
        (change(format=FORMAT + 1), f"has format {FORMAT + 1}, this version reads {FORMAT}"),
        (change(format=FORMAT + 1, colour="red"), f"has format {FORMAT + 1}"),
    ],
)
def test_what_is_no_manifest_of_this_format_is_refused_with_its_place(text, reason):
    with pytest.raises(SnapshotError) as caught:
        parse_manifest(text, "data/manifest.json")
    assert str(caught.value).startswith(
        f"data/manifest.json: {'is ' * ('manifest (' in reason)}{reason}"
    )
