"""What is wrong with one city harms no other, and is told where it can be mended."""

import hashlib
import json
import logging
import shutil
from pathlib import Path

import httpx
import pandas as pd
import pytest

from app.cities import city, names
from app.cities.folder import list_folders
from geodata.snapshot.store import open_snapshot
from tests.app.cities.conftest import NAMES, change_manifest, write_named
from tests.waiting import wait_until

OF_ALL = ("/cities", "/cities.csv", "/cities.geojson", "/cities/compare", "/cities/compare.csv")
BROKEN, WHOLE = NAMES[:2]


def spoil_names(data, snapshot_id=None):
    """Give a snapshot a table that fits its checksum, and that nobody can read."""
    path = open_snapshot(data, snapshot_id).path
    table, manifest = path / "names.parquet", path / "manifest.json"
    pd.DataFrame({"id": ["a"], "other": ["b"]}).to_parquet(table)
    told = json.loads(manifest.read_text())
    body = table.read_bytes()
    sums = {"sha256": hashlib.sha256(body).hexdigest(), "size_bytes": len(body), "rows": 1}
    others = [one for one in told["files"] if one["path"] != table.name]
    told["files"] = [*others, {"path": table.name, **sums}]
    manifest.write_text(json.dumps(told))


@pytest.mark.parametrize("date", ["yesterday", "2025-13-01T00:00:00Z", "20251301", ""])
def test_a_date_that_is_none_tells_nothing_and_all_pages_answer(cities, serve, date):
    change_manifest(cities / BROKEN, {"origin": {"is_modelled": False, "osm_date": date}})
    url = serve(cities).site
    for path in (*OF_ALL, f"/{BROKEN}/", f"/{BROKEN}/data"):
        answer = httpx.get(f"{url}{path}", headers={"Accept": "text/html"}, timeout=60)
        assert answer.status_code == 200, path


def test_whatever_goes_wrong_with_a_city_others_are_followed(cities, serve, monkeypatch, caplog):
    def fail(data):
        if data.name == BROKEN:
            raise ZeroDivisionError
        return read(data)

    read = city.read_current_id
    monkeypatch.setattr("app.cities.city.read_current_id", fail)
    server = serve(cities, poll_s=0.05)
    new = write_named(cities / WHOLE, WHOLE).id
    found = server.app.state.cities.find(WHOLE)
    wait_until(lambda: found.known.snapshot and found.known.snapshot.id == new)
    assert "cannot be read" in httpx.get(f"{server.site}/cities", params={"lang": "en"}).text
    assert sum("ZeroDivisionError" in (one.exc_text or "") for one in caplog.records) == 1


def test_a_folder_without_permission_is_listed_beside_the_others(cities, monkeypatch):
    is_file = Path.is_file

    def refuse(path):
        if path.parent.name == BROKEN:
            raise PermissionError(13, "Permission denied", str(path))
        return is_file(path)

    monkeypatch.setattr(Path, "is_file", refuse)
    assert list(list_folders(cities)) == [BROKEN, WHOLE]


def test_a_folder_that_cannot_be_listed_is_logged_once(cities, serve, monkeypatch, caplog):
    server = serve(cities, poll_s=0.02)
    asked = []

    def refuse(_):
        asked.append(1)
        raise PermissionError(13, "Permission denied", "cities")

    monkeypatch.setattr("app.cities.cities.list_folders", refuse)
    wait_until(lambda: len(asked) > 4)
    assert sum("could not be listed" in one.message for one in caplog.records) == 1
    assert httpx.get(f"{server.site}/{WHOLE}/api/snapshot", timeout=60).status_code == 200


def test_a_folder_whose_current_snapshot_is_not_named_says_so(cities, serve):
    (cities / BROKEN / "CURRENT").write_text("")
    server = serve(cities, poll_s=0.05)
    said = "No data version has been built yet."
    assert said in httpx.get(f"{server.site}/cities", params={"lang": "en"}).text
    assert httpx.get(f"{server.site}/{BROKEN}/").json()["detail"] == said
    ready = httpx.get(f"{server.site}/readyz").json()
    assert (ready["cities"], ready["unreadable"]) == (1, 1)
    write_named(cities / BROKEN, BROKEN)
    wait_until(lambda: httpx.get(f"{server.site}/{BROKEN}/", timeout=60).status_code == 200)


def test_names_that_nobody_can_read_keep_no_other_city_from_the_search(cities, serve, caplog):
    caplog.set_level(logging.WARNING)
    spoil_names(cities / BROKEN)
    made = serve(cities, poll_s=0.05).app.state.names
    wait_until(lambda: made.list_ready() == {WHOLE})
    assert sum("cannot be searched" in one.message for one in caplog.records) == 1


def test_names_that_a_full_disk_kept_from_the_search_come_later(cities, serve, monkeypatch):
    def fail(path):
        if is_full:
            raise OSError(28, "No space left on device", str(path))
        return read(path)

    is_full, read = [True], names.read_terms
    monkeypatch.setattr(names, "read_terms", fail)
    made = serve(cities, poll_s=0.05).app.state.names
    wait_until(lambda: len(made._files) == len(list_folders(cities)))
    assert not made.list_ready()
    assert not list(made._folder.path.iterdir())
    is_full.clear()
    monkeypatch.setattr(names, "AGAIN_S", 0.0)
    wait_until(lambda: made.list_ready() == set(list_folders(cities)))


def test_a_city_that_is_gone_makes_no_more_models(cities, serve):
    server = serve(cities, poll_s=0.05)
    review = server.app.state.cities.find(BROKEN).review
    (cities / BROKEN).rename(cities / ".gone")
    wait_until(lambda: review._has_left)


@pytest.mark.parametrize("chosen", ["", f"?city={BROKEN}"])
def test_cities_that_cannot_be_read_are_told_where_cities_are_compared(cities, serve, chosen):
    shutil.rmtree(cities / WHOLE)
    (cities / BROKEN / "CURRENT").write_text("nothing")
    page = httpx.get(f"{serve(cities).site}/cities/compare{chosen}").text
    assert "cannot be read" in page
    assert "no city on this server" not in page


def test_who_chooses_only_what_cannot_be_read_sees_all_that_can(cities, serve):
    (cities / BROKEN / "CURRENT").write_text("nothing")
    url = f"{serve(cities).site}/cities/compare"
    for end in ("", ".csv"):
        assert WHOLE in httpx.get(f"{url}{end}?city={BROKEN}").text
