"""Behind the prefix of a proxy, whatever pages and documents name begins with it and answers."""

import io
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import geopandas
import httpx
import pytest
from owslib.ogcapi.features import Features

import app
from app.main import create_app
from app.settings import Settings
from app.web.site import OF_SITE
from geodata.cities.profile import RESERVED_IDS
from tests.app.nginx import needs_nginx, serve_by_nginx
from tests.app.reviewed_city import wait_until_reviewed
from tests.app.served import ServedProcess, Server

SCRIPTS = Path(app.__file__).parent.parent / "static" / "js"
PREFIX = "/maps/uramost"
CITY = f"{PREFIX}/testville"
NAMES = {"href", "src", "action", "data-report"}
ALIKE = re.compile(
    r"(?<=/collections/)[\w-]+|(?<=/items/).+|(?<=/data/)[\w-]+|(?<=/projects/)[\w-]+"
)


class Addresses(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found |= {value for name, value in attrs if name in NAMES and value}


def find_addresses(page):
    """Find the addresses on this server that a page names, without their fragments."""
    own = urlsplit(str(page.url))
    for found in Addresses(page.text).found:
        url = urlsplit(urljoin(str(page.url), found))
        if (url.scheme, url.netloc) == (own.scheme, own.netloc) and not found.startswith("#"):
            yield url._replace(fragment="").geturl()


def name_path(address):
    """Name an address by its path and by what it asks, whatever it answers that with."""
    parts = urlsplit(address)
    return parts.path, *sorted(pair.partition("=")[0] for pair in parts.query.split("&"))


def name_kind(address):
    """Name what an address is one of, as all layers, features or projects have alike pages."""
    path, *names = name_path(address)
    return ALIKE.sub("*", path), *names


def crawl(client, start, name=name_kind):
    """Follow links from a page to all others that have a name of their own."""
    waiting, seen = [start], {name(start)}
    while waiting:
        answer = client.get(waiting.pop())
        yield answer
        if "html" in answer.headers["content-type"]:
            for one in sorted(find_addresses(answer)):
                if name(one) not in seen:
                    seen.add(name(one))
                    waiting.append(one)


@pytest.fixture(scope="module")
def behind_nginx(sample_data, tmp_path_factory):
    """A server that reviews the sample, behind nginx as the handbook sets it up."""
    options = ["--root-path", "/uramost", "--proxies", "127.0.0.1"]
    with (
        ServedProcess(sample_data, *options) as server,
        serve_by_nginx(server.port, tmp_path_factory.mktemp("nginx")) as proxy,
    ):
        wait_until_reviewed(f"{proxy}/uramost/mitrovica")
        yield proxy


@needs_nginx
@pytest.mark.parametrize(
    ("name", "least"), [(name_kind, 60), pytest.param(name_path, 1_000, marks=pytest.mark.slow)]
)
def test_every_link_behind_nginx_begins_with_its_path_and_answers(behind_nginx, name, least):
    pages = 0
    with httpx.Client(headers={"Accept": "text/html"}, timeout=60) as client:
        assert client.get(f"{behind_nginx}/uramost").next_request.url.path == "/uramost/"
        for answer in crawl(client, f"{behind_nginx}/uramost/mitrovica", name):
            path = answer.url.path
            assert path.startswith(("/uramost/mitrovica", "/uramost/static/")), path
            assert "/mitrovica/static" not in path, path
            assert answer.status_code in {200, 204} or "/review" in path, answer.url
            pages += "html" in answer.headers["content-type"]
    assert pages > least


@needs_nginx
def test_gdal_and_owslib_read_a_collection_behind_nginx(behind_nginx):
    url = f"{behind_nginx}/uramost/mitrovica"
    frame = geopandas.read_file(f"OAPIF:{url}/ogc", layer="schools")
    told = Features(f"{url}/ogc").collection_items("schools", limit=1_000)

    assert sorted(frame["name"].dropna()) == sorted(
        one["properties"]["name"] for one in told["features"] if one["properties"]["name"]
    )
    assert len(frame) == len(told["features"]) > 5


@needs_nginx
def test_what_names_no_city_is_redirected_behind_nginx_with_method_and_query(behind_nginx):
    answer = httpx.post(f"{behind_nginx}/uramost/api/assessments?lang=sq", json={"features": []})
    assert answer.status_code == 307
    assert answer.headers["location"] == "/uramost/mitrovica/api/assessments?lang=sq"
    assert httpx.get(f"{behind_nginx}/uramost/readyz").status_code == 200


@pytest.fixture(scope="module")
def rooted(small_city):
    """A server that is started with a prefix."""
    with Server(create_app(Settings(data=small_city, poll_s=60, root_path=PREFIX))) as server:
        yield server.site


@pytest.fixture(scope="module")
def proxied(small_city):
    """A server that believes what loopback says."""
    with Server(create_app(Settings(data=small_city, poll_s=60, proxies="127.0.0.0/8"))) as server:
        yield server.site


@pytest.mark.parametrize("path", ["/testville/crossings", f"{PREFIX}/testville/crossings"])
def test_a_proxy_may_take_the_prefix_off_or_leave_it(rooted, path):
    html = httpx.get(f"{rooted}{path}").text
    assert f'href="{CITY}/projects"' in html
    assert not re.search(rf'(href|src|action)="/(?!{PREFIX[1:]}/)', html)
    assert httpx.get(f"{rooted}{PREFIX}/static/js/map.js").status_code == 200


def test_an_unknown_page_leads_home_and_a_slash_at_the_end_to_the_page_without(rooted):
    assert f'href="{CITY}/"' in httpx.get(f"{rooted}{CITY}/x", headers={"Accept": "text/html"}).text
    for path in ("/data/", "/ogc/", "/ogc/collections/", "/"):
        answer = httpx.get(f"{rooted}{CITY}{path}", headers={"Accept": "text/html"})
        assert (answer.status_code, answer.history) == (200, []), path


def test_documents_name_addresses_with_the_prefix(rooted):
    root = f"{rooted}{CITY}"
    assert httpx.get(f"{root}/api/openapi.json").json()["servers"] == [{"url": root}]
    assert httpx.get(f"{root}/ogc/api").json()["servers"] == [{"url": f"{root}/ogc"}]
    for path in ("/ogc", "/ogc/collections/roads/items?limit=1", "/ogc/collections"):
        own = [one["href"] for one in httpx.get(f"{root}{path}").json()["links"]]
        assert own
        assert all(one.startswith((f"{root}/", "https://opendata")) for one in own)
    catalogue = httpx.get(f"{root}/data/catalog.jsonld").text
    assert rooted in catalogue
    assert re.search(f"{re.escape(rooted)}(?!{CITY})", catalogue) is None
    assert f"{root}/data/roads.fgb" in httpx.get(f"{root}/data/roads.qlr").text
    assert f"{root}/ogc" in httpx.get(f"{root}/data/crossings.qlr").text
    archive = zipfile.ZipFile(io.BytesIO(httpx.get(f"{root}/data/testville.qgz").content))
    assert f"{root}/ogc" in archive.read("testville.qgs").decode()
    assert f"{root}/ogc" in httpx.get(f"{root}/data/roads").text
    [found] = httpx.get(f"{root}/api/search?q=old%20bridge").json()["results"]
    assert found["href"] == f"{CITY}/crossings#crossings/old"


def test_cookies_are_kept_for_the_prefix_alone(rooted):
    cookie = httpx.get(f"{rooted}{CITY}?lang=sq").headers["set-cookie"]
    assert f"Path={PREFIX};" in cookie


@pytest.mark.parametrize(
    "prefix",
    [
        "//evil.example",
        "/a//b",
        "/../x",
        "/./x",
        '/"><script>',
        "evil",
        "/a b",
        "/" + "a" * 700,
        "/%2e",
    ],
)
def test_a_prefix_that_is_none_is_left_out(proxied, prefix):
    html = httpx.get(f"{proxied}/testville/crossings", headers={"X-Forwarded-Prefix": prefix}).text
    assert 'href="/testville/projects"' in html
    assert "evil" not in html


def test_a_prefix_is_believed_of_a_proxy_that_is_named(proxied):
    told = {"X-Forwarded-Prefix": "/b/"}
    for path in ("/testville/crossings", "/b/testville/crossings"):
        assert 'href="/b/testville/projects"' in httpx.get(proxied + path, headers=told).text
    moved = httpx.get(f"{proxied}/crossings?as_of=2001-06-01", headers=told)
    assert moved.headers["location"] == "/b/testville/crossings?as_of=2001-06-01"


def test_a_prefix_is_not_believed_of_anybody_else(city_url):
    told = httpx.get(f"{city_url}/crossings", headers={"X-Forwarded-Prefix": "/b"}).text
    assert 'href="/testville/projects"' in told


@pytest.mark.parametrize("path", ["/testville/crossings", "/testville/testville/crossings"])
def test_a_path_may_have_the_name_of_the_city(proxied, path):
    told = {"X-Forwarded-Prefix": "/testville"}
    answer = httpx.get(proxied + path, headers=told)
    assert answer.status_code == 200
    assert 'href="/testville/testville/projects"' in answer.text


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/", "/testville/"),
        ("/ogc/", "/testville/ogc"),
        ("/data/x%3Fy?a=%20b&a", "/testville/data/x%3Fy?a=%20b&a"),
        ("//evil.example/x", "/testville//evil.example/x"),
        ("/%0D%0ASet-Cookie:x", "/testville/%0D%0ASet-Cookie:x"),
        ("/testvilles", "/testville/testvilles"),
    ],
)
def test_what_names_no_city_is_redirected_to_the_only_one(proxied, asked, led_to):
    answer = httpx.get(proxied + asked)
    assert (answer.status_code, answer.headers["location"]) == (307, led_to)
    assert httpx.head(proxied + asked).headers["location"] == led_to


def test_scripts_of_any_site_may_follow_to_the_city(proxied):
    told = {"Origin": "https://example.org"}
    assert httpx.get(f"{proxied}/ogc", headers=told).headers["access-control-allow-origin"] == "*"
    asked = told | {"Access-Control-Request-Method": "GET"}
    assert httpx.options(f"{proxied}/ogc", headers=asked).status_code == 200


@pytest.mark.parametrize("path", ["/static/js/map.js", "/healthz", "/readyz", "/favicon.ico"])
def test_what_belongs_to_no_city_answers_without_it(proxied, path):
    assert httpx.get(proxied + path).status_code == 200


def test_no_city_is_called_as_an_address_of_no_city_begins():
    assert {path[1:] for path in OF_SITE if "." not in path} == RESERVED_IDS


def test_scripts_name_no_path_without_the_prefix():
    loose = re.compile(
        r"""(?:fetch\(|\b(?:href|src|action|url)["']?(?:\s*[=:,]|\)))\s*[`"']/(?!/)"""
    )
    for path in SCRIPTS.glob("*.js"):
        lines = [
            line
            for line in path.read_text(encoding="utf-8").splitlines()
            if loose.search(line) and "spec.url = " not in line
        ]
        assert lines == [], path.name
