"""The pages about the data: what they list, explain and tell catalogues."""

import json
import re

import httpx
import pytest

from geodata import LICENCE_URL
from geodata.exports.formats import Format
from geodata.fields import TABLE_FIELDS, get_fields
from geodata.names import LANGUAGES
from tests.app.small_city import write_city

LAYERS = ["roads", "schools", "buildings", "street_lamps"]
TABLES = [*TABLE_FIELDS]


def read_linked_data(html):
    text = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1]
    return json.loads(text)


@pytest.mark.parametrize("name", [*LAYERS, *TABLES])
def test_every_layer_and_table_is_listed_with_all_its_files(client, name):
    html = client.get("/data").text
    assert f'<a href="/testville/data/{name}">' in html
    for ending in [*Format, "qlr?lang=en"]:
        assert f'href="/testville/data/{name}.{ending}"' in html


def test_the_whole_city_is_one_file_and_one_project(client):
    html = client.get("/data").text
    assert 'href="/testville/data/testville.gpkg"' in html
    assert 'href="/testville/data/testville.qgz?lang=en"' in html


def test_a_page_of_a_layer_says_licence_source_and_date(client):
    html = client.get("/data/roads").text
    manifest = client.get("/api/snapshot").json()
    assert LICENCE_URL in html
    assert manifest["id"] in html
    assert "sample.osm.gz" in html
    assert "https://wiki.openstreetmap.org/wiki/" in html


def test_a_layer_that_is_not_there_is_a_page_for_people(client):
    answer = client.get("/data/unicorns", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "<h1>" in answer.text


def test_search_engines_read_a_dataset_with_its_licence_and_files(client):
    dataset = read_linked_data(client.get("/data/schools").text)
    assert dataset["@type"] == "Dataset"
    assert dataset["license"] == LICENCE_URL
    assert {one["contentUrl"].rpartition(".")[2] for one in dataset["distribution"]} == set(Format)
    names = [one["name"] for one in dataset["variableMeasured"]]
    assert names == [field.name for field in get_fields("schools")]
    whole = read_linked_data(client.get("/data").text)
    assert {part["@id"].rpartition("/")[2] for part in whole["hasPart"]} == {*LAYERS, *TABLES}


def test_hostile_text_cannot_leave_the_block_of_linked_data(tmp_path, serve):
    hostile = "</script><script>window.hacked=1</script>"
    write_city(tmp_path, town="x", notes=(hostile,))
    html = httpx.get(f"{serve(tmp_path).url}/data").text
    assert "<script>window.hacked" not in html
    assert hostile in read_linked_data(html)["description"]


def test_catalogues_harvest_every_dataset_with_its_files(client):
    answer = client.get("/data/catalog.jsonld")
    assert answer.headers["content-type"] == "application/ld+json"
    catalog = answer.json()
    assert catalog["@type"] == "dcat:Catalog"
    assert {title["@language"] for title in catalog["dct:title"]} == set(LANGUAGES)
    datasets = {one["@id"].rpartition("/")[2]: one for one in catalog["dcat:dataset"]}
    assert set(datasets) == {*LAYERS, *TABLES}
    roads = datasets["roads"]
    assert roads["dct:license"] == {"@id": LICENCE_URL}
    assert roads["dct:publisher"] == catalog["dct:publisher"]
    period = roads["dct:temporal"]
    assert period["dcat:startDate"] == period["dcat:endDate"]
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", period["dcat:startDate"]["@value"])
    assert roads["dct:modified"]["@value"].startswith(period["dcat:startDate"]["@value"])
    assert [one["@id"][-2:] for one in catalog["dct:language"]] == ["sq", "sr", "en"]
    assert roads["dct:spatial"]["dcat:bbox"]["@value"].startswith("POLYGON ((20.9 42.88")
    for file in roads["dcat:distribution"]:
        assert file["dct:license"] == {"@id": LICENCE_URL}
        assert client.head(file["dcat:downloadURL"]["@id"], timeout=120).status_code == 200
    assert client.get(roads["dcat:landingPage"]["@id"]).status_code == 200
    assert client.get(catalog["dcat:service"]["dcat:endpointURL"]["@id"]).status_code == 200


def test_who_accepts_linked_data_gets_the_catalogue_at_the_page_itself(client):
    answer = client.get("/data", headers={"Accept": "application/ld+json"})
    catalog = client.get("/data/catalog.jsonld").json()
    assert answer.headers["content-type"] == "application/ld+json"
    assert answer.json()["@id"] == catalog["@id"]
    assert "Accept" in answer.headers["vary"].split(", ")
    page = client.get("/data", headers={"Accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    assert "Accept" in page.headers["vary"].split(", ")


def test_sizes_are_told_once_files_are_made(data, serve):
    url = serve(data).url
    size = len(httpx.get(f"{url}/data/roads.gpkg", timeout=120).content)
    catalog = httpx.get(f"{url}/data/catalog.jsonld").json()
    roads = next(one for one in catalog["dcat:dataset"] if one["@id"].endswith("/roads"))
    sizes = {
        one["dcat:downloadURL"]["@id"].rpartition(".")[2]: one.get("dcat:byteSize")
        for one in roads["dcat:distribution"]
    }
    assert sizes["gpkg"] == size
    assert re.search(
        r"/data/roads\.gpkg.*?</a> <small>[\d,.]+&nbsp;[kM]B", httpx.get(f"{url}/data").text
    )
