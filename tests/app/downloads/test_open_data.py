"""Scripts of any site may read the data: API, files and tiles, and what they refuse."""

import pytest

ORIGIN = {"Origin": "https://example.org"}
OPEN = [
    "/ogc",
    "/ogc/",
    "/ogc/nothing",
    "/ogc/collections/none",
    "/ogc/collections/roads/items?limit=0",
    "/data/catalog.jsonld",
    "/data/none.csv",
    "/data/projects.oc4ids.json",
    "/projects.atom",
    "/tiles/1/0/0.mvt",
]


@pytest.mark.parametrize("path", OPEN)
def test_an_answer_can_be_read_by_scripts_of_other_sites_also_a_refusal(client, path):
    answer = client.get(path, headers=ORIGIN)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "ETag" in answer.headers["access-control-expose-headers"]


@pytest.mark.parametrize("path", OPEN)
def test_a_browser_may_ask_with_headers_of_its_own(client, path):
    asked = {
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match, range",
    }
    answer = client.options(path, headers=ORIGIN | asked)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "if-none-match" in answer.headers["access-control-allow-headers"]


@pytest.mark.parametrize("path", ["/", "/dataset", "/healthz", "/projects", "/projects.atom2"])
def test_what_is_no_data_stays_with_its_own_site(client, path):
    assert "access-control-allow-origin" not in client.get(path, headers=ORIGIN).headers


def test_a_copy_that_is_current_is_readable_too(client):
    items = "/ogc/collections/roads/items"
    etag = client.get(items).headers["etag"]
    answer = client.get(items, headers=ORIGIN | {"If-None-Match": etag})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (304, "*")


def test_a_filter_that_cannot_be_judged_is_refused_whatever_copy_a_reader_has(client):
    items = "/ogc/collections/roads/items"
    etag = client.get(items).headers["etag"]
    answer = client.get(f"{items}?filter=nothing=1", headers={"If-None-Match": etag})
    assert answer.status_code == 400


def test_documents_are_tagged_by_what_they_say(client):
    said = client.get("/ogc/conformance").headers["etag"]
    assert client.get("/ogc/collections").headers["etag"] != said
    assert client.get("/ogc/conformance", headers={"If-None-Match": said}).status_code == 304
    own, other = (client.get("/ogc", headers={"Host": host}) for host in ("one.org", "two.org"))
    assert own.headers["etag"] != other.headers["etag"]
