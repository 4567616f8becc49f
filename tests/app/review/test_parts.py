"""Parts of the review's page: what they refuse is said as pages say it, in the language of each."""

import csv
import io
import re
from html import unescape
from urllib.parse import quote

import httpx
import pytest

from tests.app.named_town import SOUTH
from tests.app.reviewed_city import REFUSED

DAY = "2025-10-01"
SAME_BANK = "line=20.862,42.8912,20.862,42.8913"
BRIDGE = "line=20.862,42.8896,20.862,42.8912"


@pytest.fixture
def client(reviewed):
    with httpx.Client(base_url=reviewed.url, timeout=60) as client:
        yield client


def keep(*queries):
    return "&".join(f"keep={quote(f'{one}&day={DAY}', safe='')}" for one in queries)


def read_table(client, query):
    answer = client.get(f"/review/variants.csv?{query}&lang=en")
    assert answer.status_code == 200, answer.text[:300]
    assert answer.content.startswith("\ufeff".encode())
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize(("query", "status", "field", "sentence"), REFUSED)
def test_a_refusal_of_a_part_names_what_is_wrong_as_the_page_does(
    client, query, status, field, sentence
):
    answer = client.get(f"/review/parts/numbers?{query}&lang=en")
    assert answer.status_code == status
    assert answer.json()["field"] == field
    assert answer.json()["detail"].startswith(sentence)


@pytest.mark.parametrize("part", ["numbers", "variants", "closing"])
def test_a_refused_bridge_is_named_in_the_language_of_the_page(client, part):
    query = keep(SAME_BANK) if part == "variants" else f"{SAME_BANK}&close=main"
    answer = client.get(f"/review/parts/{part}?{query}&lang=sr-Cyrl")
    text = unescape(answer.json()["detail"] if part == "numbers" else answer.text)
    assert "Мост 1: " in text
    assert not re.search(r"line\.0|Bridge", text.replace("data-keep", ""))


def test_no_name_of_a_variant_is_a_formula(client):
    names = ["=1+1", " =1+1", "\uff1d1+1", "-3"]
    query = keep(*(f"name={quote(name)}&{BRIDGE}" for name in names))
    assert [one["Variant"] for one in read_table(client, query)] == [f"'{one}" for one in names]


def test_variants_without_figures_stand_last_with_the_reason(client):
    query = keep(f"name=Broken&{SAME_BANK}", f"name=Good&{BRIDGE}")
    good, broken = read_table(client, query)
    why = "Why there are no figures"
    assert (good["Variant"], good[why]) == ("Good", "")
    assert float(good["Length, m"]) > 100
    assert broken["Variant"] == "Broken"
    assert broken[why].startswith("Bridge 1: the line does not cross the river")


def test_variants_say_that_an_office_need_not_serve_who_comes(client):
    """Once on the page, and beside each row of the file."""
    caution = "each municipality serves its own residents"
    query = keep(BRIDGE, f"{BRIDGE}&mode=drive")
    assert [one["Note"].count(caution) for one in read_table(client, query)] == [1, 1]
    page = client.get(f"/review/parts/variants?{query}&lang=en").text
    assert page.count(caution) == 1
    for part in ("card", "tables"):
        assert caution in client.get(f"/review/parts/{part}?{BRIDGE}&day={DAY}&lang=en").text


def test_variants_counted_in_different_units_say_the_unit_of_each(client):
    both = read_table(client, keep(BRIDGE, f"{BRIDGE}&population=floor-area"))
    assert [one["Unit"] for one in both] == ["people", "m² of floor area"]
    assert "Newly connected, people or m² of floor area" in both[0]
    same = read_table(client, keep(BRIDGE, f"{BRIDGE}&mode=drive"))
    assert "Unit" not in same[0]
    assert "Newly connected, people" in same[0]


@pytest.mark.parametrize(
    ("lon", "lat", "said"),
    [
        (20.862, 42.8896, r"South, \d+ m from the river, at 42\.88960, 20\.86200"),
        (20.862, 42.8912, r"North, \d+ m from the river, at 42\.89120, 20\.86200"),
        (20.862, 42.8904, "In the river"),
        (10.0, 42.8904, "Beyond the study area"),
        (180, 90, "Beyond the study area"),
    ],
)
def test_a_place_is_said_by_bank_and_distance_to_the_river(client, lon, lat, said):
    answer = client.get(f"/review/parts/place?lon={lon}&lat={lat}&lang=en")
    assert re.fullmatch(said, answer.text)


def test_a_place_near_a_named_street_is_said_by_its_name(named_url):
    path = f"{named_url}/review/parts/place?lon=20.858894&lat=42.888431&lang=sq"
    assert httpx.get(path).text.startswith(f"Jug, pranë {SOUTH}, ")


@pytest.mark.parametrize("query", ["", "lon=200&lat=3", "lon=x&lat=1", "lon=nan&lat=1"])
def test_what_is_no_place_is_refused(client, query):
    assert client.get(f"/review/parts/place?{query}").status_code == 400
