"""The bridge review over HTTP, on the bundled sample."""

import logging
import shutil
import threading
import time

import httpx
import pytest

from app.review import answers
from geodata.access.step_free import Passage
from geodata.snapshot.store import TABLES, open_snapshot
from geodata.snapshot.writing import lock_data, write_snapshot
from tests.app.reviewed_city import (
    LINE,
    make_candidate,
    make_question,
    read_strictly,
)
from tests.waiting import wait_until

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


def test_a_bent_bridge_is_longer_than_a_straight_one_between_the_same_ends(client):
    bent = [LINE[0], [20.8625, 42.8904], LINE[1]]
    straight, longer = (
        ask(client, features=[make_candidate(line)])["candidates"][0] for line in (None, bent)
    )
    assert longer["nodes"] == straight["nodes"]
    assert longer["length_m"] > straight["length_m"] + 5
    assert straight["over_water_m"] > 10


def test_a_bridge_restricted_to_walkers_is_closed_to_cars_alone(client):
    change = {"crossing": "main", "is_open": False, "modes": ["drive"], "days": ["Su"]}
    driven = ask(client, features=[], mode="drive", access=[change])
    closed = ask(client, features=[], mode="drive", closures=["main"])
    for one, other in zip(driven["banks"], closed["banks"], strict=True):
        assert one["mean_cross_river_min"] == other["mean_cross_river_min"]
    assert driven["access"] == [change]
    assert any("Sunday" in one for one in driven["sentences"])
    walked = ask(client, features=[], access=[change])
    assert walked["banks"][0]["mean_cross_river_min"]["difference"] == 0
    address = "/api/assessments/report.txt?mode=drive&day=2025-10-01&restrict=main;drive;Su"
    assert "Restricted: main (drive; Sunday)" in client.get(address).text


def test_a_footbridge_opened_to_cars_shortens_drives_as_page_and_api_say(client):
    crossings = read_strictly(client.get("/data/crossings.geojson?as_of=2025-10-01"))["features"]
    foot = [one["id"] for one in crossings if one["properties"]["kind"] == "foot"]
    saved = []
    for name in foot:
        change = {"crossing": name, "is_open": True, "modes": ["drive"]}
        answer = client.post(ASSESS, json=make_question(features=[], mode="drive", access=[change]))
        if answer.status_code == 409:  # one that OpenStreetMap has no street of
            continue
        found = read_strictly(answer)
        saved.append(found["banks"][0]["saved_person_min_per_trip"])
        assert saved[-1] > 0 or any("leads to the opened" in one for one in found["sentences"])
    assert max(saved) > 0
    for page, field in (("review", "{} selected"), ("compare", 'name="open" {}')):
        shown = client.get(f"/{page}?mode=drive&day=2025-10-01&open={foot[0]};drive")
        assert shown.status_code == 200
        assert field.format(f'value="{foot[0]};drive"') in shown.text


def test_ranges_hold_every_figure_of_the_assessment_and_say_what_moves_it(client):
    query = "line=20.862,42.8896,20.862,42.8912&mode=walk&day=2025-10-01"
    found = read_strictly(client.get(f"/api/assessments/ranges?{query}&lang=sq"))
    north = ask(client)["banks"][0]
    ranges = {one["figure"]: one for one in found["ranges"]}
    saved = ranges["banks.north.saved_person_min_per_trip"]
    assert saved["value"] == pytest.approx(north["saved_person_min_per_trip"], rel=1e-6)
    assert saved["low"] < saved["value"] < saved["high"]
    assert all(one["low"] <= one["value"] <= one["high"] for one in found["ranges"])
    assert {"spread", "speed", "population"} <= {one["assumption"] for one in found["variations"]}
    assert found["table"]["title"].startswith("Sa e sigurt")


