"""Files to take away, as clients ask for them."""

import hashlib
import html
import io
import re
import threading
import time

import geopandas as gpd
import httpx
import pandas as pd
import pyogrio
import pytest

from app.downloads import cache
from geodata import LICENCE_URL
from geodata.exports.formats import Format
from geodata.fields import FEATURE_COLUMNS, TABLE_FIELDS
from tests.app.small_city import HOSTILE, write_city
from tests.waiting import PAUSE_S, wait_until

FORMATS = [form for form in Format if form is not Format.GEOJSON]


PATIENT_S = 120
"""A first file starts a process, which a busy machine takes its time for."""


@pytest.fixture
def client(city_url):
    with httpx.Client(base_url=city_url, timeout=PATIENT_S) as client:
        yield client


MOST_ASKED = 20
"""Questions beside a file that is being made: more would only keep it from being made."""


def fetch(address):
    return httpx.get(address, timeout=PATIENT_S)


def save(client, tmp_path, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    path = tmp_path / address.rpartition("/")[2].partition("?")[0]
    path.write_bytes(answer.content)
    return path


@pytest.mark.parametrize("form", FORMATS)
def test_every_layer_comes_in_every_format_with_a_telling_name(client, form):
    answer = client.get(f"/data/roads.{form}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == form.media_type
    day = client.get("/api/snapshot").json()["created_at"][:10]
    name = f'attachment; filename="testville-roads-{day}.{form}"'
    assert answer.headers["content-disposition"] == name
    assert LICENCE_URL in answer.headers["link"]


@pytest.mark.parametrize("form", [Format.GPKG, Format.FGB])
def test_gdal_reads_what_is_served(client, tmp_path, form):
    path = save(client, tmp_path, f"/data/schools.{form}")
    rows = gpd.read_file(path, layer="schools")
    assert rows["name"].tolist() == [HOSTILE]
    assert rows.crs == "EPSG:4326"
    assert list(rows.columns) == [*FEATURE_COLUMNS, "geometry"]


def test_a_city_comes_in_one_geopackage_with_all_its_tables(client, tmp_path):
    path = save(client, tmp_path, "/data/testville.gpkg")
    names = {name for name, _ in pyogrio.list_layers(path)}
    tables = {*TABLE_FIELDS, "layer_styles"}
    assert names == {"roads", "schools", "buildings", "street_lamps", *tables}


def test_a_box_a_bank_and_a_provider_cut_a_file(client):
    def count(query):
        return len(pd.read_csv(io.BytesIO(client.get(f"/data/schools.csv?{query}").content)))

    assert count("") == count("side=north") == count("provider=a-provider") == 1
    assert count("side=south") == 0
    assert count("bbox=20.87,42.89,20.88,42.91") == 1
    assert count("bbox=20.84,42.89,20.85,42.91") == 0
    named = client.get("/data/schools.csv?side=north").headers["content-disposition"]
    assert "testville-schools-part-" in named


def test_a_spreadsheet_is_told_that_a_file_is_utf_8_and_programs_have_it_plain(client):
    plain = client.get("/data/crossings.csv").content
    marked = client.get("/data/crossings.csv?bom=true").content
    assert marked == b"\xef\xbb\xbf" + plain
    assert not plain.startswith(b"\xef\xbb\xbf")
    assert "Мост" in plain.decode()
    assert (
        "-part-" not in client.head("/data/crossings.csv?bom=true").headers["content-disposition"]
    )


@pytest.mark.parametrize("page", ["/agreements", "/needs", "/languages", "/providers"])
def test_tables_that_people_click_open_in_a_spreadsheet_with_their_letters(client, page):
    links = re.findall(r'href="(/testville/[^"]*\.csv[^"]*)"', client.get(page).text)
    assert links
    for link in {html.unescape(one) for one in links}:
        assert client.get(link.removeprefix("/testville")).content.startswith(b"\xef\xbb\xbf")


def test_crossings_are_as_they_were_on_the_day(client):
    answer = client.get("/data/crossings.csv?as_of=2025-07-15")
    rows = pd.read_csv(io.BytesIO(answer.content)).set_index("id")
    assert rows.loc["new", "status"] == "under construction"
    assert set(rows["as_of"]) == {"2025-07-15"}
    assert "as-of-2025-07-15" in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/data/unicorns.gpkg", "roads"),
        ("/data/roads.shp", "parquet"),
        ("/data/testville.csv", "roads"),
        ("/data/roads.csv?side=west", "side: should be one of across, beyond, north"),
        ("/data/roads.csv?provider=nobody", "provider: should be one of a-provider"),
        ("/data/crossings.csv?side=north", "side: there is no such parameter here"),
        ("/data/roads.csv?as_of=2025-01-01", "as_of: only crossings depend on a day"),
        ("/data/roads.csv?bbox=1,2,3", "bbox: should be four numbers"),
        ("/data/roads.gpkg?bom=true", "bom: only CSV files begin with a mark"),
        ("/data/roads.geojson?bom=true", "bom: only CSV files begin with a mark"),
        ("/data/roads.csv?bom=perhaps", "bom: "),
        ("/data/roads.csv?colour=red", "colour: there is no such parameter here"),
    ],
)
def test_what_cannot_be_is_refused_in_plain_words(client, address, said):
    answer = client.get(address)
    assert answer.status_code == (400 if "?" in address else 404)
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in answer.json()["detail"]


