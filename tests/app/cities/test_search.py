"""One search over all cities of a server."""

import re

import httpx
import pytest

from app.main import create_app
from app.settings import Settings
from geodata.snapshot.store import open_snapshot
from tests.app.cities.conftest import NAMES, write_named
from tests.app.served import Server
from tests.waiting import wait_until


@pytest.fixture(scope="module")
def searched(many):
    """A server of three cities whose names have all been read."""
    with Server(create_app(Settings(data=many, poll_s=0.05))) as server:
        wait_until(lambda: server.app.state.names.list_ready() == set(NAMES))
        yield server


def search(server, query):
    page = httpx.get(f"{server.site}/cities/search", params={"q": query}, timeout=60).text
    return re.sub(r"<[^>]+>", "", page[page.index("<h1") : page.index("</main>")]), page


def test_things_of_all_cities_are_found_without_loading_any(searched):
    text, page = search(searched, "school of")
    for name in NAMES:
        assert f"School of {name}" in text
        assert re.search(rf'href="/{name}/[^"]*way/1', page)
        assert (
            f'href="/{name}/search?q=school+of"' in page or f"/{name}/search?q=school%20of" in page
        )
    assert not any(one.is_loaded for one in searched.app.state.cities.list_cities())


def test_what_one_city_alone_has_is_found_there_alone(searched):
    text, page = search(searched, "betatown")
    assert "School of betatown" in text
    assert "/betatown/" in page
    assert "/alphaville/" not in page


@pytest.mark.parametrize("query", ["bridge", "ura", "skola", "школа"])
def test_names_and_kinds_are_found_in_any_language_and_script(searched, query):
    _, page = search(searched, query)
    assert all(f"/{name}/" in page for name in NAMES)


def test_coordinates_lead_to_the_cities_that_hold_them(searched):
    _, page = search(searched, "42.90, 20.86")
    assert all(f'href="/{name}/search?q=42.90' in page for name in NAMES)
    text, _ = search(searched, "10.00, 10.00")
    assert "No results" in text


@pytest.mark.parametrize(
    "query", ["zzzz", "'; DROP TABLE things; --", "%", "_", '"', "\\", "\x00", "\ufeff "]
)
def test_what_nothing_is_called_is_said_so(searched, query):
    text, _ = search(searched, query)
    assert "No results" in text or "Search for a city" in text


def test_a_text_that_is_too_long_is_refused(searched):
    answer = httpx.get(f"{searched.site}/cities/search", params={"q": "x" * 101})
    assert answer.status_code == 400
    assert "at most 100 characters" in answer.text


def test_names_of_a_new_snapshot_take_the_place_of_the_old_ones(cities, serve):
    server = serve(cities, poll_s=0.05)
    names = server.app.state.names
    wait_until(lambda: names.list_ready() == set(NAMES[:2]))
    old = names._files[NAMES[0]].path
    write_named(cities / NAMES[0], NAMES[0], town="the future")
    wait_until(lambda: "the future" in search(server, "future")[0])
    assert not old.exists()
    (cities / NAMES[1]).rename(cities / ".gone")
    wait_until(lambda: names.list_ready() == {NAMES[0]})


def test_a_city_whose_names_cannot_be_read_is_told_apart(cities, serve):
    (open_snapshot(cities / NAMES[0]).path / "layers" / "schools.parquet").write_bytes(b"damaged")
    server = serve(cities, poll_s=0.05)
    wait_until(lambda: server.app.state.names.list_ready() == {NAMES[1]})
    text, page = search(server, "school")
    assert f"School of {NAMES[1]}" in text
    assert f'href="/{NAMES[0]}/search?q=school"' in page


def test_a_server_of_one_city_searches_it(city_url):
    page = httpx.get(f"{city_url}/cities/search?q=old%20bridge").text
    assert "/testville/crossings#crossings/old" in page
    assert "Not searched yet" not in page
