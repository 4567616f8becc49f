"""Layers as GeoJSON and the snapshot's own words."""

import json

import httpx
import pytest
from shapely.geometry import Point

from geodata.fields import FEATURE_COLUMNS
from tests.app.small_city import HOSTILE, make_layer, make_layers, write_city

LAYERS = ["roads", "schools", "buildings", "street_lamps", "banks", "projects", "crossings"]


@pytest.mark.parametrize("layer", LAYERS)
def test_every_layer_is_geojson_under_its_licence(client, layer):
    answer = client.get(f"/data/{layer}.geojson")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/geo+json"
    collection = answer.json()
    assert collection["type"] == "FeatureCollection"
    assert collection["attribution"]
    assert collection["licence"]
    assert len(collection["features"]) == collection["numberReturned"]


def test_a_feature_has_its_osm_id_all_fields_and_its_tags_as_an_object(client):
    feature = client.get("/data/schools.geojson").json()["features"][0]
    assert feature["id"] == "way/1"
    assert list(feature["properties"]) == FEATURE_COLUMNS
    assert feature["properties"]["tags"]["name"] == HOSTILE
    assert feature["properties"]["municipality"] is None
    assert feature["properties"]["is_modelled"] is True


def test_a_box_leaves_out_what_it_does_not_touch(client):
    answer = client.get("/data/roads.geojson?bbox=20.85,42.90,20.855,42.91").json()
    assert [feature["id"] for feature in answer["features"]] == ["way/1"]
    assert answer["numberMatched"] == 1


@pytest.mark.parametrize(
    "query", ["bbox=1,2,3", "bbox=5,5,1,1", "bbox=", "as_of=yesterday", "as_of=0"]
)
def test_a_malformed_parameter_is_named(client, query):
    answer = client.get(f"/data/crossings.geojson?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].startswith(query.split("=")[0])


def test_an_unknown_parameter_is_refused(client):
    answer = client.get("/data/roads.geojson?box=1,2,3,4")
    assert answer.status_code == 400
    assert answer.json()["detail"] == "box: there is no such parameter here"


def test_an_unknown_layer_is_not_found_and_the_known_ones_are_listed(client):
    answer = client.get("/data/unicorns.geojson", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert answer.json()["title"] == "Not Found"
    assert "roads" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("day", "states"),
    [
        ("2025-06-30", {"old": "restricted", "new": None, "osm-way-25131021": "open"}),
        (
            "2025-07-15",
            {"old": "restricted", "new": "under construction", "osm-way-25131021": "open"},
        ),
        ("2025-08-26", {"old": "restricted", "new": "open", "osm-way-25131021": "open"}),
    ],
)
def test_crossings_are_as_they_were_on_the_day(client, day, states):
    answer = client.get(f"/data/crossings.geojson?as_of={day}").json()
    found = {feature["id"]: feature["properties"]["status"] for feature in answer["features"]}
    assert found == states


def test_a_crossing_says_who_may_use_it_where_and_who_says_so(client):
    features = client.get("/data/crossings.geojson").json()["features"]
    crossing = next(one["properties"] for one in features if one["id"] == "old")
    assert crossing["name"] == "Ura · Мост · Old Bridge"
    assert crossing["access"]["motor_vehicle"] == {
        "legal": "unknown",
        "physical": "unknown",
        "practised": "no",
        "tagged": "unknown",
    }
    assert [source["name"] for source in crossing["sources"]] == ["A newspaper"]


def test_a_project_without_a_place_is_there_without_geometry(client):
    features = client.get("/data/projects.geojson").json()["features"]
    places = {one["id"]: one["geometry"] and one["geometry"]["type"] for one in features}
    assert places == {"somewhere": None, "an-example": "LineString"}


def test_the_banks_bear_their_names(client):
    features = client.get("/data/banks.geojson").json()["features"]
    names = {one["id"]: one["properties"] for one in features}
    assert names["left"]["name"] == "Veri · North"
    assert (names["left"]["name_sq"], names["left"]["name_en"]) == ("Veri", "North")
    assert names["divide"]["name"] is None


def test_a_copy_that_is_current_is_not_sent_again(client):
    first = client.get("/data/roads.geojson")
    etag = first.headers["etag"]
    again = client.get("/data/roads.geojson", headers={"If-None-Match": f'"other", {etag}'})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == etag
    other = client.get("/data/roads.geojson", headers={"If-None-Match": '"other"'})
    assert other.status_code == 200


def test_a_copy_of_crossings_is_of_its_day(client):
    one, other = (
        client.get(f"/data/crossings.geojson?as_of={day}").headers["etag"]
        for day in ("2025-06-30", "2025-08-26")
    )
    assert one != other


@pytest.mark.parametrize("query", ["", "?bbox=20,42,21,43"])
def test_data_travel_compressed_only_where_the_reader_takes_it(client, query):
    address = f"/data/schools.geojson{query}"
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.json() == plain.json()
    assert packed.headers["vary"] == plain.headers["vary"] == "Origin, Accept-Encoding"


def test_the_snapshot_tells_its_manifest(client):
    manifest = client.get("/api/snapshot").json()
    assert manifest["city"]["id"] == "testville"
    assert manifest["counts"]["roads"] == 2
    etag = client.get("/api/snapshot").headers["etag"]
    assert client.get("/api/snapshot", headers={"If-None-Match": etag}).status_code == 304


def test_the_addresses_of_data_are_documented(client):
    paths = client.get("/api/openapi.json").json()["paths"]
    expected = {"/data/{name}.{form}", "/data/{layer}.geojson", "/api/snapshot"}
    review = {
        "/api/assessments",
        "/api/scan",
        "/api/plan",
        "/api/barrier",
        "/api/closures",
        "/api/openings",
    }
    assert {*expected, *review, "/healthz", "/readyz"} <= set(paths)
    parameters, others = (
        {one["name"]: one["schema"] for one in paths[path]["get"]["parameters"]}
        for path in ("/data/{layer}.geojson", "/data/{name}.{form}")
    )
    assert set(parameters) - {"layer"} == set(others) - {"name", "form", "crs"}
    assert '"type": "string"' in json.dumps(parameters["bbox"])


def test_text_of_any_script_and_length_passes_unharmed(tmp_path, serve):
    names = ["Ura e Ibrit", "Мост на Ибру", "\u202egnirts", "x" * 10_000, "\U0001f309"]
    points = [Point(20.86, 42.9)] * len(names)
    layers = make_layers() | {"places": make_layer("places", points, name=names)}
    write_city(tmp_path, layers=layers)
    features = httpx.get(f"{serve(tmp_path).url}/data/places.geojson").json()["features"]
    assert [one["properties"]["name"] for one in features] == names