def test_a_file_is_made_once_and_kept_copies_stay_current(client):
    first, second = client.get("/data/buildings.gpkg"), client.get("/data/buildings.gpkg")
    assert first.content == second.content
    etag = first.headers["etag"]
    assert etag == f'"{hashlib.sha256(first.content).hexdigest()[:32]}"'
    again = client.get("/data/buildings.gpkg", headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert again.content == b""
    weak = client.get("/data/buildings.gpkg", headers={"If-None-Match": f"W/{etag}"})
    assert weak.status_code == 304


def test_a_broken_download_is_resumed_by_a_range(client):
    whole = client.get("/data/buildings.gpkg")
    headers = {"Range": "bytes=1000-", "If-Range": whole.headers["etag"]}
    rest = client.get("/data/buildings.gpkg", headers=headers)
    assert rest.status_code == 206
    assert whole.content[:1000] + rest.content == whole.content
    headers["If-Range"] = '"another"'
    assert client.get("/data/buildings.gpkg", headers=headers).content == whole.content


def test_text_that_may_travel_compressed_is_never_continued_from_the_plain_file(client):
    packed = client.get("/data/buildings.csv", headers={"Accept-Encoding": "gzip"})
    plain = client.get(
        "/data/buildings.csv", headers={"Accept-Encoding": "gzip", "Range": "bytes=0-"}
    )
    assert packed.headers["etag"] == f"W/{plain.headers['etag']}"
    resumed = {"Range": "bytes=10-", "If-Range": packed.headers["etag"]}
    assert client.get("/data/buildings.csv", headers=resumed).status_code == 200


def test_head_tells_the_size_without_the_file(client):
    head, get = client.head("/data/roads.fgb"), client.get("/data/roads.fgb")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == str(len(get.content))


def test_a_new_snapshot_is_a_new_file(data, serve):
    url = serve(data).url
    old = fetch(f"{url}/data/roads.gpkg")
    new_id = write_city(data, town="Another Town").id
    wait_until(lambda: fetch(f"{url}/api/snapshot").json()["id"] == new_id)
    new = fetch(f"{url}/data/roads.gpkg")
    assert new_id.encode() in new.content
    assert new.headers["etag"] != old.headers["etag"]


def test_a_press_that_was_ended_from_outside_is_started_anew(data, serve):
    server = serve(data)
    assert fetch(f"{server.url}/data/roads.csv").status_code == 200
    (process,) = server.app.state.exports._worker._pool._processes.values()
    process.kill()
    process.join()
    answers = [fetch(f"{server.url}/data/roads.fgb").status_code for _ in range(2)]
    assert answers[0] in {200, 503}
    assert answers[1] == 200


def test_others_are_answered_while_a_file_is_made(data, serve):
    url = serve(data).url
    answers = []
    making = threading.Thread(target=lambda: answers.append(fetch(f"{url}/data/testville.gpkg")))
    making.start()
    begun = time.monotonic()
    slowest = 0.0
    asked = 0
    while making.is_alive() and asked < MOST_ASKED:
        began = time.monotonic()
        assert fetch(f"{url}/healthz").status_code == 200
        slowest = max(slowest, time.monotonic() - began)
        asked += 1
        making.join(PAUSE_S)
    making.join()
    made_s = time.monotonic() - begun
    assert answers[0].status_code == 200
    assert asked > 3
    assert slowest < max(1.0, made_s / 2)


def test_many_who_ask_at_once_get_one_file(data, serve):
    server = serve(data)
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(fetch(f"{server.url}/data/roads.gpkg")))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in found} == {200}
    assert len(server.app.state.exports.find_sizes(server.city.data)) == 1


def test_files_take_no_more_room_than_they_may(data, serve):
    server = serve(data)
    shelf = server.app.state.exports
    shelf._room_bytes = 1
    for form in ("csv", "geojsonl", "parquet"):
        assert fetch(f"{server.url}/data/roads.{form}").status_code == 200
    assert [order.form for order in shelf.find_sizes(data)] == ["parquet"]
    folder = shelf._get_folder()
    assert len(list(folder.iterdir())) == 1


def test_who_asks_for_too_many_files_is_told_to_ask_again(data, serve, monkeypatch):
    monkeypatch.setattr(cache, "MOST_WAITING", 0)
    answer = fetch(f"{serve(data).url}/data/roads.csv")
    assert answer.status_code == 503
    assert answer.headers["retry-after"]


def test_the_addresses_of_files_are_documented(client):
    paths = client.get("/api/openapi.json").json()["paths"]
    parameters = {one["name"] for one in paths["/data/{name}.{form}"]["get"]["parameters"]}
    cuts = {"bbox", "as_of", "side", "provider", "q", "datetime", "bom"}
    filters = {"filter", "filter-lang", "filter-crs"}
    assert parameters == {"name", "form", "crs", "snapshot", *cuts, *filters}


def test_geojson_is_cut_by_the_same_parameters(client):
    def count(query):
        return client.get(f"/data/schools.geojson?{query}").json()["numberMatched"]

    assert count("side=north") == count("provider=a-provider") == count("") == 1
    assert count("side=south") == 0
    assert count("side=north&bbox=20.84,42.89,20.85,42.91") == 0
    refused = client.get("/data/schools.geojson?side=west")
    assert (refused.status_code, refused.json()["field"]) == (400, "side")


@pytest.mark.parametrize("name", ["providers", "claims"])
def test_tables_without_places_come_as_geojson_too(client, name):
    answer = client.get(f"/data/{name}.geojson")
    assert answer.status_code == 200
    assert all(feature["geometry"] is None for feature in answer.json()["features"])
