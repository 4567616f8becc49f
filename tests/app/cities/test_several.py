"""Several cities behind one server: each at its own address, never mixed, whatever others do."""

import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.main import create_app
from app.settings import Settings
from geodata.snapshot.store import open_snapshot
from tests.app.addresses import list_addresses
from tests.app.cities.conftest import NAMES, write_named
from tests.app.served import Server
from tests.examples import examples
from tests.waiting import wait_until

PUBLIC = "https://map.example.org/all"
HTML = {"Accept": "text/html,*/*"}
PLACE = {
    "day": "2025-10-01",
    "feature": "way/1",
    "layer": "schools",
    "line": "20.862,42.899,20.862,42.901",
    "project": "an-example",
    "other_project": "somewhere",
    "service": "education",
    "side": "north",
    "tile": "14/9141/6041",
    "word": "school",
    "closed": "old",
}
OWN_WORDS = re.compile(
    rb'nonce[=-]"?\'?[0-9a-f]{32}|"timeStamp":"[^"]*"|<a href="[^"]*">All cities</a>'
)
"""What differs from server to server, or is not on the pages of a single city."""
ARCHIVES = (".qgz", ".gpkg", ".xlsx")
TELL_SIZES = ("/data", "/data/catalog.jsonld", "/data/crossings")
"""Pages that tell how large files are once these are made."""


@pytest.fixture(scope="module")
def several(many):
    """A server of three cities that keeps two in memory."""
    with Server(create_app(Settings(data=many, poll_s=60, most_cities=2))) as server:
        yield server


@pytest.fixture
def ask(several):
    with httpx.Client(base_url=several.site, timeout=60) as client:
        yield client.get


def read_shown(answer):
    lines = OWN_WORDS.sub(b"", answer.content).splitlines()
    return [line for line in lines if line.strip()]


@pytest.fixture(scope="module")
def alike(many, tmp_path_factory):
    """Servers under one public address: one of two cities, and one of each of them alone."""
    folder = tmp_path_factory.mktemp("alike")
    for name in NAMES[:2]:
        shutil.copytree(many / name, folder / "both" / name)
    options = {"poll_s": 60, "public_url": PUBLIC}
    both = Server(create_app(Settings(data=folder / "both", **options)))
    alone = [Server(create_app(Settings(data=many / one, **options))) for one in NAMES[:2]]
    with both, alone[0], alone[1]:
        for server in alone:
            server.city.review.wait()
        for name in NAMES[:2]:
            httpx.get(f"{both.site}/{name}/api/snapshot", timeout=60)
            both.app.state.cities.find(name).review.wait()
        yield both, dict(zip(NAMES, alone, strict=False))


@pytest.mark.parametrize(
    ("path", "address"), [pytest.param(*one, id=one[1]) for one in list_addresses(PLACE)]
)
def test_every_address_answers_as_on_a_server_of_its_city_alone(alike, path, address):
    both, alone = alike
    if path == "/static/{path}" or path.startswith("/cities") or "{snapshot}" in address:
        pytest.skip("belongs to no city, or there are no tiles")
    shown = {}
    for name, server in alone.items():
        asked = address.replace("{city}", name)
        here, there = (
            httpx.get(f"{one.site}/{name}{asked}", headers=HTML, timeout=60)
            for one in (both, server)
        )
        assert here.status_code == there.status_code, here.text[:300]
        assert here.headers.get("location") == there.headers.get("location")
        if not asked.partition("?")[0].endswith(ARCHIVES) and asked not in TELL_SIZES:
            assert read_shown(here) == read_shown(there)
        other = NAMES[1 - NAMES.index(name)]
        assert other.encode() not in here.content
        shown[name] = here
    tags = [one.headers.get("etag") for one in shown.values()]
    again = httpx.get(
        f"{both.site}/{NAMES[1]}{address.replace('{city}', NAMES[1])}",
        headers=HTML | {"If-None-Match": tags[0] or '"none"'},
        timeout=60,
    )
    is_same = shown[NAMES[0]].content == shown[NAMES[1]].content
    assert again.status_code != 304 or tags[0] == tags[1] or is_same


ASKED = ("/api/snapshot", "/data/schools.geojson", "/crossings", "/api/search?q=school", "/about")


