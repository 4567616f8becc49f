"""A small city elsewhere is served with its own examples: nothing of the first city is left."""

import re
from io import BytesIO

import httpx
import pytest
from pypdf import PdfReader

from app.main import create_app
from app.review.service import ReviewService
from app.settings import Settings
from tests.app.addresses import PATHS
from tests.app.served import Server
from tests.pipelines.little_city import BOX

OF_ANOTHER_CITY = re.compile(
    r"mitrovic|митровиц|kosov|косов|\bib[aë]r\b|ибар|главни мост|20\.8[5-9]\d*|42\.8[89]\d*|42\.9\d"
    r"|new-footbridge|42,8[89]|20,8[5-9]",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def elsewhere(little_data):
    """The address of a server of a little town on another river, whose model is made."""
    with Server(create_app(Settings(data=little_data, poll_s=60))) as server:
        server.wait_until_reviewed()
        yield server.url


def list_pages():
    documents = ["/ogc/api?f=json", "/ogc?f=json", "/ogc/collections?f=json", "/data/roads.qlr"]
    plain = [path for path in PATHS if "{" not in path]
    return sorted({*plain, *documents, "/data/roads", "/data/crossings", "/ogc?f=html", "/nothing",
                   "/review?line=1,2", "/search?q=x", "/data/nothing.geojson",
                   "/ogc/api?f=html", "/ogc/collections/roads?f=html"})  # fmt: skip


def read_text(answer):
    """Read what is to be read: of a PDF its text, not the numbers that it is drawn by."""
    if answer.headers["content-type"] != "application/pdf":
        return answer.text
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)


@pytest.mark.parametrize("path", list_pages())
def test_no_page_and_no_document_speaks_of_another_city(elsewhere, path):
    answer = httpx.get(f"{elsewhere}{path}", headers={"Accept": "text/html"}, timeout=60)
    assert answer.status_code != 503
    found = {one[0] for one in OF_ANOTHER_CITY.finditer(read_text(answer))}
    assert found == set()


def test_nor_does_what_is_shown_while_the_review_is_prepared(little_data, monkeypatch):
    monkeypatch.setattr(ReviewService, "_prepare", lambda _desk, _snapshot: None)
    with Server(create_app(Settings(data=little_data, poll_s=60))) as server:
        for path in ("/review/brief", "/review/brief.pdf", "/"):
            answer = httpx.get(f"{server.url}{path}", headers={"Accept": "text/html"})
            assert answer.status_code == (200 if path == "/" else 503)
            assert OF_ANOTHER_CITY.search(answer.text) is None
            assert "uramost build" not in answer.text


def test_no_script_does_either():
    for path in (create_app().state.settings.static / "js").glob("*.js"):
        assert OF_ANOTHER_CITY.search(path.read_text(encoding="utf-8")) is None, path.name


def test_examples_are_of_the_city(elsewhere):
    document = httpx.get(f"{elsewhere}/api/openapi.json").json()
    asked = {
        one["name"]: one["example"]
        for path in document["paths"].values()
        for operation in path.values()
        for one in operation.get("parameters", ())
        if "example" in one
    }
    assert asked["side"] == "north"
    assert asked["filter"] == "side = 'north' AND is_modelled = false"
    assert asked["people"] == ["upper:10000"]
    assert asked["q"] == "Main Bridge"
    assert asked["close"] == ["main"]
    left, bottom, right, top = map(float, asked["bbox"].split(","))
    assert BOX[0] <= left < right <= BOX[2]
    assert bottom < 48.01 < top
    body = document["paths"]["/api/assessments"]["post"]["requestBody"]["content"]
    footbridge = body["application/json"]["examples"]["a footbridge"]
    assert footbridge["summary"] == "A footbridge in Little · Klein"
    ends = footbridge["value"]["features"][0]["geometry"]["coordinates"]
    assert sorted(lat for _, lat in ends) == [48.009, 48.011]
    html = httpx.get(f"{elsewhere}/review").text
    assert re.search(r'placeholder="15\.015,48\.0', html)


@pytest.mark.parametrize(("name", "path"), [
    ("bbox", "/data/roads.geojson"), ("filter", "/data/roads.geojson"), ("q", "/api/search"),
    ("side", "/data/roads.csv"),
])  # fmt: skip
def test_examples_are_answered(elsewhere, name, path):
    document = httpx.get(f"{elsewhere}/api/openapi.json").json()
    template = {
        "/data/roads.geojson": "/data/{layer}.geojson",
        "/data/roads.csv": "/data/{name}.{form}",
    }
    operation = document["paths"][template.get(path, path)]["get"]
    [example] = [one["example"] for one in operation["parameters"] if one["name"] == name]
    assert httpx.get(f"{elsewhere}{path}", params={name: example}).status_code == 200
