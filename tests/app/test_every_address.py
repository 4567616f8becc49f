"""Every address that gives something: kept while unchanged, compressed, the same to HEAD."""

import re

import httpx
import pytest

from geodata.exports.formats import Format
from tests.app.addresses import EXAMPLES, SAMPLE, fill, list_addresses
from tests.app.review.review_page import read_again
from tests.waiting import wait_until

FOR_GOOD = ("/static/{path}", "/tiles/{snapshot}.pmtiles")
AS_THEY_ARE = (
    *("application/pdf", "image/png"),
    "application/vnd.pmtiles",
    "application/vnd.apache.parquet",
    "application/geopackage+sqlite3",
    "application/x-qgis-project+zip",
)
STUDIES = [fill(EXAMPLES[path][0], SAMPLE) for path in ("/crossings/closures", "/review/plan")]
LEAST_PACKED = 500  # bytes
LATER = {"assets": "{ASSETS}", "snapshot": "{SNAPSHOT}"}
"""What addresses name that is another one for each server or snapshot."""
MOMENT = re.compile(rb'"timeStamp":"[^"]*"')
"""Of its making, in an answer that is the same in every other respect."""


@pytest.fixture(scope="module")
def reader(reviewed):
    with httpx.Client(base_url=reviewed.url, timeout=60) as reader:
        reader.get("/api/openings")  # the page of the crossings shows them once they are there
        for form in Format:  # whose sizes a page tells once they are made
            reader.get(f"/data/crossings.{form}")
        for page in STUDIES:  # which come back until they are answered
            wait_until(lambda page=page: read_again(reader.get(page).text) is None, 60)
        yield reader


@pytest.fixture(scope="module")
def places(reader):
    assets = re.search(r"/static/[0-9a-f]+", reader.get("/about").text)[0]
    return {"ASSETS": assets, "SNAPSHOT": reader.get("/readyz").json()["snapshot"]}


@pytest.mark.parametrize(
    ("path", "address"),
    [pytest.param(*one, id=one[1]) for one in list_addresses(SAMPLE | LATER)],
)
def test_an_answer_is_kept_compressed_and_not_sent_twice(reader, places, path, address):
    address = fill(address, places)
    assert "{" not in address, f"EXAMPLES lacks an address of {path}"
    first = reader.get(address)
    assert first.status_code in {200, 204}
    kept, tag = first.headers["cache-control"], first.headers["etag"]
    assert ("immutable" in kept) == (path in FOR_GOOD and not address.startswith("/static/js"))
    assert "accept-encoding" in first.headers["vary"].lower()
    plain = reader.get(address, headers={"Accept-Encoding": "identity"})
    assert MOMENT.sub(b"", plain.content) == MOMENT.sub(b"", first.content)
    assert plain.headers["etag"].removeprefix("W/") == tag.removeprefix("W/")
    assert "content-encoding" not in plain.headers
    is_packed = first.headers.get("content-encoding") in {"gzip", "br", "zstd"}
    is_small = len(plain.content) < LEAST_PACKED
    assert is_packed or is_small or first.headers["content-type"] in AS_THEY_ARE
    again = reader.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    for name in ("cache-control", "etag", "vary"):
        assert again.headers[name] == first.headers[name], name
    head = reader.head(address, headers={"Accept-Encoding": "identity"})
    assert (head.status_code, head.content) == (plain.status_code, b"")
    for name in ("cache-control", "content-type", "content-length", "etag", "vary"):
        assert head.headers.get(name) == plain.headers.get(name), name


def test_what_changed_is_sent_again(reader):
    matrix = "/api/providers/matrix"
    tags = [reader.get(f"{matrix}?service={one}").headers["etag"] for one in ("water", "power")]
    assert len(set(tags)) == 2
    again = reader.get(f"{matrix}?service=power", headers={"If-None-Match": tags[0]})
    assert again.status_code == 200
    assert again.json()


def test_errors_carry_no_tag_of_what_is_not_there(reader):
    answer = reader.get("/data/nothing.geojson")
    assert answer.status_code == 404
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-cache"
