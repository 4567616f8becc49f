"""Pages: what they say, and what they let a browser do."""

import json
import re
from urllib.parse import urljoin

import httpx
import pytest

from tests.app.small_city import write_city

PAGES = ["/", "/crossings", "/projects"]
TEMPLATES = ["{{ 7 * 7 }}", "{{{7*7}}}", "{% raw %}", "{# Town", "{%"]


def list_loads(html):
    """List what a browser loads for a page: a link to the same page in a language is none."""
    tags = re.findall(r"<(?:script|link|img) [^>]+>", html)
    loads = [tag for tag in tags if 'rel="alternate"' not in tag]
    return re.findall(r'(?:src|href)="([^"]+)"', " ".join(loads))


@pytest.mark.parametrize("page", [*PAGES, "/nothing-here"])
def test_every_page_says_that_modelled_data_are_not_real_and_whom_to_ask(client, page):
    html = client.get(page, headers={"Accept": "text/html"}).text
    assert "Modelled data: streets, buildings and utilities on this map are not real." in html
    notice = re.search(r'<aside class="modelled".*?</aside>', html, re.DOTALL)[0]
    for words in ("Whom to ask", "What happens then", "What stays", "What changes"):
        assert f"<dt>{words}</dt>" in notice
    assert 'href="/testville/neutrality#contact"' in notice
    assert "uramost build" not in notice


def test_pages_of_real_data_do_not_speak_of_modelling(tmp_path, serve):
    write_city(tmp_path, is_modelled=False)
    url = serve(tmp_path).url
    for page in PAGES:
        html = httpx.get(url + page).text
        assert "modelled" not in re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL), page


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_source_date_and_attribution(client, page):
    html = client.get(page).text
    assert "Sample data sample.osm.gz, downloaded 1 October 2025" in html
    assert "© OpenStreetMap contributors, ODbL" in html
    assert 'href="/testville/api/snapshot"' in html
    assert "Qyteti · Град" in html


@pytest.mark.parametrize("page", PAGES)
def test_values_are_text_in_pages(client, page):
    html = client.get(page).text
    assert "<script>window" not in html
    assert "<img src=x" not in html


@pytest.mark.parametrize(
    "name", [" ".join(TEMPLATES), *(pytest.param(one, marks=pytest.mark.slow) for one in TEMPLATES)]
)
def test_a_name_is_never_run_as_a_template(tmp_path, serve, name):
    write_city(tmp_path, bank=name)
    html = httpx.get(serve(tmp_path).url).text
    labels = re.search(r"prepareMap\(\w+, (\{.*\}), \[\[", html)[1]
    assert json.loads(labels)["sides"]["north"]["en"] == name


@pytest.mark.parametrize("page", PAGES)
def test_only_the_script_of_this_answer_may_run(client, page):
    nonces = set()
    for language in ("en", "sq"):
        answer = client.get(page, headers={"Accept-Language": language})
        policy = answer.headers["content-security-policy"]
        nonce = re.search(r"'nonce-([^']+)'", policy).group(1)
        assert re.findall(r'nonce="([^"]+)"', answer.text) == [nonce]
        nonces.add(nonce)
    assert len(nonces) == 2
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    images = "https://tile.openstreetmap.org"  # for readers who switch its layer on
    assert re.findall(r"https:[^ ;]*", policy) == ([images] if page == "/" else [])
    assert page != "/" or f"img-src 'self' {images}" in policy


@pytest.mark.parametrize("page", PAGES)
def test_pages_have_no_inline_style_and_no_address_of_another_host_to_load(client, page):
    html = client.get(page).text
    assert " style=" not in html
    assert "<style" not in html
    loads = list_loads(html)
    assert loads
    assert all(address.startswith("/static/") for address in loads)


def test_what_pages_load_is_there(client, city_url):
    for page in PAGES:
        for address in set(list_loads(client.get(page).text)):
            assert httpx.get(urljoin(city_url, address)).status_code == 200, address


def test_every_page_leads_to_the_data(client):
    for page in PAGES:
        assert '<a href="/testville/data"' in client.get(page).text


def test_crossings_are_listed_with_access_dates_and_sources(client):
    html = client.get("/crossings?as_of=2025-10-01").text
    for text in ("Old Bridge · Ura · Мост", "Restricted", "opened 1973", "Guarded.", "A newspaper"):
        assert text in html
    assert "Unnamed crossing (rail)" in html
    assert "Source: OpenStreetMap only (way/25131021)" in html
    assert "/data/crossings.geojson?as_of=2025-10-01" in html


@pytest.mark.parametrize("query", ["?as_of=", "?utm_source=mail"])
def test_a_page_without_a_day_shows_today(client, query):
    assert client.get(f"/crossings{query}").status_code == 200


def test_a_day_without_crossings_says_what_to_do(tmp_path, serve, monkeypatch):
    write_city(tmp_path)
    monkeypatch.setattr("app.catalogue.crossings.describe_crossings", lambda crossings, day: [])
    assert "Choose a later one" in httpx.get(f"{serve(tmp_path).url}/crossings").text


def test_a_day_that_is_none_is_refused_with_a_page(client):
    answer = client.get("/crossings?as_of=soon", headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert "as_of: " in answer.text
    assert answer.headers["content-type"].startswith("text/html")


def test_projects_are_listed_with_status_consents_cost_and_what_they_join(client):
    html = client.get("/projects").text
    for text in ("Example", "Proposed", "1,000,000–2,000,000 EUR", "A street", "Давалац"):
        assert text in html
    assert re.search(r"The Town</bdi></bdi><br><strong>Reported</strong>", html)
    assert "This data version records no consents." in html
    assert "location not specified in the sources found" in html