@settings(max_examples=examples(5), deadline=None, suppress_health_check=HealthCheck)
@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(ASKED)), min_size=4, max_size=12))
def test_whoever_asks_for_whatever_at_once_hears_of_no_other_city(several, asked):
    def ask(one):
        name, path = one
        return name, httpx.get(f"{several.site}/{name}{path}", headers=HTML, timeout=60)

    with ThreadPoolExecutor(len(asked)) as pool:
        for name, answer in pool.map(ask, asked):
            others = [one.encode() for one in NAMES if one != name]
            assert not any(one in answer.content for one in others), answer.url
            is_told_to_come_back = answer.status_code == 503 and "retry-after" in answer.headers
            assert answer.status_code == 200 or is_told_to_come_back
    assert [one.readers for one in several.app.state.cities.list_cities()] == [0, 0, 0]


def test_a_tag_of_one_city_is_none_of_another(ask):
    for path in ("/api/snapshot", "/data/schools.geojson", "/about"):
        first, second = (ask(f"/{name}{path}") for name in NAMES[:2])
        asked = {"If-None-Match": first.headers["etag"]}
        assert ask(f"/{NAMES[0]}{path}", headers=asked).status_code == 304
        assert ask(f"/{NAMES[1]}{path}", headers=asked).content == second.content


def test_the_beginning_lists_all_cities_and_leads_to_each(ask):
    page = ask("/", headers=HTML).text
    for name in NAMES:
        assert f'href="/{name}/"' in page
        assert ask(f"/{name}/", headers=HTML).status_code == 200
    assert "http://" not in re.sub(r'xmlns="[^"]*"', "", page)
    assert ask("/cities").text.count("<tr>") == len(NAMES) + 1


def test_pages_of_a_city_lead_to_all_cities_and_its_own_pages(ask):
    page = ask(f"/{NAMES[0]}/crossings", headers=HTML).text
    assert '<a href="/">All cities</a>' in page
    assert f'href="/{NAMES[0]}/providers"' in page


@pytest.mark.parametrize(
    "path",
    [
        *("/crossings", "/nowhere", "/nowhere/crossings", "/ALPHAVILLE", "//alphaville/"),
        *(
            "/../etc/passwd",
            "/%2e%2e/alphaville",
            "/alphaville%2f..%2f..",
            "/.pull",
            "/api/snapshot",
        ),
    ],
)
def test_what_names_no_city_is_not_there(several, path):
    host, port = several.socket.getsockname()
    with httpx.Client(transport=httpx.HTTPTransport()) as client:
        url = httpx.URL(scheme="http", host=host, port=port, raw_path=path.encode())
        answer = client.get(url, headers=HTML)
    assert answer.status_code == 404
    assert 'href="/"' in answer.text or path.startswith("/api/")


def test_health_tells_of_all_cities_and_under_one_of_it(ask):
    assert ask("/healthz").json() == {"status": "ok"}
    assert ask("/readyz").json() == {"status": "ready", "cities": 3, "unreadable": 0}
    answer = ask(f"/{NAMES[0]}/readyz").json()
    assert answer == {"status": "ready", "snapshot": ask(f"/{NAMES[0]}/api/snapshot").json()["id"]}


def test_the_table_is_given_as_files(ask):
    rows = ask("/cities.csv").text.splitlines()
    assert [one.split(",")[0] for one in rows] == ["\ufeffid", *NAMES]
    found = ask("/cities.geojson")
    assert found.headers["content-type"] == "application/geo+json"
    other = ask("/cities.geojson", headers={"Origin": "https://other.example"})
    assert other.headers["access-control-allow-origin"] == "*"
    places = {one["id"]: one["geometry"]["coordinates"] for one in found.json()["features"]}
    assert places == {name: [20.87, 42.9] for name in NAMES}


def test_the_page_is_written_in_the_language_that_is_asked_for(ask):
    for language in ("sq", "sr-Latn", "sr-Cyrl"):
        page = ask(f"/?lang={language}").text
        assert f'<html lang="{language}"' in page
        assert "Select a column title to sort" not in page


@pytest.mark.parametrize(
    ("options", "root"),
    [({"root_path": "/map"}, "/map"), ({"public_url": "https://a.example/map"}, "/map")],
)
@pytest.mark.parametrize("is_taken_off", [True, False])
def test_behind_a_prefix_every_link_begins_with_it(many, serve, options, root, is_taken_off):
    site = serve(many, poll_s=60, **options).site + ("" if is_taken_off else root)
    page = httpx.get(f"{site}/", headers=HTML).text
    assert f'href="{root}/{NAMES[0]}/"' in page
    assert not re.search(rf'(href|src|action)="/(?!{root[1:]}/)', page)
    assert f'href="{root}/{NAMES[0]}/projects"' in httpx.get(f"{site}/{NAMES[0]}/crossings").text
    assert httpx.get(f"{site}/crossings").status_code == 404


