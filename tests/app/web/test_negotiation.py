"""What a reader accepts is read in one way on every route."""

import gzip
import math

import httpx
import pytest
from starlette.requests import Request

from app.web.negotiation import prefers_page, prefers_type, refuses_plain, takes_encoding

PATHS = (
    *("/data/roads.geojson", "/data/roads.geojson?bbox=0,0,90,90", "/map/crossings.geojson"),
    *("/data/roads.csv", "/data/claims.geojsonl", "/ogc/collections/roads/items?limit=9"),
    *("/ogc", "/", "/api/snapshot", "/api/openapi.json", "/static/js/map.js", "/data/roads.qlr"),
    *("/api/providers/matrix.csv", "/data/catalog.jsonld", "/data/nothing.geojson"),
)
PLAIN = ("gzip;q=0", "gzip; q=0", "gzip ;q=0.0, br;q=0", "identity", "identity;q=1, *;q=0",
         "deflate", "x-gzip-like", "gzip;Q=0.000", "br;q=0,zstd;q=0,gzip;q=0")  # fmt: skip
GZIP = ("gzip", "GZIP;q=0.1", "gzip;q=1.0, *;q=0", "br;q=0, zstd;q=0, *", "identity;q=0.5, gzip",
        "gzip;q=.5")  # fmt: skip


def ask(**headers):
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    pairs = [(name.replace(b"_", b"-"), value) for name, value in pairs]
    return Request({"type": "http", "headers": pairs})


@pytest.mark.parametrize("path", PATHS)
def test_who_does_not_take_gzip_gets_no_gzip(client, path):
    whole = client.get(path, headers={"Accept-Encoding": "identity"})
    for accepted in PLAIN:
        answer = client.get(path, headers={"Accept-Encoding": accepted})
        assert "content-encoding" not in answer.headers, accepted
        assert answer.status_code == whole.status_code


@pytest.mark.parametrize("path", PATHS)
def test_who_takes_gzip_alone_gets_gzip_or_little(client, path):
    for accepted in GZIP:
        answer = client.get(path, headers={"Accept-Encoding": accepted})
        packed = answer.headers.get("content-encoding", "")
        assert packed == "gzip" or len(answer.content) < 500, accepted
        assert "accept-encoding" in answer.headers["vary"].lower()


@pytest.mark.parametrize("path", [*(one for one in PATHS if "claims" not in one), "/healthz"])
@pytest.mark.parametrize("accepted", ["gzip, identity;q=0", "gzip;q=0.1, *;q=0"])
def test_who_refuses_plain_answers_gets_even_small_ones_packed(client, path, accepted):
    answer = client.get(path, headers={"Accept-Encoding": accepted})
    assert answer.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("accepted", ["*;q=0", "identity;q=0", "gzip;q=0, identity;q=0"])
def test_who_refuses_everything_is_served_plain(client, accepted):
    answer = client.get("/data/roads.geojson", headers={"Accept-Encoding": accepted})
    assert answer.status_code == 200
    assert "content-encoding" not in answer.headers


def test_tiles_and_homes_are_packed_as_accepted(reviewed):
    x, y = (20.866 + 180) / 360, math.asinh(math.tan(math.radians(42.89))) / math.pi
    tile = f"{reviewed.url}/tiles/14/{int(x * 2**14)}/{int((1 - y) / 2 * 2**14)}.mvt"
    homes = f"{reviewed.url}/api/assessments/homes.geojson?day=2025-10-01"
    for url in (tile, homes):
        plain = httpx.get(url, headers={"Accept-Encoding": "gzip;q=0"}, timeout=60)
        packed = httpx.get(url, headers={"Accept-Encoding": "br;q=0, gzip;q=0.2"}, timeout=60)
        assert "content-encoding" not in plain.headers
        assert packed.headers["content-encoding"] == "gzip"
        assert plain.content == packed.content
        assert plain.content[:2] != gzip.compress(b"")[:2]


def test_several_headers_are_one_list():
    request = Request(
        {"type": "http", "headers": [(b"accept-encoding", b"br"), (b"accept-encoding", b"gzip")]}
    )
    assert takes_encoding(request, "gzip")
    assert not takes_encoding(request, "zstd")


@pytest.mark.parametrize(
    ("accepted", "refused"),
    [("", False), ("gzip", False), ("identity;q=0", True), ("*;q=0", True),
     ("*;q=0,identity", False), ("gzip;q=nonsense, *;q=0.0", True)],
)  # fmt: skip
def test_plain_answers_are_taken_by_all_who_do_not_refuse_them(accepted, refused):
    assert refuses_plain(ask(accept_encoding=accepted)) == refused


@pytest.mark.parametrize(
    ("accept", "is_page"),
    [
        ("text/*", True),
        ("text/html;level=1 ; q=0.7, */*;q=0.1", True),
        ("TEXT/HTML;Q=0.4, application/json; q=0.5", False),
        ("text/html; q=0, */*", False),
        ("text/*;q=0.5, application/geo+json;q=0.5", False),
        ("application/xhtml+xml", False),
    ],
)
def test_pages_are_for_those_who_like_them_best(accept, is_page):
    assert prefers_page(accept) == is_page


@pytest.mark.parametrize(
    ("accept", "is_wanted"),
    [
        ("application/ld+json", True),
        ("application/ld+json;q=0", False),
        ("application/ld+json;q=0.5, text/html", False),
        ("application/LD+JSON , text/html;q=0.9", True),
        ("text/html", False),
    ],
)
def test_catalogues_get_their_own_form(client, accept, is_wanted):
    assert prefers_type(accept, "application/ld+json") == is_wanted
    kind = client.get("/data", headers={"Accept": accept}).headers["content-type"]
    assert ("ld+json" in kind) == is_wanted


@pytest.mark.parametrize("path", ["/", "/ogc", "/nothing", "/data", "/data/roads.qlr"])
def test_the_language_is_chosen_alike_everywhere(client, path):
    headers = {"Accept": "text/html", "Accept-Language": "de, sr; q=0.9, en;q=0.8"}
    assert client.get(path, headers=headers).headers["content-language"] == "sr-Cyrl"
