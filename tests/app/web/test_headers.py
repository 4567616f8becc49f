"""Headers: on every answer and every error, short, for hosts that are none, and of cookies."""

import json

import httpx
import pytest
from pydantic import ValidationError

import app.main
from app.settings import Settings
from geodata.names import LANGUAGES
from tests.examples import each_once

SAFE = (
    *("x-content-type-options", "referrer-policy", "content-security-policy"),
    *("permissions-policy", "cache-control"),
)
LONGEST = 4_096
DAYS = ["2025-13-45", "2024-02-30", "9999-99-99", "0000-00-00", "1,234,567.00000000000000000001",
        "1" * 300, "٢٠٢٥-٠١-٠١", "%(n)s", "{0}", "\u202e"]  # fmt: skip


@pytest.mark.parametrize(("text", "language"), each_once(DAYS, LANGUAGES))
def test_a_refusal_repeats_what_looks_like_a_day_or_number_without_failing(client, text, language):
    for address in ("/ogc/collections/roads/items", "/data/roads.geojson", "/data/roads.csv"):
        for query in ({"filter": text}, {"filter": f"'{text}'"}, {"sortby": text}, {"crs": text}):
            answer = client.get(address, params=query | {"lang": language})
            assert answer.status_code == 400, answer.text
            assert answer.json()["field"]


def fail(*_, **__):
    raise RuntimeError("secret")


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
@pytest.mark.parametrize(
    "broken", ["app.pages.overview.draw_overview", "app.web.problems.say_sentence"]
)
def test_an_error_anywhere_has_the_headers_of_all_answers(data, serve, monkeypatch, broken, accept):
    monkeypatch.setattr(broken, fail)
    if broken == "app.web.problems.say_sentence":  # the handler of errors itself
        monkeypatch.setattr("app.pages.overview.draw_overview", fail)
    answer = httpx.get(serve(data).url, headers={"Accept": accept})
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert [name for name in SAFE if name not in answer.headers] == []


@pytest.mark.parametrize("inner", ["PackingMiddleware", "OpenDataMiddleware", "TagMiddleware"])
def test_an_error_in_the_middle_has_them_too(data, serve, monkeypatch, inner):
    answer_well = getattr(app.main, inner).__call__

    async def answer_badly(self, scope, *channels):
        if scope["type"] == "http":
            fail()
        await answer_well(self, scope, *channels)

    monkeypatch.setattr(f"app.main.{inner}.__call__", answer_badly)
    answer = httpx.get(f"{serve(data).url}/ogc")
    assert answer.status_code == 500
    assert [name for name in SAFE if name not in answer.headers] == []


def measure(answer):
    return sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)


POINTS = ", ".join(f"{20 + at / 1000:.5f} {42 + at % 7 / 100:.5f}" for at in range(100))
LONG = {
    "filter": f"S_INTERSECTS(geometry, LINESTRING({POINTS}))",
    "name": "x" * 3_000,
    "q": "roads " + "ж" * 600,
    "sortby": "name," * 700,
    "crs": "http://" + "y" * 3_000,
    "as_of": "2" * 3_000,
    "unheard-of": "z" * 3_000,
    "lang": "l" * 3_000,
    "f": "f" * 3_000,
    "day": "d" * 3_000,
}


PATHS = [
    "/", "/data/", "/data", "/ogc/", "/ogc", "/ogc/collections", "/ogc/collections/roads/items",
    "/ogc/collections/roads/items/way/1", "/ogc/collections/roads", "/data/roads.geojson",
    "/data/roads.csv", "/data/roads.qlr", "/review", "/compare", "/crossings/", "/search",
    "/api/search", "/nothing", "/static", "/tiles/1/1/1.mvt", "/projects/x/",
]  # fmt: skip


@pytest.mark.parametrize(("path", "name"), each_once(PATHS, list(LONG)))
def test_headers_stay_short_whatever_the_query(client, path, name):
    for accept in ("text/html", "application/json"):
        query = {name: LONG[name]} | ({"offset": "1", "limit": "1"} if name == "filter" else {})
        answer = client.get(path, params=query, headers={"Accept": accept})
        assert answer.status_code < 500 or path in {"/review", "/compare"}
        assert measure(answer) < LONGEST, answer.headers


def test_links_that_find_no_room_in_headers_are_in_the_answer(client):
    query = {"filter": LONG["filter"] + " OR left_share >= 0", "limit": "1", "offset": "1"}
    answer = client.get("/ogc/collections/roads/items", params=query)
    assert {"self", "alternate", "prev"} <= {link["rel"] for link in answer.json()["links"]}
    assert answer.links.keys() == {
        "collection",
        "http://www.opengis.net/def/rel/ogc/1.0/queryables",
    }
    short = client.get("/ogc/collections/roads/items?limit=1")
    assert {"self", "next", "alternate"} <= short.links.keys()


