"""The page of the bridge review over HTTP: what it says without a script."""

import re
from html import unescape
from urllib.parse import quote

import httpx
import pytest

from geodata.assessment.words import say
from geodata.names import LANGUAGES
from tests.app.reviewed_city import LINE, REFUSED, read_strictly
from tests.app.served import follow
from tests.app.small_city import HOSTILE

ENDS = ",".join(str(degrees) for at in LINE for degrees in at)
QUERY = f"line={ENDS}&close=east&mode=bicycle&day=2025-10-01&trips_to=services"


@pytest.fixture
def client(reviewed):
    with httpx.Client(base_url=reviewed.url, timeout=60) as client:
        yield client


def get_page(client, query="", status=200):
    answer = client.get(f"/review?{query}", headers={"Accept": "text/html"})
    assert answer.status_code == status, answer.text[:300]
    return answer.text


def read_form(page):
    return page[page.index('id="review-form"') :].partition("</form>")[0]


def read_status(page):
    return unescape(re.search(r'id="review-status"[^>]*>([^<]*)<', page)[1])


def test_the_form_states_what_the_address_asks(client):
    page = get_page(client, QUERY)
    assert f'name="line" value="{ENDS}"' in page
    assert 'value="east" checked' in page
    assert '<option value="bicycle" selected>' in page
    assert '<option value="services" selected>' in page
    assert re.search(r'name="day"[^>]*value="2025-10-01"', page)
    assert read_status(page) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_are_those_of_the_report_in_the_readers_language(client, language):
    page = unescape(get_page(client, f"{QUERY}&lang={language}"))
    report = client.get(f"/api/assessments/report.json?{QUERY}&lang={language}")
    for table in read_strictly(report)["tables"]:
        assert f"<caption><bdi>{table['title']}</bdi></caption>" in page
        for row in table["rows"]:
            assert all(f"<bdi>{cell}</bdi>" in page for cell in row)
    assert say("modelled", language) in page


def test_fields_left_empty_ask_nothing(client):
    page = get_page(client, f"line=&line={ENDS}&line=&day=&mode=walk&lang=en")
    assert read_form(page).count('name="line"') == 2
    assert "<caption><bdi>Bridges tested</bdi></caption>" in page


def test_how_a_page_looks_is_no_part_of_its_question(client):
    for page in ("review", "compare"):
        answer = client.get(f"/{page}?{QUERY}&lang=en&banks=swapped")
        assert answer.status_code == 200
        assert 'data-banks="swapped"' in answer.text


def test_charts_and_files_are_links_that_answer(client):
    page = get_page(client, QUERY)
    links = re.findall(r'(?:src|href)="(/mitrovica/api/assessments/[^"]+)"', page)
    assert len(links) == 5
    for link in links:
        assert follow(client, unescape(link)).status_code == 200


def test_projects_with_a_line_are_candidates(client):
    page = get_page(client)
    links = [unescape(one) for one in re.findall(r'href="(/mitrovica/review\?line=[^"]+)"', page)]
    assert links
    for link in links:
        assert "<caption><bdi>" in follow(client, link).text


@pytest.mark.parametrize(("query", "status", "field", "sentence"), REFUSED)
def test_a_refusal_is_a_sentence_on_the_page_with_its_status(
    client, query, status, field, sentence
):
    page = get_page(client, query, status)
    assert read_status(page).startswith(sentence)
    assert not read_status(page).startswith(f"{field}.")
    assert "<table>" not in page
    assert 'id="review-form"' in page


@pytest.mark.parametrize("page", ["review", "compare"])
@pytest.mark.parametrize("name", ["line", "close", "mode", "day", "people", "trips_to", "keep"])
def test_hostile_values_stay_text(client, page, name):
    answer = client.get(f"/{page}?{name}={quote(HOSTILE)}", headers={"Accept": "text/html"})
    assert answer.status_code == (200 if name == "keep" else 400)
    assert "<script>window" not in answer.text
    assert "<img src=x" not in answer.text


@pytest.mark.parametrize("page", ["review", "compare"])
def test_hostile_names_of_a_city_stay_text(hostile_url, page):
    page = httpx.get(f"{hostile_url}/{page}?{QUERY}", headers={"Accept": "text/html"}).text
    assert "window.hacked=1" in page
    assert "<script>window" not in page
    assert "<img src=x" not in page


def test_variants_are_kept_in_the_address_eight_at_most(client):
    kept = "&".join(f"keep={quote(f'mode=walk&line={ENDS}&close=c{n}')}" for n in range(10))
    page = get_page(client, kept)
    assert read_form(page).count('name="keep"') == 8
    assert f'href="/mitrovica/review?mode=walk&amp;line={ENDS}&amp;close=c0"' in page


def test_the_way_to_before_and_after_needs_no_script(client):
    shown = get_page(client, f"line={ENDS}")
    figures = shown[shown.index('<section id="review-figures"') :]
    assert not figures[: figures.index(">")].endswith("hidden")
    assert f'href="/mitrovica/compare?line={ENDS}' in figures


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2039-01-01", "This day is in the future"),
        ("2001-06-01", "Crossings are those of this day"),
    ],
)
def test_a_day_far_from_today_is_remarked_on(client, day, sentence):
    assert sentence in get_page(client, f"day={day}")
    assert sentence not in get_page(client, "")


def test_a_variant_is_called_by_its_name_without_scripts_too(client):
    page = get_page(client, f"keep={quote('name=Te gjelbër <b>&mode=walk')}")
    assert ">Te gjelbër &lt;b&gt;</a>" in page


def test_a_city_without_streets_says_why_it_cannot_be_reviewed(city_url):
    answer = httpx.get(f"{city_url}/review", headers={"Accept": "text/html"})
    assert answer.status_code == 503
    assert "ata version" in read_status(answer.text)
