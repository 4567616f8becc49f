"""The bridge review over HTTP, on the bundled sample."""

import http.client
import logging
import shutil
import threading
import time
from urllib.parse import urlsplit

import httpx
import pytest
from reviewed_city import (
    LINE,
    make_candidate,
    make_question,
    read_strictly,
    wait_until_reviewed,
)

from app.review import render
from geodata.snapshot import TABLES, lock_data, open_snapshot, write_snapshot

ASSESS = "/api/assessments"


@pytest.fixture
def client(reviewed):
    with httpx.Client(base_url=reviewed.url, timeout=60) as client:
        yield client


def ask(client, **question):
    answer = client.post(ASSESS, json=make_question(**question))
    assert answer.status_code == 200, answer.text
    return read_strictly(answer)


def test_a_candidate_is_assessed_for_each_bank(client):
    result = ask(client)
    assert [bank["bank"] for bank in result["banks"]] == ["north", "south"]
    for bank in result["banks"]:
        mean = bank["mean_cross_river_min"]
        assert mean["after"] < mean["before"]
        assert mean["difference"] == pytest.approx(mean["after"] - mean["before"])
    assert result["is_modelled"] is True
    assert result["weights_unit"] == "people"
    assert {figure["year"] for figure in result["figures"]} == {2024}
    assert result["attribution"]
    assert "minutes_saved" not in result


def test_a_design_longer_than_the_straight_line_is_reported_and_takes_longer(client):
    straight, long = (
        ask(client, features=[make_candidate(**more)])["candidates"][0]
        for more in ({}, {"length_m": 300})
    )
    assert long["length_m"] == 300
    more_min = (300 - straight["length_m"]) / 80  # 4.8 km/h
    assert long["travel_min"] == pytest.approx(straight["travel_min"] + more_min)


def test_a_closure_makes_trips_longer(client):
    north, south = ask(client, features=[], closures=["main"])["banks"]
    assert north["mean_cross_river_min"]["difference"] > 0
    assert south["mean_cross_river_min"]["difference"] > 0


def test_a_candidate_that_the_mode_may_not_use_changes_nothing(client):
    features = [make_candidate(modes=["drive"])]
    north = ask(client, features=features)["banks"][0]
    assert north["mean_cross_river_min"]["difference"] == 0


def test_other_totals_of_people_change_the_weights(client):
    north = ask(client, people={"mitrovica-north": 1_000})["banks"][0]
    assert north["residents"] == pytest.approx(1_000)


def test_without_a_bridge_nobody_crosses_and_the_json_stays_strict(client):
    crossings = read_strictly(client.get("/data/crossings.geojson?as_of=2025-10-01"))["features"]
    closures = [one["id"] for one in crossings]
    result = ask(client, features=[], closures=closures)
    for bank in result["banks"]:
        assert bank["mean_cross_river_min"]["after"] is None
        assert bank["cut"] > 0
    opened = ask(client, closures=closures)
    assert opened["banks"][0]["mean_cross_river_min"]["after"] is not None


def test_nobody_anywhere_is_answered_with_strict_json(client):
    ask(client, people={"mitrovica-north": 0, "mitrovica-south": 0}, include=["minutes_saved"])


def test_minutes_saved_come_as_points_that_bear_the_ids_of_buildings(client):
    saved = ask(client, include=["minutes_saved"])["minutes_saved"]
    assert saved["type"] == "FeatureCollection"
    buildings = read_strictly(client.get("/data/buildings.geojson"))["features"]
    ids = {one["id"] for one in saved["features"]}
    assert ids <= {one["id"] for one in buildings}
    assert any(one["properties"]["saved_min"] > 1 for one in saved["features"])
    lon, lat = saved["features"][0]["geometry"]["coordinates"]
    assert 20.8 < lon < 20.95
    assert 42.8 < lat < 42.95


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
        (make_question(CROSSING_ITSELF), 400, PLACE),
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
    connection.putrequest("POST", ASSESS)
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(100 * 2**20))
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == 413
    assert answer.getheader("Connection") == "close"
    connection.close()


def test_the_same_question_is_answered_once(client, monkeypatch):
    calls = []
    real = render.render_assessment

    def count(*args, **kwargs):
        calls.append(args)
        return real(*args, **kwargs)

    monkeypatch.setattr(render, "render_assessment", count)
    question = make_question(people={"mitrovica-north": 1_234})
    first = client.post(ASSESS, json=question)
    reordered = client.post(ASSESS, json=dict(reversed(question.items())))
    assert first.content == reordered.content
    assert len(calls) == 1
    client.post(ASSESS, json={**question, "include": ["minutes_saved"]})
    assert len(calls) == 2


