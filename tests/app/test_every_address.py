"""Every address that gives something: kept while unchanged, compressed, the same to HEAD."""

import re

import httpx
import pytest
from starlette.routing import Mount

from app.main import create_app
from geodata.exports.formats import Format

LINE = "20.862,42.8896,20.862,42.8912"
QUESTION = f"day=2025-10-01&line={LINE}"
EXAMPLES = {
    "/api/assessments/charts/{chart}.svg": [f"/api/assessments/charts/reach.svg?{QUESTION}"],
    "/api/assessments/homes.geojson": [f"/api/assessments/homes.geojson?{QUESTION}"],
    "/api/assessments/report.json": [f"/api/assessments/report.json?{QUESTION}"],
    "/api/assessments/report.txt": [f"/api/assessments/report.txt?{QUESTION}"],
    "/api/counts": ["/api/counts?layers=roads,crossings"],
    "/api/providers/cell.csv": ["/api/providers/cell.csv?service=water"],
    "/api/scan": ["/api/scan?span_m=150"],
    "/api/search": ["/api/search?q=most"],
    "/compare": ["/compare", f"/compare?{QUESTION}"],
    "/crossings": ["/crossings", "/crossings?as_of=2001-06-01"],
    "/data/{layer}.geojson": [
        "/data/roads.geojson",
        "/data/banks.geojson?bbox=20.8,42.8,20.9,43",
        "/data/crossings.geojson?as_of=2001-06-01",
        "/data/schools.geojson?filter=side%3D%27north%27",
    ],
    "/data/{city}.qgz": ["/data/mitrovica.qgz", "/data/mitrovica.qgz?lang=sq"],
    "/data/{name}": ["/data/crossings"],
    "/data/{name}.qlr": ["/data/stations.qlr"],
    "/data/{name}.{form}": [
        "/data/schools.csv?side=north",
        "/data/claims.geojsonl",
        "/data/schools.csv?filter=side%3D%27north%27",
        "/data/schools.gpkg",
    ],
    "/ogc/collections/{collection}": ["/ogc/collections/schools"],
    "/ogc/collections/{collection}/feature-schema": ["/ogc/collections/schools/feature-schema"],
    "/ogc/collections/{collection}/items": [
        f"/ogc/collections/schools/items{query}"
        for query in ("?limit=5", "?f=html", "?filter=side%3D%27north%27")
    ],
    "/ogc/collections/{collection}/items/{feature:path}": [
        "/ogc/collections/schools/items/node/312"
    ],
    "/ogc/collections/{collection}/queryables": ["/ogc/collections/schools/queryables"],
    "/ogc/collections/{collection}/schema": ["/ogc/collections/schools/schema"],
    "/projects/{project_id}": ["/projects/new-footbridge-2025"],
    "/projects/{project_id}/brief": ["/projects/central-heating/brief"],
    "/projects/{project_id}/brief.pdf": ["/projects/central-heating/brief.pdf"],
    "/review": ["/review", f"/review?{QUESTION}"],
    "/static/{path}": ["{assets}/css/site.css", "{assets}/img/favicon.svg", "/static/js/map.js"],
    "/tiles/{snapshot}.pmtiles": ["/tiles/{snapshot}.pmtiles"],
    "/tiles/{z}/{x}/{y}.mvt": ["/tiles/14/9141/6041.mvt", "/tiles/14/0/0.mvt"],
}
"""Addresses of routes that want to be told something; of all others, they are their paths."""

FOR_GOOD = ("/static/{path}", "/tiles/{snapshot}.pmtiles")
AS_THEY_ARE = (
    "application/pdf",
    "application/vnd.pmtiles",
    "application/geopackage+sqlite3",
    "application/x-qgis-project+zip",
)
LEAST_PACKED = 500  # bytes
MOMENT = re.compile(rb'"timeStamp":"[^"]*"')
"""Of its making, in an answer that is the same in every other respect."""


def list_routes(routes, prefix=""):
    """List the paths that are asked by GET."""
    for route in routes:
        if hasattr(route, "original_router"):
            yield from list_routes(route.original_router.routes, prefix)
        elif isinstance(route, Mount):
            yield from list_routes(route.routes, prefix + route.path)
        elif "GET" in (getattr(route, "methods", None) or ()):
            yield prefix + route.path


PATHS = sorted({*list_routes(create_app().routes), "/static/{path}"})


@pytest.fixture(scope="module")
def reader(reviewed):
    with httpx.Client(base_url=reviewed.url, timeout=60) as reader:
        reader.get("/api/openings")  # the page of the crossings shows them once they are there
        for form in Format:  # whose sizes a page tells once they are made
            reader.get(f"/data/crossings.{form}")
        yield reader


@pytest.fixture(scope="module")
def places(reader):
    """What addresses name that is another one for each server or snapshot."""
    assets = re.search(r"/static/[0-9a-f]+", reader.get("/about").text)[0]
    return {"assets": assets, "snapshot": reader.get("/readyz").json()["snapshot"]}


def list_addresses():
    for path in PATHS:
        for address in EXAMPLES.get(path, [path]):
            yield pytest.param(path, address, id=address)


@pytest.mark.parametrize(("path", "address"), list(list_addresses()))
def test_an_answer_is_kept_compressed_and_not_sent_twice(reader, places, path, address):
    for name, place in places.items():
        address = address.replace(f"{{{name}}}", place)
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
