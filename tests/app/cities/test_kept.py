"""Layers and crossings of a data version that is kept beside the current one."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import httpx
import pytest
from shapely.geometry import Point

from app.cities import kept
from geodata.snapshot.store import list_snapshot_ids, read_current_id
from tests.app.cities.test_broken import spoil_names
from tests.app.small_city import make_layer, make_layers, write_city
from tests.waiting import wait_until

LAYER = "/ogc/collections/schools/items"


@pytest.fixture
def versions(tmp_path):
    """A data folder with two data versions: the older one has three schools."""
    schools = make_layer("schools", [Point(20.86, 42.9)] * 3)
    old = write_city(tmp_path, layers=make_layers() | {"schools": schools}).id
    new = write_city(tmp_path, layers=make_layers()).id
    return tmp_path, old, new


def count(url, path, **query):
    answer = httpx.get(f"{url}{path}", params=query)
    assert answer.status_code == 200, answer.text
    return len(answer.json()["features"])


@pytest.mark.parametrize("path", ["/data/schools.geojson", LAYER])
def test_a_layer_of_a_kept_data_version_is_given_beside_the_current_one(versions, serve, path):
    data, old, new = versions
    url = serve(data).url
    now = count(url, path)
    assert count(url, path, snapshot=old) == 3
    assert count(url, path, snapshot=new) == now != 3


def test_crossings_and_files_come_from_the_data_version_that_is_asked(versions, serve):
    data, old, _ = versions
    url = serve(data).url
    assert count(url, "/data/crossings.geojson", snapshot=old, as_of="2020-01-01") > 0
    rows = httpx.get(f"{url}/data/schools.csv", params={"snapshot": old}).text.splitlines()
    assert len(rows) == 4
    assert httpx.get(f"{url}/api/snapshot", params={"snapshot": old}).json()["id"] == old


def test_tags_and_next_pages_stay_with_a_data_version(versions, serve):
    data, old, _ = versions
    url = serve(data).url
    first = httpx.get(f"{url}{LAYER}", params={"snapshot": old, "limit": 2})
    assert old in first.headers["ETag"]
    (after,) = [one["href"] for one in first.json()["links"] if one["rel"] == "next"]
    assert f"snapshot={old}" in after
    assert len(httpx.get(after).json()["features"]) == 1
    assert httpx.get(f"{url}{LAYER}").headers["ETag"] != first.headers["ETag"]


def test_the_data_versions_that_are_kept_are_listed_newest_first(versions, serve):
    data, old, new = versions
    listed = httpx.get(f"{serve(data).url}/api/snapshots").json()
    assert [(one["id"], one["is_current"]) for one in listed] == [(new, True), (old, False)]


def test_what_is_no_longer_kept_is_gone_and_says_what_is_there(versions, serve):
    data, old, new = versions
    url = serve(data).url
    assert count(url, LAYER, snapshot=old) == 3
    shutil.rmtree(data / "snapshots" / old)
    gone = httpx.get(f"{url}{LAYER}", params={"snapshot": old, "lang": "en"})
    assert gone.status_code == 410
    assert gone.json()["detail"] == f"Data version {old} is no longer stored. There are: {new}."
    page = httpx.get(
        f"{url}{LAYER}", params={"snapshot": old, "lang": "sq"}, headers={"Accept": "text/html"}
    )
    assert page.status_code == 410
    assert old in page.text


@pytest.mark.parametrize(
    "name", ["", "..", "../../etc", "1", "20260101T000000000000Z-xyz", "a" * 90]
)
def test_what_is_no_id_is_refused_in_a_sentence(versions, serve, name):
    answer = httpx.get(f"{serve(versions[0]).url}{LAYER}", params={"snapshot": name, "lang": "en"})
    assert answer.status_code == 400
    assert "snapshot" in answer.json()["detail"]


def test_two_ids_are_refused(versions, serve):
    data, old, new = versions
    answer = httpx.get(f"{serve(data).url}{LAYER}?snapshot={old}&snapshot={new}")
    assert answer.status_code == 400


def test_elsewhere_the_parameter_is_unknown(versions, serve):
    data, old, _ = versions
    answer = httpx.get(f"{serve(data).url}/ogc/collections", params={"snapshot": old})
    assert answer.status_code == 400


def test_a_damaged_data_version_says_so_and_the_current_one_answers(versions, serve):
    data, old, _ = versions
    for path in (data / "snapshots" / old).rglob("*.parquet"):
        path.write_bytes(b"broken")
    url = serve(data).url
    answer = httpx.get(f"{url}{LAYER}", params={"snapshot": old})
    assert answer.status_code == 503
    assert count(url, LAYER) != 3


def test_many_who_ask_at_once_are_all_answered_right(versions, serve):
    data, old, new = versions
    url = serve(data).url
    sizes = {old: 3, new: count(url, LAYER)}
    with ThreadPoolExecutor(6) as pool:
        asked = [old, new] * 12
        counts = list(pool.map(lambda one: count(url, LAYER, snapshot=one), asked))
    assert counts == [sizes[one] for one in asked]
    assert read_current_id(data) == new
    assert list_snapshot_ids(data) == [old, new]


def test_the_parameter_is_read_however_it_is_written(versions, serve):
    data, old, _ = versions
    answer = httpx.get(f"{serve(data).url}/api/snapshot?%73n%61pshot={old}")
    assert answer.json()["id"] == old


def test_a_data_version_that_nobody_can_read_is_tried_once(versions, serve, monkeypatch, caplog):
    data, old, _ = versions
    spoil_names(data, old)
    tried = []
    load = kept.load_catalogue
    monkeypatch.setattr(kept, "load_catalogue", lambda one: tried.append(one.id) or load(one))
    url = serve(data).url
    for _ in range(3):
        answer = httpx.get(f"{url}{LAYER}", params={"snapshot": old, "lang": "en"})
        assert answer.status_code == 503
        assert answer.json()["detail"] == f"Data version {old} could not be read."
    assert tried == [old]
    assert sum("could not be read" in one.message for one in caplog.records) == 1


def test_who_asks_for_many_data_versions_keeps_nobody_else_waiting(versions, serve, monkeypatch):
    data, old, _ = versions
    is_free = Event()
    load = kept.load_catalogue
    monkeypatch.setattr(kept, "load_catalogue", lambda one: is_free.wait(20) and load(one))
    url = serve(data, proxies="127.0.0.1").url

    def ask(client):
        headers = {"X-Forwarded-For": client}
        return httpx.get(f"{url}{LAYER}", params={"snapshot": old}, headers=headers, timeout=30)

    with ThreadPoolExecutor(13) as pool:
        many = [pool.submit(ask, "192.0.2.1") for _ in range(12)]
        wait_until(lambda: sum(one.done() for one in many) == 4)
        other = pool.submit(ask, "192.0.2.2")
        is_free.set()
        assert other.result().status_code == 200
    refused = [one.result() for one in many if one.result().status_code == 503]
    assert len(refused) == 4
    assert all("Retry-After" in one.headers for one in refused)
