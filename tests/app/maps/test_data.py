"""What maps draw in a shape of their own: of a day, nested, with a mark on the divide."""

import pytest


def read_features(client, address):
    return {one["id"]: one for one in client.get(address).json()["features"]}


def test_a_crossing_says_who_may_use_it_where_and_who_says_so(client):
    crossing = read_features(client, "/map/crossings.geojson")["old"]["properties"]
    assert crossing["title"] == "Ura · Мост · Old Bridge"
    assert crossing["name"]["sr-Cyrl"] == "Мост"
    assert crossing["access"]["motor_vehicle"]["practised"] == "no"
    assert crossing["access_notes"] == ["Guarded."]
    assert [source["name"] for source in crossing["sources"]] == ["A newspaper"]
    assert crossing["meets_divide_at"] == [20.855, 42.9]


@pytest.mark.parametrize(
    ("day", "there"),
    [
        ("2025-06-30", {"old", "osm-way-25131021"}),
        ("2025-08-26", {"old", "new", "osm-way-25131021"}),
    ],
)
def test_only_crossings_that_are_there_on_the_day_are_drawn(client, day, there):
    address = f"/map/crossings.geojson?as_of={day}"
    assert read_features(client, address).keys() == there
    assert read_features(client, f"{address}&bbox=20.85,42.89,20.86,42.91").keys() == {"old"}


def test_projects_bear_names_by_language_and_examples_come_last(client):
    features = read_features(client, "/map/projects.geojson")
    assert list(features) == ["somewhere", "an-example"]
    assert features["somewhere"]["properties"]["name"] == {"en": "A project without a place"}
    placed = read_features(client, "/map/projects.geojson?bbox=20.86,42.89,20.87,42.91")
    assert list(placed) == ["an-example"]


def test_a_copy_is_of_its_day(client):
    one, other = (
        client.get(f"/map/crossings.geojson?as_of={day}").headers["etag"]
        for day in ("2025-06-30", "2025-08-26")
    )
    assert one != other


@pytest.mark.parametrize("query", ["as_of=yesterday", "bbox=1", "side=north"])
def test_a_malformed_parameter_is_named(client, query):
    answer = client.get(f"/map/crossings.geojson?{query}")
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(query.split("=")[0])