def test_a_break_even_needs_every_figure_with_its_source(client):
    asked = {
        "line": "20.862,42.8896,20.862,42.8912",
        "day": "2025-10-01",
        "currency": "EUR",
        "low": "2000000: tender",
        "high": "3000000: tender",
        "upkeep": "20000: office",
        "life": "50: standard",
        "value_of_time": "6: survey",
        "rate": "0: office",
    }
    found = read_strictly(client.get("/api/break-even", params=asked))
    low, high = found["break_even"]["trips_per_day"]
    assert 0 < low < high
    assert found["break_even"]["costs"]["low"] == {"value": 2_000_000.0, "source": "tender"}
    for name in ("low", "rate", "currency"):
        refused = client.get("/api/break-even", params=asked | {name: "1000"})
        assert refused.status_code == 400
        assert read_strictly(refused)["field"] == name
    nothing = client.get("/api/break-even", params=asked | {"line": ""})
    assert nothing.status_code == 400
    unchanged = {name: value for name, value in asked.items() if name != "line"}
    assert client.get("/api/break-even", params=unchanged).status_code == 409


def test_the_card_says_three_sentences_in_every_language(client):
    query = "line=20.862,42.8896,20.862,42.8912&mode=walk&day=2025-10-01"
    card = read_strictly(client.get(f"/api/assessments/card?{query}"))
    assert set(card["texts"]) == {"sq", "sr-Latn", "sr-Cyrl", "en"}
    for text in card["texts"].values():
        assert len(text["sentences"]) == 3
        assert text["not_known"]
    trip = card["figures_shown"][0]
    assert trip["low"] <= trip["shown"] <= trip["high"]
    assert f"{trip['shown']:g} seconds less" in card["texts"]["en"]["sentences"][0]


def test_lines_over_the_river_are_listed_with_what_is_joined_to_them_and_no_more(client):
    found = read_strictly(client.get("/api/service-networks"))
    assert {one["sector"] for one in found["lines"]} >= {"power", "water"}
    assert {one["split_off"] for one in found["lines"]} == {None}
    networks = {one["id"]: one for one in found["networks"]}
    for one in found["lines"]:
        assert one["line"]["id"] in networks[one["network"]]["over_river"]
        assert one["line"]["is_modelled"] is True


def test_either_bank_is_told_how_completely_it_is_mapped(client):
    found = read_strictly(client.get("/api/parity"))
    assert [one["bank"] for one in found["built_up"]] == ["north", "south"]
    levels = next(one for one in found["completeness"] if one["tag"] == "levels")
    assert all(have <= cases for have, cases in zip(levels["having"], levels["cases"], strict=True))


def test_closures_name_the_services_that_are_lost_and_the_neighbourhoods(client):
    found = read_strictly(client.get("/api/closures?mode=walk&day=2025-10-01"))
    named = {one["id"] for one in found["neighbourhoods"]}
    told = [loss for one in (*found["singles"], *found["pairs"]) for loss in one["services"]]
    assert {name for loss in told for name in loss["neighbourhoods"]} == named


def test_a_robust_scan_counts_rankings_and_a_plain_one_does_not(client):
    asked = "/api/scan?mode=walk&day=2025-10-01&top=2"
    plain, robust = (read_strictly(client.get(f"{asked}{more}")) for more in ("", "&robust=true"))
    assert {one["robustness"] for one in plain["alignments"]} == {None}
    for one in robust["alignments"]:
        assert 0 <= one["robustness"]["first"] <= one["robustness"]["among"]
        assert one["robustness"]["among"] <= one["robustness"]["rankings"]


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
    closures = [one["id"] for one in crossings if one["geometry"]]
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


def test_the_same_question_is_answered_once(client, monkeypatch):
    calls = []
    real = answers.render_assessment

    def count(*args, **kwargs):
        calls.append(args)
        return real(*args, **kwargs)

    monkeypatch.setattr(answers, "render_assessment", count)
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


def test_a_plan_gives_the_place_that_the_scan_ranks_first(client):
    plan = read_strictly(client.get("/api/plan?mode=walk&day=2025-10-01&most=1"))
    first = read_strictly(client.get("/api/scan?mode=walk&day=2025-10-01&top=1"))["alignments"][0]
    best = plan["sets"][0]["best"]
    place = plan["places"][best["places"][0]]
    assert place["line"] == first["line"]
    saved = first["saved_person_min_per_trip"]
    assert best["saved_person_min_per_trip"] == pytest.approx(saved, rel=1e-4)
    refused = client.get("/api/plan?most=4")
    assert refused.status_code == 400