def test_a_new_snapshot_of_one_city_is_taken_up_and_others_stay(cities, serve):
    site = serve(cities).site
    old = {one: httpx.get(f"{site}/{one}/data/schools.geojson").text for one in NAMES[:2]}
    write_named(cities / NAMES[0], NAMES[0], town="the future")
    new = wait_until(
        lambda: (
            "the future" in (text := httpx.get(f"{site}/{NAMES[0]}/data/schools.geojson").text)
            and text
        )
    )
    assert new != old[NAMES[0]]
    assert httpx.get(f"{site}/{NAMES[1]}/data/schools.geojson").text == old[NAMES[1]]


def test_cities_come_and_go_while_the_server_runs(cities, serve):
    site = serve(cities).site
    assert httpx.get(f"{site}/{NAMES[2]}").status_code == 404
    write_named(cities / NAMES[2], NAMES[2])
    wait_until(lambda: httpx.get(f"{site}/{NAMES[2]}").status_code == 200)
    assert httpx.get(f"{site}/{NAMES[0]}").status_code == 200
    (cities / NAMES[0]).rename(cities / ".gone")
    wait_until(lambda: httpx.get(f"{site}/{NAMES[0]}").status_code == 404)
    assert f"/{NAMES[0]}/" not in httpx.get(f"{site}/").text
    assert httpx.get(f"{site}/{NAMES[1]}").status_code == 200


def test_a_folder_that_was_empty_becomes_one_of_cities(tmp_path, serve):
    site = serve(tmp_path).site
    assert httpx.get(f"{site}/").status_code == 503
    write_named(tmp_path / NAMES[0], NAMES[0])
    assert wait_until(lambda: NAMES[0] in httpx.get(f"{site}/").text)
    (tmp_path / NAMES[0] / "CURRENT").unlink()
    empty = wait_until(
        lambda: NAMES[0] not in (text := httpx.get(f"{site}/", headers=HTML).text) and text
    )
    assert "There is no city on this server yet" in empty
    assert httpx.get(f"{site}/readyz").status_code == 503


def damage_manifest(city):
    (open_snapshot(city).path / "manifest.json").write_text("{")


def damage_layer(city):
    (open_snapshot(city).path / "layers" / "schools.parquet").write_bytes(b"damaged")


def damage_current(city):
    (city / "CURRENT").write_text("../../../etc/passwd")


def lose_snapshot(city):
    shutil.rmtree(open_snapshot(city).path)


def call_otherwise(city):
    path = open_snapshot(city).path / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["city"]["id"] = "elsewhere"
    path.write_text(json.dumps(manifest))


@pytest.mark.parametrize(
    "damage", [damage_manifest, damage_layer, damage_current, lose_snapshot, call_otherwise]
)
def test_a_city_that_cannot_be_read_is_listed_so_and_others_are_served(cities, serve, damage):
    damage(cities / NAMES[0])
    site = serve(cities).site
    for _ in range(2):
        refused = httpx.get(f"{site}/{NAMES[0]}/crossings", headers=HTML)
        assert refused.status_code == 503
        assert str(cities) not in refused.text
        assert httpx.get(f"{site}/{NAMES[1]}/crossings").status_code == 200
    page = httpx.get(f"{site}/").text
    assert "The other cities are not affected." in page
    assert str(cities) not in page
    assert httpx.get(f"{site}/readyz").json() == {"status": "ready", "cities": 1, "unreadable": 1}
    features = httpx.get(f"{site}/cities.geojson").json()["features"]
    [broken] = [one for one in features if not one["geometry"]]
    assert broken["id"] == NAMES[0]
    assert broken["properties"]["fault"]


def test_a_city_that_was_mended_is_served(cities, serve):
    kept = open_snapshot(cities / NAMES[0]).path / "manifest.json"
    whole = kept.read_bytes()
    kept.write_text("{")
    site = serve(cities).site
    assert httpx.get(f"{site}/{NAMES[0]}").status_code == 503
    kept.write_bytes(whole)
    wait_until(lambda: httpx.get(f"{site}/{NAMES[0]}").status_code == 200)


def test_a_file_that_is_made_is_of_its_own_city(alike):
    both, _ = alike
    for name in NAMES[:2]:
        text = httpx.get(f"{both.site}/{name}/data/schools.csv", timeout=60).text
        assert f"School of {name}" in text
