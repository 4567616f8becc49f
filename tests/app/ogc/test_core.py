"""OGC API – Features, Core: resources, pages, parameters, forms and headers."""

import re
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point

from geodata.exports.formats import Format
from geodata.fields import TABLE_FIELDS, get_fields
from tests.app.small_city import HOSTILE, make_layer, make_layers, write_city
from tests.examples import examples

COLLECTIONS = ["roads", "schools", "buildings", "street_lamps", *TABLE_FIELDS]
RESOURCES = [
    "/ogc",
    "/ogc/",
    "/ogc/api",
    "/ogc/conformance",
    "/ogc/collections",
    "/ogc/collections/crossings",
    "/ogc/collections/claims/queryables",
    "/ogc/collections/projects/schema",
    "/ogc/collections/schools/items",
    "/ogc/collections/schools/items/way/1",
    "/ogc/collections/street_lamps/items",
]


@pytest.fixture(scope="session")
def lamps_url(tmp_path_factory, city_url):
    """The address of a server with 1,234 street lamps in a row."""
    from app.main import create_app
    from app.settings import Settings
    from tests.app.served import Server

    folder = tmp_path_factory.mktemp("lamps")
    lamps = [Point(20.85 + i * 1e-5, 42.89) for i in range(1_234)]
    write_city(folder, layers=make_layers() | {"street_lamps": make_layer("street_lamps", lamps)})
    with Server(create_app(Settings(data=folder, poll_s=60))) as server:
        yield server.url


def read_pages(url):
    """Follow the links to next pages; yields each page."""
    while url:
        page = httpx.get(url).json()
        yield page
        url = next((one["href"] for one in page["links"] if one["rel"] == "next"), None)