def test_the_server_answers_others_while_it_scans(client, reviewed):
    waits, is_over = [], threading.Event()

    def listen():
        with httpx.Client(base_url=reviewed.url) as other:
            while not is_over.is_set():
                start = time.perf_counter()
                assert other.get("/healthz").status_code == 200
                waits.append(time.perf_counter() - start)

    listener = threading.Thread(target=listen)
    listener.start()
    for mode in ("walk", "bicycle", "drive"):
        assert client.get(f"/api/scan?mode={mode}&day=2025-09-01&span_m=300").status_code == 200
        ask(client, mode=mode, people={"mitrovica-north": 2_000})
    is_over.set()
    listener.join()
    assert len(waits) > 20
    assert sorted(waits)[len(waits) // 2] < 0.1


def test_the_scan_lists_the_best_places_and_those_that_nothing_beats(client):
    scan = read_strictly(client.get("/api/scan?mode=walk&day=2025-10-01&top=3"))
    assert [one["rank"] for one in scan["alignments"]] == [1, 2, 3]
    assert scan["alignments_considered"] > 3
    assert scan["best"]
    assert all(one["is_best"] for one in scan["best"])
    best = scan["alignments"][0]
    north = ask(client, features=[make_candidate(best["line"])])["banks"][0]
    saved = best["banks"][0]["saved_person_min_per_trip"]
    assert north["saved_person_min_per_trip"] == pytest.approx(saved, rel=1e-3)


def test_closures_are_ranked_singly_and_in_pairs(client):
    ranking = read_strictly(client.get("/api/closures?mode=walk&day=2025-10-01"))
    assert [one["rank"] for one in ranking["singles"]] == [1, 2, 3, 4][: len(ranking["singles"])]
    assert {len(one["crossings"]) for one in ranking["pairs"]} == {2}
    assert ranking["weights_unit"] == "people"


@pytest.mark.parametrize(
    ("address", "status", "field"),
    [
        ("/api/scan?mode=swim", 400, "mode"),
        ("/api/scan?top=0", 400, "top"),
        ("/api/scan?top=1000", 400, "top"),
        ("/api/scan?span_m=NaN", 400, "span_m"),
        ("/api/scan?span_m=1e9", 400, "span_m"),
        ("/api/scan?day=1900-01-01", 409, "day"),
        ("/api/scan?day=0", 400, "day"),
        ("/api/scan?modes=walk", 400, "modes"),
        ("/api/closures?day=1900-01-01", 409, "day"),
        ("/api/closures?top=3", 400, "top"),
    ],
)
def test_a_bad_parameter_is_refused_and_named(client, address, status, field):
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert read_strictly(answer)["field"] == field


def test_a_scan_is_made_once_however_many_places_are_asked_for(client, monkeypatch):
    first = read_strictly(client.get("/api/scan?day=2025-08-01&top=1"))
    monkeypatch.setattr(render, "render_scan", lambda *_: pytest.fail("it was scanned again"))
    again = read_strictly(client.get("/api/scan?day=2025-08-01&top=2"))
    assert again["alignments"][:1] == first["alignments"]


def test_more_questions_than_the_server_holds_are_told_to_come_back(client, reviewed, monkeypatch):
    begun, may_end = threading.Event(), threading.Event()

    def wait(*_, **__):
        begun.set()
        assert may_end.wait(60)
        return b"{}"

    monkeypatch.setattr(render, "render_assessment", wait)
    answers = []

    def send(number):
        question = make_question(people={"mitrovica-north": 3_000 + number})
        answers.append(httpx.post(f"{reviewed.url}{ASSESS}", json=question, timeout=60))

    senders = [threading.Thread(target=send, args=(number,)) for number in range(24)]
    for sender in senders:
        sender.start()
    assert begun.wait(30)
    assert client.get("/healthz").status_code == 200
    while len(answers) < 8:
        assert client.get("/healthz").status_code == 200
    refused = list(answers)
    may_end.set()
    for sender in senders:
        sender.join()
    assert {answer.status_code for answer in refused} == {503}
    assert {answer.headers["retry-after"] for answer in refused} == {"2"}
    assert sum(answer.status_code == 200 for answer in answers) == 16


def test_before_a_snapshot_is_there_the_review_says_when_to_come_back(tmp_path, serve):
    answer = httpx.post(f"{serve(tmp_path).url}{ASSESS}", json=make_question())
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_snapshot_without_streets_is_served_and_not_reviewed(data, serve, caplog):
    with caplog.at_level(logging.ERROR):
        url = serve(data).url
        end = time.monotonic() + 60
        while "log says why" not in httpx.post(f"{url}{ASSESS}", json=make_question()).text:
            assert time.monotonic() < end
    assert httpx.get(f"{url}/readyz").status_code == 200


def test_a_new_snapshot_is_reviewed_once_its_streets_are_ready(sample_data, tmp_path, serve):
    folder = tmp_path / "data"
    shutil.copytree(sample_data, folder)
    server = serve(folder)
    wait_until_reviewed(server.url)
    old = open_snapshot(folder)
    tables = {name: old.read_table(name) for name in TABLES}
    layers = {name: old.read_layer(name) for name in old.layer_names}
    with lock_data(folder):
        new = write_snapshot(folder, old.manifest, layers, tables)
    question = make_question()
    end = time.monotonic() + 60
    while True:
        answer = httpx.post(f"{server.url}{ASSESS}", json=question, timeout=60)
        assert answer.status_code == 200
        if answer.json()["snapshot_id"] == new.id:
            break
        assert time.monotonic() < end