def test_long_headers_of_a_question_are_not_repeated(client):
    asked = {"Origin": "https://" + "a" * 3_000, "Access-Control-Request-Method": "GET",
             "Access-Control-Request-Headers": "x" * 9_000}  # fmt: skip
    assert measure(client.options("/ogc", headers=asked)) < LONGEST


@pytest.mark.parametrize(
    "host",
    ["evil.example/path", "a b", "evil.example:x", "<script>", "a@b", "a,b", "", "x" * 300, "-a",
     "[::1", "a:123456", "é.example"],
)  # fmt: skip
def test_a_host_that_is_none_is_refused(client, host):
    answer = client.get("/ogc", headers={"Host": host.encode()})
    assert answer.status_code == 400
    assert host == "" or host not in answer.text
    assert "x-content-type-options" in answer.headers


@pytest.mark.parametrize(
    "host", ["maps.example", "maps.example:8443", "[::1]:80", "a_b.example", "10.0.0.1"]
)
def test_any_other_host_is_answered_with_its_own_links(client, host):
    own = client.get("/ogc", headers={"Host": host}).json()["links"][0]["href"]
    assert own == f"http://{host}/testville/ogc"


@pytest.mark.parametrize("public", [{}, {"public_url": "https://maps.example/bridge"}])
def test_only_the_hosts_that_are_allowed_are_answered(data, serve, public):
    url = serve(data, allowed_hosts="maps.example, Other.example", **public).url
    for host, status in (("other.example:81", 200), ("MAPS.example", 200), ("evil.example", 400)):
        assert httpx.get(f"{url}/healthz", headers={"Host": host}).status_code == status


def test_the_public_address_stands_in_all_links_whatever_host_is_named(data, serve):
    public = "https://maps.example/bridge"
    url = serve(data, public_url=f"{public}/").url
    headers = {"Host": "evil.example/x", "X-Forwarded-Prefix": "/evil"}
    documents = ("/ogc", "/ogc/api", "/api/openapi.json", "/ogc/collections/roads/items?limit=1")
    for path in (*documents, "/data/roads", "/data/catalog.jsonld", "/data/roads.qlr", "/data"):
        answer = httpx.get(f"{url}{path}", headers=headers)
        assert answer.status_code == 200
        assert f"{public}/" in answer.text or public in answer.text
        assert "evil" not in answer.text + json.dumps(dict(answer.headers))
        assert "127.0.0.1" not in answer.text
    page = httpx.get(f"{url}/crossings?lang=sq", headers=headers)
    assert 'href="/bridge/testville/projects"' in page.text
    assert "Secure" in page.headers["set-cookie"]


@pytest.mark.parametrize("url", ["maps.example", "ftp://maps.example", "https://", "http://a/?b=c"])
def test_a_public_address_that_is_none_is_refused_at_the_start(url):
    with pytest.raises(ValidationError, match="should be like"):
        Settings(public_url=url)


def test_settings_of_the_address_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("URAMOST_PUBLIC_URL", "https://maps.example")
    monkeypatch.setenv("URAMOST_ALLOWED_HOSTS", "a.example,b.example")
    settings = Settings()
    assert settings.public_url == "https://maps.example"
    assert settings.allowed_hosts == ("a.example", "b.example")


def test_cookies_stay_on_https_where_a_proxy_that_is_believed_says_so(data, serve):
    for proxies, is_secure in (("127.0.0.1", True), ("", False)):
        url = serve(data, proxies=proxies).url
        answer = httpx.get(f"{url}/?lang=sq", headers={"X-Forwarded-Proto": "https"})
        assert ("Secure" in answer.headers["set-cookie"]) is is_secure


def test_no_script_and_no_other_site_gets_at_cookies(client):
    for name, value in (("lang", "sq"), ("banks", "swapped")):
        cookie = client.get("/", params={name: value}).headers["set-cookie"].lower()
        assert {"httponly", "samesite=lax", "path=/"} <= set(cookie.split("; "))
        assert "secure" not in cookie  # over plain HTTP, browsers would drop it


def test_a_choice_of_language_is_kept_though_the_page_is_known(client):
    page = client.get("/about", params={"lang": "sq"})
    again = client.get(
        "/about", params={"lang": "sq"}, headers={"If-None-Match": page.headers["etag"]}
    )
    assert again.status_code == 304
    assert again.headers["set-cookie"].startswith("lang=sq")
