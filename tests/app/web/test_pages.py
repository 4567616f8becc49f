"""Pages as answers: kept while unchanged, and in the language of each reader."""

import re

import httpx
import pytest

from geodata.names import LANGUAGES
from tests.app.small_city import make_crossings, write_city

PAGES = ["/", "/crossings", "/projects", "/projects/an-example"]


@pytest.mark.parametrize("page", PAGES)
def test_an_unchanged_page_is_not_sent_again(client, page):
    first, second = client.get(page), client.get(page)
    assert first.text == second.text
    assert first.headers["etag"] == second.headers["etag"]
    assert first.headers["cache-control"] == "no-cache"
    again = client.get(page, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    for name in ("content-security-policy", "content-language", "etag"):
        assert again.headers[name] == first.headers[name]
    assert {"Accept-Language", "Cookie"} <= set(again.headers["vary"].split(", "))
    assert client.get(page, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_page_of_another_snapshot_language_or_day_is_another(client, tmp_path, serve):
    write_city(tmp_path, town="Another")
    answers = [
        client.get("/crossings?as_of=2025-08-26"),
        client.get("/crossings?as_of=2025-08-27"),
        client.get("/crossings?as_of=2025-08-26", headers={"Accept-Language": "sr-Latn"}),
        httpx.get(f"{serve(tmp_path).url}/crossings?as_of=2025-08-26"),
    ]
    assert len({answer.headers["etag"] for answer in answers}) == len(answers)


def test_no_two_servers_sign_a_script_alike(data, serve):
    policies = {httpx.get(serve(data).url).headers["content-security-policy"] for _ in range(2)}
    assert len(policies) == 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ["/", "/nothing-here"])
def test_a_page_is_in_the_language_that_is_asked_for(city_url, language, page):
    with httpx.Client(base_url=city_url, headers={"Accept": "text/html"}) as reader:
        answer = reader.get(f"{page}?lang={language}")
        assert answer.headers["content-language"] == language
        assert f'<html lang="{language}" ' in answer.text
        assert {"Accept-Language", "Cookie"} <= set(answer.headers["vary"].split(", "))
        assert reader.cookies["lang"] == language
        assert reader.get("/projects").headers["content-language"] == language


def test_a_page_links_to_itself_in_every_language_and_keeps_its_question(client):
    html = client.get("/crossings?as_of=2025-08-26").text
    links = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', html)
    assert [code for code, _ in links] == list(LANGUAGES)
    for code, address in links:
        assert address == f"/testville/crossings?as_of=2025-08-26&amp;lang={code}"


def test_a_language_that_is_none_is_not_remembered(client):
    answer = client.get("/?lang=xx")
    assert answer.headers["content-language"] == "en"
    assert "set-cookie" not in answer.headers


def test_names_stand_in_the_order_of_the_reader(client):
    names = {"sq": "Ura", "sr-Cyrl": "Мост", "en": "Old Bridge"}
    for language, order in (("sq", ["sq", "sr-Cyrl", "en"]), ("en", ["en", "sq", "sr-Cyrl"])):
        html = client.get("/crossings", headers={"Accept-Language": language}).text
        written = " · ".join(f'<bdi lang="{code}">{names[code]}</bdi>' for code in order)
        assert f"<h3><bdi>{written}</bdi></h3>" in html


def test_the_days_of_change_are_links_that_say_what_changed(client):
    html = client.get("/crossings").text
    days = re.findall(r'href="/testville/crossings\?as_of=([^"]+)" data-day', html)
    assert days == ["2025-08-26", "2025-07-01"]  # the old bridge is older than the slider reaches
    changes = html.split('class="changes"')[1].split("</details>")[0]
    assert "under construction" in changes
    assert "1 July 2025" in changes
    assert 'data-first="1999-01-01"' in html


def test_the_cards_of_a_day_come_alone_for_the_slider(client):
    cards = client.get("/crossings/cards?as_of=2025-07-15").text
    assert "<html" not in cards
    assert len(re.findall("<article", cards)) == len(make_crossings())
    assert "Under construction" in cards
    page = client.get("/crossings?as_of=2025-07-15").text
    assert cards.strip() in page


def test_a_project_has_a_page_of_its_own_with_its_map(client):
    listed = re.findall(r'<h2><a href="(/testville/projects/[^"]+)">', client.get("/projects").text)
    assert listed == ["/testville/projects/somewhere", "/testville/projects/an-example"]
    html = client.get("/projects/an-example").text
    assert '<h1><bdi><bdi lang="en">An example bridge</bdi></bdi></h1>' in html
    assert '"only": "an-example"' in html
    assert "A project without a place" not in html
    assert "location not specified in the sources found" in client.get("/projects/somewhere").text


@pytest.mark.parametrize("name", ["nothing", "%3Cscript%3E", "an-example%00"])
def test_a_project_that_is_none_is_not_found(client, name):
    answer = client.get(f"/projects/{name}", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "There is no such project." in answer.text
