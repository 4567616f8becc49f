"""The brief as a page: the same words and numbers as the PDF, with scripts or without."""

import re
from html import unescape
from urllib.parse import unquote

import httpx
import pytest

from geodata.assessment.words import say
from geodata.names import LANGUAGES
from tests.app.reviewed_city import LINE, read_strictly
from tests.app.served import follow

ENDS = ",".join(str(degrees) for at in LINE for degrees in at)
QUERY = f"line={ENDS}&close=east&mode=walk&day=2025-10-01"
PAGE = {"Accept": "text/html"}


@pytest.fixture
def client(reviewed):
    with httpx.Client(base_url=reviewed.url, timeout=60) as client:
        yield client


def get_page(client, path, status=200):
    answer = client.get(path, headers=PAGE)
    assert answer.status_code == status, answer.text[:300]
    return answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_numbers_are_those_of_the_report(client, language):
    page = unescape(get_page(client, f"/review/brief?{QUERY}&lang={language}"))
    report = client.get(f"/api/assessments/report.json?{QUERY}&lang={language}")
    tables = read_strictly(report)["tables"]
    at = [one["title"] for one in tables].index(say("both banks", language))
    left, right, both = tables[at - 2 : at + 1]
    for one, other in list(zip(left["rows"], right["rows"], strict=True))[:-1]:
        cells = "".join(f"<td>{cell}</td>" for cell in one[1:] + other[1:])
        assert f'<th scope="row">{one[0]}</th>{cells}' in page
    for row in both["rows"]:
        assert row[2] in page
    assert say("modelled", language) in page
    assert say("profile", language) in page


def test_links_to_pdf_and_map_answer_and_ask_the_same(client):
    page = get_page(client, f"/review/brief?{QUERY}&lang=sq")
    links = {unescape(one) for one in re.findall(r'href="(/mitrovica/review[^"]*day=[^"]+)"', page)}
    assert {link.partition("?")[0] for link in links} == {
        "/mitrovica/review", "/mitrovica/review/brief", "/mitrovica/review/brief.pdf",
        "/mitrovica/review/brief/pack.pdf",
    }  # fmt: skip
    for link in links:
        assert follow(client, link, headers=PAGE).status_code == 200
        assert ENDS in unquote(link)
        assert "close=east" in link


def test_pages_of_the_question_and_of_projects_lead_to_their_briefs(client):
    page = unescape(get_page(client, f"/review?{QUERY}"))
    for path in ("/review/brief", "/review/brief.pdf"):
        (link,) = re.findall(rf'data-report="/mitrovica{path}" href="([^"]+)"', page)
        assert follow(client, link, headers=PAGE).status_code == 200
    page = unescape(get_page(client, "/projects/example-west-bridge"))
    links = re.findall(r'href="(/mitrovica/projects/[^"]*/brief[^"]*)"', page)
    assert len(links) == 2
    assert [follow(client, link, headers=PAGE).status_code for link in links] == [200, 200]


def test_a_candidate_that_is_a_project_shows_its_keys(client, reviewed):
    catalogue = reviewed.city.live.get()
    place = next(
        shape
        for project, shape in zip(
            catalogue.projects, catalogue.layers["projects"].tree.geometries, strict=True
        )
        if project["id"] == "example-west-bridge"
    )
    line = ",".join(str(degrees) for at in reversed(place.coords) for degrees in at)
    page = get_page(client, f"/review/brief?line={line}&lang=en")
    assert 'href="/mitrovica/projects/example-west-bridge"' in page
    assert "North Mitrovica" in page
    assert "No project is registered" not in page
    assert "No project is registered" in get_page(client, f"/review/brief?{QUERY}&lang=en")


def test_a_project_that_opened_is_assessed_on_its_eve(client):
    page = get_page(client, "/projects/new-road-bridge-2025/brief?lang=en")
    assert "25 August 2025 (the day before it opened)" in page
    assert "EUR" in page


def test_a_project_without_a_place_has_its_facts_and_nothing_that_was_computed(client):
    page = get_page(client, "/projects/central-heating/brief?lang=en")
    assert "not calculated" in page
    assert "Location: not specified in the sources found" in page
    assert "<table" not in page
    assert "<img" not in page


def test_a_city_without_streets_has_briefs_of_projects_that_are_no_bridge(city_url):
    assert httpx.get(f"{city_url}/projects/somewhere/brief", headers=PAGE).status_code == 200
    assert httpx.get(f"{city_url}/projects/somewhere/brief.pdf").status_code == 200
    for path in ("/projects/an-example/brief", f"/review/brief?{QUERY}", "/review/brief.pdf"):
        assert httpx.get(f"{city_url}{path}", headers=PAGE).status_code == 503


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("line=nowhere", 400, "Bridge 1: longitude and latitude of each end are needed"),
        ("bridge=1", 400, "bridge: there is no such parameter here"),
        ("close=nowhere", 409, "Closures to test: no crossing has the id"),
        ("line=20.862,42.8912,20.862,42.8913", 409, "Bridge 1: the line does not cross the river"),
    ],
)
def test_a_refusal_is_a_sentence_on_a_page_with_its_status(client, query, status, sentence):
    assert sentence in unescape(get_page(client, f"/review/brief?{query}", status))


def test_hostile_names_stay_text(hostile_url):
    page = httpx.get(f"{hostile_url}/review/brief?{QUERY}", headers=PAGE, timeout=60).text
    assert "window.hacked=1" in page
    assert "<script>window" not in page
    assert "<img src=x" not in page
    assert "\u202e" not in page[page.index("<main") : page.index("</main>")]


def test_an_unchanged_page_is_not_sent_again(client):
    path = f"/review/brief?{QUERY}&lang=en"
    tag = client.get(path, headers=PAGE).headers["etag"]
    assert client.get(path, headers={**PAGE, "If-None-Match": tag}).status_code == 304


def test_the_cost_of_both_bridges_says_that_it_is_of_both(client):
    page = client.get("/projects/new-road-bridge-2025/brief?lang=en").text
    assert "Combined contract sum for both 2025 bridges" in page
