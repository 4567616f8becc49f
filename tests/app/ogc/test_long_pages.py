"""Pages up to the longest: walked from link to link, streamed, and the same in any packing."""

import httpx
import pytest

from tests.app.many_buildings import COUNT
from tests.examples import each_once

LONGEST = 10_000
METRES = "http://www.opengis.net/def/crs/EPSG/0/32634"
QUESTIONS = {
    "all": {},
    "crs": {"crs": METRES},
    "filter": {"filter": "side='north'"},
    "properties": {"properties": "name,id"},
}


@pytest.fixture
def reader(large_url):
    url = f"{large_url}/ogc/collections/buildings/"
    with httpx.Client(base_url=url, timeout=120) as reader:
        yield reader


@pytest.fixture
def ids(buildings):
    pairs = zip(buildings["element"], buildings["id"], strict=True)
    return [f"{element}/{number}" for element, number in pairs]


def find_link(page, rel):
    return next((one["href"] for one in page["links"] if one["rel"] == rel), None)


def walk(reader, address, rel="next"):
    """Read page after page; each must say of itself what it is, in its head and in its headers."""
    while address:
        answer = reader.get(address)
        page = answer.raise_for_status().json()
        assert page["numberReturned"] == len(page["features"])
        assert {one: link["url"] for one, link in answer.links.items()} == {
            link["rel"]: link["href"] for link in page["links"]
        }
        yield page
        address = find_link(page, rel)


def list_ids(pages):
    return [feature["id"] for page in pages for feature in page["features"]]


@pytest.mark.parametrize(("limit", "sizes"), [
    pytest.param(LONGEST, [10_000, 10_000, 50], marks=pytest.mark.slow),
    (2 * LONGEST, [10_000, 10_000, 50]),  # as many as there are on the longest page
    (4_010, [4_010] * 5),
])  # fmt: skip
def test_links_lead_forth_and_back_to_every_building_once(reader, ids, limit, sizes):
    pages = list(walk(reader, f"items?limit={limit}"))
    assert [page["numberReturned"] for page in pages] == sizes
    assert {page["numberMatched"] for page in pages} == {COUNT}
    assert list_ids(pages) == ids
    assert find_link(pages[0], "prev") is None
    back = list(walk(reader, find_link(pages[-1], "self"), "prev"))
    assert list_ids(reversed(back)) == ids


def test_the_way_back_from_amid_a_page_ends_at_the_first_building(reader, ids):
    back = list(walk(reader, "items?limit=7000&offset=7123", "prev"))
    assert [page["numberReturned"] for page in back] == [7_000, 7_000, 123]
    assert list_ids(reversed(back)) == ids[:14_123]


def test_a_page_beyond_the_last_building_is_empty_and_leads_back(reader, ids):
    page = reader.get(f"items?limit={LONGEST}&offset={COUNT + LONGEST}").json()
    assert (page["numberMatched"], page["numberReturned"], page["features"]) == (COUNT, 0, [])
    assert find_link(page, "next") is None
    assert list_ids(walk(reader, find_link(page, "prev"))) == ids[-LONGEST:]
    nothing = reader.get("items?filter=side='west'&offset=1").json()
    assert (nothing["numberMatched"], find_link(nothing, "prev")) == (0, None)


def test_a_choice_in_an_order_is_walked_whole_and_in_this_order(reader, buildings, ids):
    pages = list(walk(reader, "items?limit=6000&filter=side='north'&sortby=-bank_distance_m"))
    chosen = buildings.assign(name=ids)[buildings["side"] == "north"]
    chosen = chosen.sort_values("bank_distance_m", ascending=False, kind="stable")
    assert {page["numberMatched"] for page in pages} == {len(chosen)} == {COUNT // 2}
    assert list_ids(pages) == list(chosen["name"])


def test_long_pages_come_in_parts_and_short_ones_whole(reader):
    with reader.stream("GET", f"items?limit={LONGEST}") as answer:
        assert "content-length" not in answer.headers
        assert answer.headers["transfer-encoding"] == "chunked"
        assert len(next(answer.iter_raw())) < 1_000_000  # of some five megabytes
    assert "content-length" in reader.get("items?limit=1000").headers


def read_features(reader, limit, question, encoding):
    """Read a page's bytes from its features on: before them stands the moment of the answer."""
    headers = {"Accept-Encoding": encoding}
    answer = reader.get("items", params={"limit": limit} | question, headers=headers)
    assert answer.headers.get("content-encoding", "identity") == encoding
    assert "accept-encoding" in answer.headers["vary"].lower()
    return answer.content.partition(b'"features":')[2]


@pytest.mark.parametrize(("question", "limit"), each_once(list(QUESTIONS), [LONGEST, 1_000]))
def test_a_page_is_the_same_however_it_travels(reader, question, limit):
    question = QUESTIONS[question]
    plain = read_features(reader, limit, question, "identity")
    assert plain.count(b'"type":"Feature"') == limit
    for encoding in ("gzip", "br", "zstd"):
        assert read_features(reader, limit, question, encoding) == plain, encoding


def test_a_long_page_is_asked_about_without_its_body_and_not_sent_twice(reader):
    get = reader.get(f"items?limit={LONGEST}")
    head = reader.head(f"items?limit={LONGEST}")
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "link", "content-type", "content-crs"):
        assert head.headers[name] == get.headers[name]
    again = reader.get(f"items?limit={LONGEST}", headers={"If-None-Match": get.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
