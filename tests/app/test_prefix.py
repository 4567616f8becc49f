"""Behind the prefix of a proxy, whatever pages and documents name begins with it and answers."""

import io
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

import app
from app.main import create_app
from app.settings import Settings
from tests.app.served import Server

SCRIPTS = Path(app.__file__).parent.parent / "static" / "js"
PREFIX = "/maps/uramost"
HEADERS = {"X-Forwarded-Prefix": PREFIX}
NAMES = {"href", "src", "action", "data-report"}
FILES = re.compile(r"/data/[\w-]+\.(\w+)")


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


def crawl(client, start, most=150):
    """Follow links from a page to all others; of files one of each format."""
    waiting, seen = [start], {start}
    while waiting:
        url = waiting.pop()
        answer = client.get(url)
        yield url, answer
        if "html" not in answer.headers["content-type"]:
            continue
        for one in find_addresses(answer):
            parts = urlsplit(one)
            names = sorted(pair.partition("=")[0] for pair in parts.query.split("&"))
            form = FILES.search(parts.path)
            key = (form[1] if form else parts.path, *names)
            if key not in seen and len(seen) < most:
                seen.add(key)
                waiting.append(one)


def check_crawl(client, url):
    pages = 0
    for address, answer in crawl(client, f"{url}{PREFIX}/"):
        assert urlsplit(address).path.startswith((f"{PREFIX}/", PREFIX)), address
        assert answer.status_code in {200, 204} or "/review" in address, address
        pages += "html" in answer.headers["content-type"]
    return pages


def test_every_link_on_every_page_begins_with_the_prefix_and_answers(reviewed):
    with httpx.Client(headers=HEADERS | {"Accept": "text/html"}, timeout=60) as client:
        assert check_crawl(client, reviewed.url) > 40


@pytest.fixture(scope="module")
def rooted(small_city):
    """A server that is started with a prefix."""
    with Server(create_app(Settings(data=small_city, poll_s=60, root_path=PREFIX))) as server:
        yield server.url


@pytest.mark.parametrize("path", ["/crossings", f"{PREFIX}/crossings"])
def test_a_proxy_may_take_the_prefix_off_or_leave_it(rooted, path):
    html = httpx.get(f"{rooted}{path}").text
    assert f'href="{PREFIX}/projects"' in html
    assert not re.search(rf'(href|src|action)="/(?!{PREFIX[1:]}/)', html)
    assert httpx.get(f"{rooted}{PREFIX}/static/js/map.js").status_code == 200


def test_an_unknown_page_leads_home_and_a_slash_at_the_end_to_the_page_without(rooted):
    assert f'href="{PREFIX}/"' in httpx.get(f"{rooted}/x", headers={"Accept": "text/html"}).text
    for path in ("/data/", "/ogc/", "/ogc/collections/", "/"):
        answer = httpx.get(f"{rooted}{PREFIX}{path}", headers={"Accept": "text/html"})
        assert (answer.status_code, answer.history) == (200, []), path


def test_documents_name_addresses_with_the_prefix(rooted):
    root = f"{rooted}{PREFIX}"
    assert httpx.get(f"{root}/api/openapi.json").json()["servers"] == [{"url": root}]
    assert httpx.get(f"{root}/ogc/api").json()["servers"] == [{"url": f"{root}/ogc"}]
    for path in ("/ogc", "/ogc/collections/roads/items?limit=1", "/ogc/collections"):
        own = [one["href"] for one in httpx.get(f"{root}{path}").json()["links"]]
        assert own
        assert all(one.startswith((f"{root}/", "https://opendata")) for one in own)
    catalogue = httpx.get(f"{root}/data/catalog.jsonld").text
    assert rooted in catalogue
    assert re.search(f"{re.escape(rooted)}(?!{PREFIX})", catalogue) is None
    assert f"{root}/ogc" in httpx.get(f"{root}/data/roads.qlr").text
    archive = zipfile.ZipFile(io.BytesIO(httpx.get(f"{root}/data/testville.qgz").content))
    assert f"{root}/ogc" in archive.read("testville.qgs").decode()
    assert f"{root}/ogc" in httpx.get(f"{root}/data/roads").text
    [found] = httpx.get(f"{root}/api/search?q=old%20bridge").json()["results"]
    assert found["href"] == f"{PREFIX}/crossings#crossings/old"


def test_cookies_are_kept_for_the_prefix_alone(rooted):
    cookie = httpx.get(f"{rooted}/?lang=sq").headers["set-cookie"]
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
def test_a_prefix_that_is_none_is_left_out(city_url, prefix):
    html = httpx.get(f"{city_url}/crossings", headers={"X-Forwarded-Prefix": prefix}).text
    assert 'href="/projects"' in html
    assert "evil" not in html


def test_caches_are_told_when_a_prefix_was_told(city_url):
    told = httpx.get(f"{city_url}/crossings", headers={"X-Forwarded-Prefix": "/b/"})
    assert 'href="/b/projects"' in told.text
    assert "x-forwarded-prefix" in told.headers["vary"].lower()


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
