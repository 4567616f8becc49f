"""How many features a box touches, and the formats in which they can be had."""

import pytest


def test_features_in_a_box_are_counted_by_layer(client):
    box = "20.85,42.90,20.855,42.91"
    query = {"bbox": box, "layers": "roads,schools,crossings,banks"}
    answer = client.get("/api/counts", params=query).json()
    assert answer["counts"]["roads"] == 1
    assert answer["counts"]["schools"] == 0
    for layer, number in answer["counts"].items():
        features = client.get(f"/data/{layer}.geojson", params={"bbox": box}).json()
        assert features["numberMatched"] == number


def test_crossings_are_counted_on_a_day_and_whole_layers_without_a_box(client):
    query = {"layers": "crossings,roads", "as_of": "2025-06-30"}
    assert client.get("/api/counts", params=query).json()["counts"] == {"crossings": 2, "roads": 2}


def test_what_a_map_shows_on_a_day_is_what_is_counted(client):
    query = {"as_of": "2025-06-30", "filter": "status IS NOT NULL"}
    assert client.get("/data/crossings.geojson", params=query).json()["numberMatched"] == 2


def test_the_formats_are_those_that_the_server_answers_in(client):
    formats = client.get("/api/counts?layers=roads").json()["formats"]
    assert {"extension": "geojson", "title": "GeoJSON"} in formats
    for one in formats:
        assert client.get(f"/data/roads.{one['extension']}").status_code == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("layers=unicorns", 404),
        ("layers=roads&bbox=1", 400),
        (f"layers={'a,' * 9}b", 404),
    ],
)
def test_what_cannot_be_counted_is_refused(client, query, status):
    assert client.get(f"/api/counts?{query}").status_code == status


def test_too_many_layers_are_refused(client):
    names = ",".join(f"layer{number}" for number in range(101))
    answer = client.get("/api/counts", params={"layers": names})
    assert answer.json()["detail"] == "layers: should be at most 100 layers"


def test_counts_are_kept_while_the_snapshot_and_the_day_are_the_same(client):
    tag = client.get("/api/counts?layers=roads").headers["etag"]
    again = client.get("/api/counts?layers=roads", headers={"If-None-Match": tag})
    assert again.status_code == 304
