"""Overture's files of a town give the same streets and crossings as its OpenStreetMap file."""

import dataclasses
from datetime import date

import httpx
import pandas as pd
import pytest

from app.main import create_app
from app.settings import Settings
from geodata import ATTRIBUTION, OVERTURE_WITH_PLACES
from geodata.cities.profile import load_city
from geodata.crossings.crossing import load_crossings
from geodata.snapshot.origin import FIRST_MADE_ID, SourceKind
from geodata.snapshot.store import open_snapshot
from pipelines.pull import pull
from tests.app.served import Server
from tests.app.town_server import TownServer
from tests.pipelines.little_city import CROSSINGS

DAY = date(2026, 11, 29)


@pytest.fixture(scope="module")
def overture_pull(sample_city, sample_overture, tmp_path_factory):
    return pull(sample_city, f"overture:{sample_overture}", tmp_path_factory.mktemp("work"))


def describe(data):
    """Everything of crossings that a source can tell."""
    crossings = load_crossings(open_snapshot(data).read_table("crossings"))
    return {
        one.id: (
            one.kind,
            one.use,
            one.status(DAY),
            {mode: state.effective for mode, state in one.access(DAY).items()},
            sorted((way.osm_id, way.from_bank, way.to_bank) for way in one.ways),
        )
        for one in crossings
    }


def test_crossings_are_the_same_with_their_modes_ways_and_banks(sample_data, sample_overture_data):
    expected = describe(sample_data)
    assert len(expected) > 5
    assert describe(sample_overture_data) == expected


def test_crossings_of_the_little_city_keep_their_ids(little_overture_data):
    assert {
        one: sorted(way for way, _, _ in found[4])
        for one, found in describe(little_overture_data).items()
    } == CROSSINGS


def test_streets_are_the_same_edges_with_the_same_ways_lengths_and_bridges(
    sample_pull, overture_pull
):
    def sign(pull):
        places = dict(zip(pull.nodes["id"], pull.nodes.geometry.to_wkt(), strict=True))
        edges = pull.edges.assign(u=pull.edges["u"].map(places), v=pull.edges["v"].map(places))
        edges["is_bridge"] = edges["bridge"].notna()
        columns = ["u", "v", "way", "is_forward", "length_m", "highway", "is_bridge", "oneway"]
        return edges[columns].sort_values(columns[:4], ignore_index=True)

    pd.testing.assert_frame_equal(sign(overture_pull), sign(sample_pull), atol=1e-6)


def test_what_is_openstreetmaps_keeps_its_id_and_its_overture_id(sample_pull, overture_pull):
    features = overture_pull.features
    is_osm = features["id"] < FIRST_MADE_ID
    ids = {(one.element, one.id) for one in sample_pull.features.itertuples()}
    assert {(one.element, one.id) for one in features[is_osm].itertuples()} <= ids
    assert is_osm.mean() > 0.9
    assert all("overture:id" in tags for tags in features["tags"])
    assert features["id"].max() < 2**53


def test_places_have_numbers_of_their_own_that_are_the_same_in_every_build(little, tmp_path):
    profile, release = little
    city = load_city(str(profile))
    once, again = (pull(city, f"overture:{release}", tmp_path).features["id"] for _ in range(2))
    assert set(once[once >= FIRST_MADE_ID]) == set(again[again >= FIRST_MADE_ID]) != set()


def test_the_snapshot_says_where_it_is_from_and_under_which_licences(sample_overture_data):
    manifest = open_snapshot(sample_overture_data).manifest
    assert manifest.origin.kind is SourceKind.OVERTURE
    assert manifest.origin.release == manifest.origin.name == "2026-08-19.0"
    assert manifest.origin.osm_date == "2026-08-01T10:00:00Z"
    assert "places" in manifest.origin.themes
    assert manifest.attribution == OVERTURE_WITH_PLACES


@pytest.fixture(scope="module")
def site(little_overture_data):
    with Server(create_app(Settings(data=little_overture_data, poll_s=60))) as server:
        server.wait_until_reviewed()
        yield server.url


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/about",
        "/api/scan?mode=walk",
        "/api/closures?mode=walk",
        "/api/assessments/report.txt",
        "/api/assessments/report.json",
        "/api/parity",
        "/data/roads.geojson",
        "/data/crossings.geojson",
        "/data/catalog.jsonld",
        "/data/roads.qlr",
        "/ogc?f=json",
        "/ogc/collections?f=json",
        "/ogc/api?f=json",
        "/api/providers/matrix.csv",
        "/review/brief",
    ],
)
def test_its_attribution_goes_with_pages_answers_and_files(site, path):
    accept = "text/html, application/json;q=0.9, */*;q=0.8" if "." not in path else "*/*"
    answer = httpx.get(f"{site}{path}", headers={"Accept": accept}, timeout=120)
    assert answer.status_code == 200
    text = answer.text.replace("\\u00a9", "©").replace("&#169;", "©")
    assert OVERTURE_WITH_PLACES in text
    assert ATTRIBUTION not in text


def test_what_has_no_number_in_openstreetmap_is_not_linked_there(site):
    found = httpx.get(f"{site}/data/banks_and_atms.geojson", timeout=60).json()["features"]
    made = [one["id"] for one in found if int(one["id"].rpartition("/")[2]) >= FIRST_MADE_ID]
    answer = httpx.get(f"{site}/popups/banks_and_atms/{made[0]}", timeout=60)
    assert answer.status_code == 200
    assert made[0] in answer.text
    assert f"openstreetmap.org/{made[0]}" not in answer.text


@pytest.mark.slow
def test_every_page_address_and_file_of_it_is_answered(little, tmp_path):
    profile, release = little
    with TownServer(tmp_path) as server:
        server.take_up(profile, f"overture:{release}")
        assert server.find_faults() == []


@pytest.mark.slow
def test_a_snapshot_of_overture_passes_the_check_of_every_build(little, tmp_path, checked_builds):
    from pipelines.build import build

    profile, release = little
    snapshot = build(load_city(str(profile)), f"overture:{release}", tmp_path)
    assert dataclasses.asdict(snapshot.manifest.origin)["kind"] == "overture"
