"""Projects in OC4IDS and as a feed over HTTP: languages, addresses, who leads to them."""

import json
from xml.etree import ElementTree as ET

import httpx
import pytest

from geodata.exports.oc4ids_model import read_package
from geodata.exports.project_feed import ATOM
from geodata.names import LANGUAGES
from tests.geodata.exports.oc4ids_standard import FOLDER, list_faults

PACKAGE, FEED = "/data/projects.oc4ids.json", "/projects.atom"


@pytest.fixture(scope="module")
def reader(reviewed):
    with httpx.Client(base_url=reviewed.url, timeout=60) as reader:
        yield reader


def find(element, name):
    return element.findall(f"{{{ATOM}}}{name}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_package_is_valid_and_names_its_own_address(reader, language):
    answer = reader.get(PACKAGE, params={"lang": language})
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-language"] == language
    assert "Accept-Language" in answer.headers["vary"]
    package = answer.json()
    read_package(package)
    assert package["uri"] == str(answer.url)
    assert package["publishedDate"] == reader.get("/api/snapshot").json()["created_at"]
    assert reader.get(package["uri"]).json() == package
    if FOLDER.exists():
        assert list_faults(package) == []


def test_examples_are_in_neither_file(reader):
    features = reader.get("/data/projects.geojson").json()["features"]
    examples = [one["id"] for one in features if one["properties"]["is_example"]]
    assert examples
    told = reader.get(PACKAGE).text + reader.get(FEED).text
    assert not [one for one in examples if one in told]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_feed_is_well_formed_and_leads_to_pages_that_are_there(reader, language):
    answer = reader.get(FEED, params={"lang": language})
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ET.fromstring(answer.content)
    links = {one.get("rel"): one.get("href") for one in find(feed, "link")}
    assert links["self"] == str(answer.url)
    pages = {
        link.get("href")
        for one in (feed, *find(feed, "entry"))
        for link in find(one, "link")
        if link.get("rel") == "alternate"
    }
    assert len(pages) > 5
    assert {reader.get(page).status_code for page in pages} == {200}


@pytest.mark.parametrize("path", [PACKAGE, FEED])
def test_the_reader_s_language_is_taken_and_another_one_refused(reader, path):
    answer = httpx.get(f"{reader.base_url}{path[1:]}", headers={"Accept-Language": "sr-Latn"})
    assert answer.headers["content-language"] == "sr-Latn"
    answer = reader.get(path, params={"lang": "xx"})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


def test_pages_and_catalogues_lead_to_both(reader):
    for page in ("/data", "/data/projects", "/projects"):
        html = reader.get(page, params={"lang": "sq"}).text
        assert f"{PACKAGE}?lang=sq" in html
        assert f"{FEED}?lang=sq" in html
    assert PACKAGE not in reader.get("/data/roads").text
    catalog = json.dumps(reader.get("/data/catalog.jsonld").json())
    for language in LANGUAGES:
        assert f"{PACKAGE}?lang={language}" in catalog


def test_a_city_without_projects_has_no_package_but_an_empty_feed(serve, little_data):
    url = serve(little_data).url
    answer = httpx.get(f"{url}{PACKAGE}", headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    assert answer.json()["detail"] == (
        "There are no projects with sources here, so there is no OC4IDS file."
    )
    assert not find(ET.fromstring(httpx.get(f"{url}{FEED}").content), "entry")
    assert not [page for page in ("/data", "/projects") if PACKAGE in httpx.get(url + page).text]


def test_the_table_of_projects_tells_needs_and_roles(reader):
    rows = reader.get("/data/projects.geojson").json()["features"]
    projects = {one["id"]: one["properties"] for one in rows}
    assert "albanians-north-2017" in projects["main-bridge-revitalisation"]["needs"]
    roles = [one["role"] for one in projects["new-road-bridge-2025"]["partners"]]
    assert roles == [None, None, "contractor", "client"]
    first = reader.get("/ogc/collections/projects/items?limit=1").json()["features"][0]
    wanted = {"summary", "needs", "partners", "costs", "keys", "history"}
    assert wanted <= first["properties"].keys()
