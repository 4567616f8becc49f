"""What the bridge review refuses over HTTP, with the field that is wrong."""

import http.client
from urllib.parse import urlsplit

import httpx
import pytest

from tests.app.reviewed_city import LINE, make_candidate, make_question, read_strictly

ASSESS = "/api/assessments"


@pytest.fixture
def client(reviewed):
    with httpx.Client(base_url=reviewed.url, timeout=60) as client:
        yield client


NORTH_ONLY = [[20.862, 42.8912], [20.863, 42.8922]]
CROSSING_ITSELF = [
    [20.862, 42.8896], [20.862, 42.8912], [20.8625, 42.8912], [20.8615, 42.8905], [20.863, 42.8914]
]  # fmt: skip
PLACE = "features.0.geometry.coordinates"


@pytest.mark.parametrize(
    ("question", "status", "field"),
    [
        (make_question([LINE[0], LINE[0]]), 409, PLACE),
        (make_question(NORTH_ONLY), 409, PLACE),
        (make_question([[20.862, 42.8896], [20.862, 42.8898]]), 409, PLACE),
        (make_question([[20.5, 42.5], [20.5, 42.501]]), 409, PLACE),
        (make_question([[20.862, 42.8830], [20.862, 42.8990]]), 409, PLACE),
        (make_question(CROSSING_ITSELF), 409, PLACE),
        (make_question([LINE[0]]), 400, PLACE),
        (make_question([[200, 42], [20, 42]]), 400, f"{PLACE}.0.0"),
        (make_question([[20.862], LINE[1]]), 400, f"{PLACE}.0.1"),
        (make_question([[20.862, None], LINE[1]]), 400, f"{PLACE}.0.1"),
        (make_question(LINE, NORTH_ONLY), 409, "features.1.geometry.coordinates"),
        (make_question(day="1900-01-01"), 409, "day"),
        (make_question(day="yesterday"), 400, "day"),
        (make_question(closures=["no-such"]), 409, "closures.0"),
        (make_question(closures=["<script>"]), 400, "closures.0"),
        (make_question(people={"nowhere": 3}), 409, "people.nowhere"),
        (make_question(people={"mitrovica-north": -1}), 400, "people.mitrovica-north"),
        (make_question(mode="swim"), 400, "mode"),
        (make_question(mood="walk"), 400, "mood"),
        ({"features": [{"type": "Feature"}] * 10_000}, 400, "features"),
        (make_question(*[LINE] * 21), 400, "features"),
        (make_question(*[LINE] * 10_000), 413, "body"),
        (make_question(features=[make_candidate(speed_kmh=900)]), 400,
         "features.0.properties.speed_kmh"),
        (make_question(features=[make_candidate(is_oneway="yes")]), 400,
         "features.0.properties.is_oneway"),
        (make_question(features=[{"type": "Feature", "properties": None, "geometry":
            {"type": "MultiPoint", "coordinates": [*LINE, LINE[0]]}}]), 400,
         "features.0.geometry.type"),
        ([], 400, "body"),
    ],
)  # fmt: skip
def test_a_bad_question_is_refused_and_its_field_named(client, question, status, field):
    answer = client.post(ASSESS, json=question)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = read_strictly(answer)
    assert problem["field"] == field
    assert problem["detail"].startswith(field)
    assert problem["status"] == status


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_is_none_is_refused_where_it_stands(client, number):
    body = '{"features":[{"type":"Feature","geometry":{"type":"LineString","coordinates":'
    body += f"[[20.862,{number}],[20.862,42.89]]}}}}]}}"
    answer = client.post(ASSESS, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert read_strictly(answer)["field"] == f"{PLACE}.0.1"


@pytest.mark.parametrize("body", ["", "{", "\x00", "[" * 100_000, '{"people":{"\\ud800":1}}', "1"])
def test_what_is_no_json_is_refused(client, body):
    answer = client.post(ASSESS, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert read_strictly(answer)["field"] == "body"


def test_another_type_of_body_is_refused(client):
    assert (
        client.post(ASSESS, content="x", headers={"Content-Type": "text/plain"}).status_code == 415
    )
    geojson = {"Content-Type": "application/geo+json; charset=utf-8"}
    answer = client.post(ASSESS, json=make_question(), headers=geojson)
    assert answer.status_code == 200


def test_a_body_of_100_mb_is_refused_by_its_length_alone(reviewed):
    at = urlsplit(reviewed.url)
    connection = http.client.HTTPConnection(at.hostname, at.port, timeout=30)
    connection.putrequest("POST", at.path + ASSESS)
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(100 * 2**20))
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == 413
    assert answer.getheader("Connection") == "close"
    connection.close()


@pytest.mark.parametrize(
    "parameter",
    ["mode=swim", "top=0", "top=1000", "span_m=NaN", "span_m=1e9", "day=0", "modes=walk"],
)
def test_a_bad_parameter_of_the_scan_is_refused_and_named(client, parameter):
    assert_refused(client, f"/api/scan?{parameter}", 400)


def test_the_ranking_of_closures_is_never_cut(client):
    assert_refused(client, "/api/closures?top=3", 400)


@pytest.mark.parametrize("study", ["scan", "closures"])
def test_a_day_without_crossings_does_not_fit_the_city(client, study):
    assert_refused(client, f"/api/{study}?day=1900-01-01", 409)


def assert_refused(client, address, status):
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    parameter = address.partition("?")[2].partition("=")[0]
    assert read_strictly(answer)["field"] == parameter
