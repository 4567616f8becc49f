"""Cities side by side on a page and as files: no ranking, no made-up value, no unknown choice."""

import re
from io import BytesIO

import geopandas as gpd
import httpx
import pandas as pd
import pytest

from app.cities import comparison
from app.main import create_app
from app.settings import Settings
from geodata.comparison.indicators import Indicator
from geodata.names import LANGUAGES
from tests.app.served import Server

PAGE = "/cities/compare"
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def ask(compared):
    with (
        Server(create_app(Settings(data=compared, poll_s=60))) as server,
        httpx.Client(base_url=server.site, timeout=60) as client,
    ):
        yield client.get


def read_rows(page):
    rows = re.findall(r'<tr role="row">(.*?)</tr>', page, re.DOTALL)
    return [re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL) for row in rows]


def test_every_indicator_stands_beside_every_city_in_the_order_of_names(ask):
    page = ask(PAGE, headers=HTML).text
    heading, *rows = read_rows(page)
    assert [re.search(r'href="/([^"/]+)/"', one)[1] for one in heading[1:]] == [
        "alphaville",
        "mitrovica",
        "zalesie",
    ]
    assert len(rows) == len(Indicator) + 3
    assert {len(row) for row in rows} == {4}


def test_what_is_missing_or_not_comparable_is_said_in_its_cell(ask):
    _, crossings, *_ = read_rows(ask(f"{PAGE}?lang=en", headers=HTML).text)
    _, old, modelled, dated = crossings
    assert "built before indicators were kept" in old
    assert 'class="bar"' not in old
    assert "modelled" in modelled
    assert "data of 16 December 2013" in dated


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_in_every_language_and_names_are_only_shown(ask, language):
    answer = ask(f"{PAGE}?lang={language}", headers=HTML)
    assert answer.status_code == 200
    assert "<b>Alphaville" not in answer.text
    assert "%(" not in re.search(r"<main.*</main>", answer.text, re.DOTALL)[0]


def test_a_city_that_cannot_be_read_is_named_below(ask):
    page = ask(f"{PAGE}?lang=en", headers=HTML).text
    assert "broken</bdi>: Its folder is called broken" in page


def test_cities_can_be_chosen_and_downloads_are_of_the_same(ask):
    page = ask(f"{PAGE}?city=zalesie&city=nothing", headers=HTML).text
    assert len(read_rows(page)[0]) == 2
    address = re.search(r'href="(/cities/compare\.csv[^"]*)"', page)[1].replace("&amp;", "&")
    table = pd.read_csv(BytesIO(ask(address).content), encoding="utf-8-sig")
    assert table["city"].tolist() == ["zalesie"]


def test_without_a_known_city_all_are_compared(ask):
    assert len(read_rows(ask(f"{PAGE}?city=nothing", headers=HTML).text)[0]) == 4


def test_files_have_every_city_and_leave_missing_values_empty(ask):
    csv = ask(f"{PAGE}.csv", headers={"Origin": "https://elsewhere.example"})
    table = pd.read_csv(BytesIO(csv.content), encoding="utf-8-sig").set_index("city")
    assert table["crossings_per_km"].isna().to_dict() == {
        "alphaville": True,
        "mitrovica": False,
        "zalesie": False,
    }
    places = gpd.read_parquet(BytesIO(ask(f"{PAGE}.parquet").content)).set_index("city")
    assert places.crs == "EPSG:4326"
    assert places.loc["mitrovica"].geometry.covers(
        gpd.points_from_xy([table.lon["mitrovica"]], [table.lat["mitrovica"]])[0]
    )
    assert csv.headers["access-control-allow-origin"] == "*"


def test_the_chart_is_drawn_in_the_language_of_the_reader(ask):
    answer = ask(f"{PAGE}.svg?lang=sq")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "Baraspesha e ofruesve" in answer.text
    assert "style-src 'unsafe-inline'" in answer.headers["content-security-policy"]
    assert ask(f"{PAGE}.svg?lang=en").text != answer.text


def test_many_cities_stand_below_each_other_each_value_with_its_city(ask, monkeypatch):
    assert "compared--stacked" not in ask(PAGE, headers=HTML).text
    monkeypatch.setattr(comparison, "MOST_COLUMNS", 2)
    page = ask(PAGE, headers=HTML).text
    assert "compared--stacked" in page
    assert page.count('class="compared__city"') == 3 * (len(Indicator) + 3)


def test_nothing_is_called_best_or_worst(ask):
    text = ask(f"{PAGE}?lang=en", headers=HTML).text.lower()
    assert not re.search(r"\b(best|worst|rank\w*|score)\b", text)


def test_a_server_of_one_city_compares_it_with_none(sample_data):
    with Server(create_app(Settings(data=sample_data, poll_s=60))) as server:
        answer = httpx.get(f"{server.site}{PAGE}", headers=HTML, timeout=60)
    assert answer.status_code == 200
    assert len(read_rows(answer.text)[0]) == 2
