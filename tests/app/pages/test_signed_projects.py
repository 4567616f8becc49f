"""What the map says of projects that it took up from the city's register."""

import re
from html import unescape

import httpx
import pytest

from app.main import create_app
from app.settings import Settings
from geodata.cities.profile import load_city
from geodata.register.export import write_export
from pipelines.build import build
from pipelines.register import RegisterFile
from tests.app.served import Server
from tests.geodata.register.footbridge import agree, name_bodies
from tests.pipelines.little_city import draw_city, write_profile

HOSTILE = '<script>window.hacked=1</script>\u202e"onload="x'


@pytest.fixture(scope="module")
def client(make_once, serve_nothing_to_check):
    def write(folder):
        ledger, file = agree(conditions=HOSTILE), folder / "register.json"
        file.write_bytes(write_export(ledger.export()))
        profile = str(write_profile(folder))
        name_bodies(folder)
        city, source = load_city(profile), draw_city(folder / "little.osm")
        keys = tuple(one.keys for one in ledger.offices)
        build(city, str(source), folder / "data", register=RegisterFile(file, keys))

    data = make_once("signed", write) / "data"
    with (
        Server(create_app(Settings(data=data, poll_s=60))) as server,
        httpx.Client(base_url=server.url, timeout=60) as client,
    ):
        yield client


def test_what_is_signed_stands_apart_from_what_is_reported(client):
    page = client.get("/projects/footbridge?lang=en").text
    reported, signed = page.split('data-signed="lower"')
    assert 'data-key="upper"' in reported
    assert "Every body has signed this version of the project." in reported
    assert "Consents with conditions" in signed
    assert re.search(r"Signed on 1\s+January\s+2026", signed)


def test_conditions_are_shown_as_text(client):
    page = client.get("/projects/footbridge?lang=en").text
    assert HOSTILE not in page
    assert "\u202e" not in page
    assert '<script>window.hacked=1</script>"onload="x' in unescape(page)


def test_data_say_it_too(client):
    (feature,) = client.get("/data/projects.geojson").json()["features"]
    signed = feature["properties"]["signed"]
    assert signed["has_all_keys"]
    assert [one["state"] for one in signed["bodies"]] == ["consents", "consents with conditions"]


@pytest.mark.parametrize("path", ["/projects", "/projects/footbridge"])
@pytest.mark.parametrize("language", ["sq", "sr-Cyrl", "sr-Latn"])
def test_every_language_has_a_page(client, path, language):
    assert client.get(f"{path}?lang={language}").status_code == 200