def test_the_barrier_is_told_with_and_without_crossings(client):
    barrier = read_strictly(client.get("/api/barrier?mode=walk&day=2025-10-01"))
    assert barrier["joined"] > 10
    shares = [one["share_removed"] for bank in barrier["banks"] for one in bank["reached"]]
    assert all(one is None or 0 <= one <= 1 for one in shares)
    assert any(one is not None for one in shares)


def test_what_is_known_of_ways_without_a_step_is_told_for_all_residents(client):
    found = read_strictly(client.get("/api/step-free?day=2025-10-01"))
    for bank in found["banks"]:
        parts = [bank[name] for name in (*Passage, "none")]
        assert sum(parts) == pytest.approx(bank["residents"])
        assert set(bank["streets_m"]) == {*Passage}
    assert {one["passage"] for one in found["crossings"]} <= {*Passage}
    assert client.get("/api/step-free?mode=walk").status_code == 400


def test_closures_are_ranked_singly_and_in_pairs(client):
    ranking = read_strictly(client.get("/api/closures?mode=walk&day=2025-10-01"))
    assert [one["rank"] for one in ranking["singles"]] == [1, 2, 3, 4][: len(ranking["singles"])]
    assert {len(one["crossings"]) for one in ranking["pairs"]} == {2}
    assert ranking["weights_unit"] == "people"


def test_a_scan_is_made_once_however_many_places_are_asked_for(client, monkeypatch):
    first = read_strictly(client.get("/api/scan?day=2025-08-01&top=1"))
    monkeypatch.setattr(
        answers, "render_scan", lambda *_, **__: pytest.fail("it was scanned again")
    )
    again = read_strictly(client.get("/api/scan?day=2025-08-01&top=2"))
    assert again["alignments"][:1] == first["alignments"]


def test_more_questions_than_the_server_holds_are_told_to_come_back(client, reviewed, monkeypatch):
    begun, may_end = threading.Event(), threading.Event()

    def wait(*_, **__):
        begun.set()
        assert may_end.wait(60)
        return b"{}"

    monkeypatch.setattr(answers, "render_assessment", wait)
    given = []

    def send(number):
        question = make_question(people={"mitrovica-north": 3_000 + number})
        given.append(httpx.post(f"{reviewed.url}{ASSESS}", json=question, timeout=60))

    senders = [threading.Thread(target=send, args=(number,)) for number in range(24)]
    for sender in senders:
        sender.start()
    assert begun.wait(30)
    assert client.get("/healthz").status_code == 200

    def are_others_answered_and_some_refused():
        assert client.get("/healthz").status_code == 200
        return len(given) >= 8

    wait_until(are_others_answered_and_some_refused)
    refused = list(given)
    may_end.set()
    for sender in senders:
        sender.join()
    assert {answer.status_code for answer in refused} == {503}
    assert {answer.headers["retry-after"] for answer in refused} == {"2"}
    assert sum(answer.status_code == 200 for answer in given) == 16


def test_before_a_snapshot_is_there_the_review_says_when_to_come_back(tmp_path, serve):
    answer = httpx.post(f"{serve(tmp_path).url}{ASSESS}", json=make_question())
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_snapshot_without_streets_is_served_and_not_reviewed(data, serve, caplog):
    with caplog.at_level(logging.ERROR):
        url, question = serve(data).url, make_question()
        wait_until(lambda: "see the server log" in httpx.post(url + ASSESS, json=question).text)
    assert httpx.get(f"{url}/readyz").status_code == 200


def test_a_new_snapshot_is_reviewed_once_its_streets_are_ready(little_data, tmp_path, serve):
    folder = tmp_path / "data"
    shutil.copytree(little_data, folder)
    server = serve(folder)
    server.wait_until_reviewed()
    old = open_snapshot(folder)
    tables = {name: old.read_table(name) for name in TABLES}
    layers = {name: old.read_layer(name) for name in old.layer_names}
    with lock_data(folder):
        new = write_snapshot(folder, old.manifest, layers, tables)
    question = {"features": []}

    def is_new():
        answer = httpx.post(f"{server.url}{ASSESS}", json=question, timeout=60)
        assert answer.status_code == 200
        return answer.json()["snapshot_id"] == new.id

    wait_until(is_new)