@pytest.mark.parametrize("path", RESOURCES)
def test_every_resource_is_json_and_a_page_and_links_both(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert "json" in answer.headers["content-type"]
    document = answer.json()
    if "links" in document:
        links = {one["rel"]: one["href"] for one in document["links"]}
        page = client.get(links["alternate"])
        assert client.get(links["self"]).status_code == 200
    else:
        page = client.get(path, params={"f": "html"})
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert HOSTILE not in page.text
    browser = client.get(path, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert browser.headers["content-type"].startswith("text/html")


def test_every_link_of_the_landing_page_and_collections_leads_somewhere(client):
    documents = [client.get("/ogc").json(), *client.get("/ogc/collections").json()["collections"]]
    own = f"{client.base_url}".rstrip("/")
    links = [link for document in documents for link in document["links"]]
    files = [link["href"] for link in links if link["rel"] == "enclosure"]
    assert len(files) == len(COLLECTIONS) * len(Format)
    assert client.get(files[-1], timeout=60).status_code == 200
    for link in links:
        if link["href"].startswith(own) and link["rel"] != "enclosure":
            answer = client.get(link["href"], headers={"Accept": link["type"]})
            assert answer.status_code == 200, link
            assert answer.headers["content-type"].startswith(link["type"]), link


def test_every_layer_and_table_is_a_collection_with_an_extent_and_a_licence(client):
    collections = client.get("/ogc/collections").json()["collections"]
    assert [one["id"] for one in collections] == COLLECTIONS
    for one in collections:
        assert one["crs"][0] == one["storageCrs"] == "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
        assert one["attribution"]
        assert (
            "spatial" not in one.get("extent", {}) or len(one["extent"]["spatial"]["bbox"][0]) == 4
        )
        assert client.get(f"/ogc/collections/{one['id']}").json()["id"] == one["id"]


def test_titles_are_in_the_language_of_the_reader(client):
    address = "/ogc/collections/crossings"
    titles = {
        language: client.get(address, headers={"Accept-Language": language}).json()["title"]
        for language in ("en", "sq", "sr-Latn", "sr")
    }
    assert len(set(titles.values())) == 4
    assert client.get(address, params={"lang": "sr-Cyrl"}).json()["title"] == titles["sr"]
    assert client.get(address, params={"lang": "de"}).json()["field"] == "lang"


@pytest.mark.parametrize("name", COLLECTIONS)
def test_features_have_exactly_the_fields_of_the_schema(client, name):
    page = client.get(f"/ogc/collections/{name}/items").json()
    schema = client.get(f"/ogc/collections/{name}/schema").json()["properties"]
    fields = [field.name for field in get_fields(name)]
    assert [*fields, "geometry"] == list(schema)
    assert page["numberMatched"] == page["numberReturned"] == len(page["features"])
    for feature in page["features"]:
        assert list(feature["properties"]) == fields


def test_a_feature_is_found_by_its_id_whether_its_slash_is_encoded_or_not(client):
    plain, encoded = (
        client.get(f"/ogc/collections/roads/items/{one}").json() for one in ("way/2", "way%2F2")
    )
    assert plain["id"] == encoded["id"] == "way/2"
    assert {one["rel"] for one in plain["links"]} == {"self", "alternate", "collection"}
    [listed] = client.get("/ogc/collections/roads/items?limit=1&offset=1").json()["features"]
    assert plain.items() >= listed.items()


@pytest.mark.parametrize(
    "path", ["/ogc/nothing", "/ogc/collections/unicorns", "/ogc/collections/roads/items/way/99"]
)
def test_what_is_not_there_is_a_problem_of_status_404(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert client.get(path, headers={"Accept": "text/html"}).text.startswith("<!DOCTYPE")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("nothing=1", "nothing"),
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=ten", "limit"),
        ("limit=1&limit=2", "limit"),
        ("limit=1e3", "limit"),
        ("offset=-1", "offset"),
        ("offset=99999999999", "offset"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=1,2,3,4,5", "bbox"),
        ("bbox=1,2,3,nan", "bbox"),
        ("bbox=1,2,3,1e999", "bbox"),
        ("bbox=0,5,1,1", "bbox"),
        ("bbox=0,0,200,1", "bbox"),
        ("bbox=", "bbox"),
        ("bbox=0,0,1,1&bbox-crs=EPSG:1", "bbox-crs"),
        ("crs=WGS84", "crs"),
        ("datetime=yesterday", "datetime"),
        ("datetime=2020-01-02/2020-01-01", "datetime"),
        ("datetime=../..", "datetime"),
        ("datetime=2020-01-01/2020-01-02/2020-01-03", "datetime"),
        ("datetime=2020-01-01T10:00:00", "datetime"),
        ("properties=unicorn", "properties"),
        ("sortby=unicorn", "sortby"),
        ("sortby=", "sortby"),
        ("q=", "q"),
        ("f=xml", "f"),
        ("id=one", "id"),
        ("is_modelled=maybe", "is_modelled"),
        ("filter-lang=sql", "filter-lang"),
        ("filter-crs=x", "filter-crs"),
    ],
)
def test_what_cannot_be_read_is_refused_and_named(client, query, field):
    answer = client.get(f"/ogc/collections/roads/items?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["field"] == field
    assert answer.json()["detail"].startswith(field)


@settings(max_examples=examples(8))
@given(limit=st.integers(100, 1_500), query=st.sampled_from(["", "&sortby=-id", "&side=north"]))
def test_pages_follow_each_other_without_missing_or_doubling_any(lamps_url, limit, query):
    first = f"{lamps_url}/ogc/collections/street_lamps/items?limit={limit}{query}"
    pages = list(read_pages(first))
    ids = [feature["properties"]["id"] for page in pages for feature in page["features"]]
    expected = list(range(1, 1_235))
    assert ids == (expected[::-1] if "sortby" in query else expected)
    assert {page["numberMatched"] for page in pages} == {1_234}
    assert all(page["numberReturned"] == len(page["features"]) for page in pages)


def test_previous_pages_lead_back_to_the_first_feature(lamps_url):
    url = f"{lamps_url}/ogc/collections/street_lamps/items?limit=10&offset=25"
    ids = []
    while url:
        page = httpx.get(url).json()
        ids = [feature["properties"]["id"] for feature in page["features"]] + ids
        url = next((one["href"] for one in page["links"] if one["rel"] == "prev"), None)
    assert ids == list(range(1, 36))


def test_a_page_has_a_hundred_features_unless_asked_and_ten_thousand_at_most(lamps_url):
    items = f"{lamps_url}/ogc/collections/street_lamps/items"
    assert httpx.get(items).json()["numberReturned"] == 100
    assert httpx.get(items, params={"limit": 999_999}).json()["numberReturned"] == 1_234
    beyond = httpx.get(items, params={"offset": 5_000}).json()
    assert (beyond["numberMatched"], beyond["features"]) == (1_234, [])


def test_links_keep_the_other_parameters(lamps_url):
    query = {"limit": "5", "q": "street lamps", "properties": "side", "lang": "sq"}
    page = httpx.get(f"{lamps_url}/ogc/collections/street_lamps/items", params=query).json()
    [link] = [one["href"] for one in page["links"] if one["rel"] == "next"]
    assert dict(parse_qsl(urlsplit(link).query)) == query | {"offset": "5"}


def test_a_long_page_is_the_same_as_its_parts(lamps_url):
    items = f"{lamps_url}/ogc/collections/street_lamps/items"
    whole = httpx.get(items, params={"limit": 1_234}).json()["features"]
    parts = [page["features"] for page in read_pages(f"{items}?limit=617")]
    assert whole == [feature for part in parts for feature in part]


def test_a_box_finds_what_it_touches_also_over_the_antimeridian(client):
    items = "/ogc/collections/roads/items"

    def find(box):
        page = client.get(items, params={"bbox": box}).json()
        return [feature["id"] for feature in page["features"]]

    assert find("20.85,42.90,20.855,42.91") == ["way/1"]
    assert find("20.85,42.90,0,20.855,42.91,500") == ["way/1"]
    assert find("170,-90,21,90") == ["way/1", "way/2"]
    assert find("170,-90,-170,90") == []
    assert find("20.85,42.905,20.85,42.905") == ["way/1"]


def test_a_time_leaves_out_what_was_not_there(client):
    def find(collection, time):
        page = client.get(f"/ogc/collections/{collection}/items", params={"datetime": time}).json()
        return {feature["id"] for feature in page["features"]}

    assert find("crossings", "2025-08-25") == {"old", "osm-way-25131021"}
    assert find("crossings", "2025-08-26T12:00:00+02:00") >= {"new", "old"}
    assert find("crossings", "../1950-01-01") == {"osm-way-25131021"}
    assert find("providers", "1999-06-01/..") == {"a-provider"}
    assert find("providers", "../1999-01-01") == set()
    assert find("roads", "1999-01-01") == {"way/1", "way/2"}


def test_fields_can_be_asked_for_by_their_value(client):
    def count(query):
        return client.get(f"/ogc/collections/schools/items?{query}").json()["numberMatched"]

    assert count("is_modelled=true&provider=a-provider&id=1&provider_confidence=0.9") == 1
    assert count("is_modelled=false") == 0
    assert count("municipality=") == 0


def test_words_are_found_in_any_script_and_case(client):
    items = "/ogc/collections/providers/items"
    for words in ("davalac", "ДАВАЛАЦ", "a provider education"):
        assert client.get(items, params={"q": words}).json()["numberMatched"] == 1, words
    assert client.get(items, params={"q": "davalac nothing"}).json()["numberMatched"] == 0


def test_chosen_fields_come_alone_and_in_their_order(client):
    answer = client.get("/ogc/collections/roads/items?properties=side,id")
    assert [list(one["properties"]) for one in answer.json()["features"]] == [["side", "id"]] * 2


def test_features_without_a_value_come_last_however_they_are_sorted(client):
    for order in ("opened", "-opened"):
        page = client.get(f"/ogc/collections/crossings/items?sortby={order}").json()
        opened = [feature["properties"]["opened"] for feature in page["features"]]
        known = sorted([one for one in opened if one], reverse=order.startswith("-"))
        assert opened == [*known, *[None] * opened.count(None)]


def test_answers_are_kept_checked_and_readable_from_other_sites(client):
    address = "/ogc/collections/roads/items?limit=1"
    plain = {"Accept-Encoding": "identity"}
    answer = client.get(address, headers={"Origin": "https://example.org", **plain})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert re.fullmatch(r"<[^>]+>", answer.headers["content-crs"])
    again = client.get(address, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = client.head(address, headers=plain)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == answer.headers["content-length"]
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_answers_are_compressed_as_the_reader_likes(lamps_url, encoding):
    items = f"{lamps_url}/ogc/collections/street_lamps/items?limit=1234"
    with httpx.stream("GET", items, headers={"Accept-Encoding": encoding}) as answer:
        assert answer.headers["content-encoding"] == encoding
        packed = b"".join(answer.iter_raw())
    plain = httpx.get(items, headers={"Accept-Encoding": "identity"})
    assert len(packed) < len(plain.content) / 5
    assert "Accept-Encoding" in plain.headers["vary"]


@pytest.mark.parametrize("limit", [1, 1_000])
def test_a_packed_page_holds_what_the_plain_one_holds(lamps_url, limit):
    url = f"{lamps_url}/ogc/collections/street_lamps/items?limit={limit}"
    plain = httpx.get(url, headers={"Accept-Encoding": "gzip;q=0"})
    packed = httpx.get(url, headers={"Accept-Encoding": "gzip, br"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.json()["features"] == plain.json()["features"]


def test_a_server_without_a_snapshot_says_so(serve, tmp_path):
    server = serve(tmp_path)
    answer = httpx.get(f"{server.url}/ogc/collections/roads/items")
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"


def test_crossings_are_as_of_today_though_the_snapshot_is_older(client, monkeypatch):
    address = "/ogc/collections/crossings/items/new"
    tags = []
    for day, status in ((date(2025, 7, 15), "under construction"), (date(2025, 8, 26), "open")):
        monkeypatch.setattr("app.ogc.forms.read_today", lambda day=day: day)
        answer = client.get(address, headers={"If-None-Match": tags[-1]} if tags else {})
        properties = answer.json()["properties"]
        assert (properties["as_of"], properties["status"]) == (day.isoformat(), status)
        tags.append(answer.headers["etag"])
