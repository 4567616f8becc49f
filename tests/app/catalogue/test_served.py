"""New snapshots are taken up without a restart and without a failed request."""

import logging
import shutil
import threading

import httpx
import pytest
from shapely.geometry import Point

from app.catalogue import served as live_module
from app.catalogue.served import LiveCatalogue
from app.errors import NotReadyError
from tests.app.small_city import make_layer, make_layers, write_city
from tests.waiting import wait_until


def grow(data, count):
    """Write a snapshot with so many places."""
    points = [Point(20.86, 42.9)] * count
    return write_city(data, layers=make_layers() | {"places": make_layer("places", points)})


def break_file(snapshot, name="banks.parquet"):
    (snapshot.path / name).write_bytes(b"no parquet")


def test_without_a_snapshot_the_server_runs_and_says_how_to_build(tmp_path, serve):
    url = serve(tmp_path).url
    assert httpx.get(f"{url}/healthz").status_code == 200
    ready = httpx.get(f"{url}/readyz")
    assert ready.status_code == 503
    assert ready.headers["content-type"] == "application/problem+json"
    assert ready.json()["detail"] == "No data version has been built yet."
    page = httpx.get(url, headers={"Accept": "text/html"})
    assert page.status_code == 503
    assert page.headers["retry-after"]
    assert "Ask whoever gave you this address" in page.text
    assert "docs/servers.md" in page.text
    assert httpx.get(f"{url}/data/roads.geojson").status_code == 503


def test_the_first_snapshot_is_taken_up_when_it_appears(tmp_path, serve):
    url = serve(tmp_path).url
    write_city(tmp_path)
    wait_until(lambda: httpx.get(f"{url}/readyz").status_code == 200)
    assert httpx.get(url, follow_redirects=True).status_code == 200


def test_no_request_fails_or_sees_two_snapshots_while_they_change(data, serve):
    grow(data, 1)
    url = serve(data).url
    statuses, sizes, has_begun = set(), set(), threading.Event()

    def ask_until_it_has_grown():
        with httpx.Client(base_url=url) as client:
            while (2, 2) not in sizes:
                layer, *others = map(client.get, ("/data/places.geojson", "/", "/api/snapshot"))
                statuses.update(one.status_code for one in (layer, *others))
                sizes.add((layer.json()["numberReturned"], len(layer.json()["features"])))
                has_begun.set()

    readers = [threading.Thread(target=ask_until_it_has_grown) for _ in range(3)]
    for reader in readers:
        reader.start()
    has_begun.wait()
    grow(data, 2)
    for reader in readers:
        reader.join()
    assert statuses == {200}
    assert sizes == {(1, 1), (2, 2)}


def test_a_broken_snapshot_is_logged_once_and_the_old_one_stays(data, caplog):
    live = LiveCatalogue(data)
    live.refresh()
    old = live.get()
    break_file(write_city(data))
    with caplog.at_level(logging.ERROR):
        live.refresh()
        live.refresh()
    assert live.get() is old
    (record,) = caplog.records
    assert "banks.parquet" in record.getMessage()
    assert f"{old.id} stays" in record.getMessage()


def test_a_snapshot_after_a_broken_one_is_taken_up(data):
    live = LiveCatalogue(data)
    live.refresh()
    break_file(write_city(data))
    live.refresh()
    whole = write_city(data)
    live.refresh()
    assert live.get().id == whole.id


def ask_for_reason(live):
    with pytest.raises(NotReadyError) as refusal:
        live.get()
    return str(refusal.value)


def test_a_broken_first_snapshot_is_told_to_all_and_explained_in_the_log(tmp_path, caplog):
    snapshot = write_city(tmp_path)
    break_file(snapshot)
    live = LiveCatalogue(tmp_path)
    with caplog.at_level(logging.ERROR):
        live.refresh()
    assert ask_for_reason(live) == f"Data version {snapshot.id} could not be read."
    assert "banks.parquet" in caplog.text


@pytest.mark.parametrize(
    "content",
    ["../../etc/passwd", "x" * 10_000_000, "\x00", "20250101T000000000000Z-zzzzzzzz", "é"],
)
def test_what_stands_in_current_is_shown_to_nobody(tmp_path, serve, content):
    write_city(tmp_path)
    (tmp_path / "CURRENT").write_text(content)
    url = serve(tmp_path).url
    for address in ("/readyz", "/", "/data/roads.geojson"):
        answer = httpx.get(url + address, headers={"Accept": "text/html"})
        assert answer.status_code == 503
        assert str(tmp_path) not in answer.text
        assert content[:20] not in answer.text


@pytest.mark.parametrize("name", ["banks.parquet", "manifest.json", "layers/roads.parquet"])
def test_a_snapshot_that_failed_is_tried_again_once_its_files_are_mended(tmp_path, name):
    snapshot = write_city(tmp_path)
    whole = (snapshot.path / name).read_bytes()
    break_file(snapshot, name)
    live = LiveCatalogue(tmp_path)
    live.refresh()
    assert live.peek() is None
    (snapshot.path / name).write_bytes(whole)
    live.refresh()
    assert live.get().id == snapshot.id


def test_a_snapshot_that_failed_is_not_read_again_and_again(tmp_path, monkeypatch):
    break_file(write_city(tmp_path))
    live, tried = LiveCatalogue(tmp_path), []
    monkeypatch.setattr(live_module, "load_catalogue", lambda snapshot: tried.append(1) or 1 / 0)
    for _ in range(3):
        live.refresh()
    assert tried == [1]


def test_a_snapshot_that_cannot_be_reviewed_is_tried_again_once_its_files_are_mended(data):
    taken, refused = [], True
    live = LiveCatalogue(data, taken.append, lambda: refused)
    live.refresh()
    live.refresh()
    assert len(taken) == 1
    (taken[0].path / "network_edges.parquet").touch()
    live.refresh()
    assert len(taken) == 2
    refused = False
    (taken[0].path / "network_edges.parquet").touch()
    live.refresh()
    assert len(taken) == 2


def test_a_snapshot_whose_content_makes_no_sense_is_left(data, caplog):
    live = LiveCatalogue(data)
    live.refresh()
    old = live.get()
    layer = make_layer("places", [Point(20.86, 42.9)], tags=["{no json"])
    snapshot = write_city(data, layers={"places": layer})
    with caplog.at_level(logging.ERROR):
        live.refresh()
    assert live.get() is old
    assert snapshot.id in caplog.text


def test_an_unchanged_folder_is_not_read_again(data):
    live = LiveCatalogue(data)
    live.refresh()
    catalogue = live.get()
    live.refresh()
    assert live.get() is catalogue


def test_what_is_loaded_outlives_its_files(data):
    live = LiveCatalogue(data)
    live.refresh()
    shutil.rmtree(data / "snapshots")
    assert live.get().layers["roads"].dump()
