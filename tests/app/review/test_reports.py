"""Reports and charts of an assessment over HTTP, on the bundled sample."""

import xml.etree.ElementTree as ET
from datetime import date
from urllib.parse import quote

import httpx
import pytest

from app.review.reports import Chart
from geodata.assessment.assess import assess
from geodata.assessment.reports.charts import CHARTS
from geodata.assessment.reports.report import make_tables, write_text
from geodata.assessment.request import Candidate, Question
from geodata.assessment.words import say
from geodata.names import LANGUAGES
from geodata.streets.network import TravelMode
from tests.app.reviewed_city import REFUSED, read_strictly
from tests.app.small_city import HOSTILE

QUERY = "line=20.862,42.8896,20.862,42.8912;walk,bicycle&close=east&mode=walk&day=2025-10-01"
BRIDGE = Candidate(
    ((20.862, 42.8896), (20.862, 42.8912)), frozenset({TravelMode.WALK, TravelMode.BICYCLE})
)
QUESTION = Question(TravelMode.WALK, date(2025, 10, 1), (BRIDGE,), ("east",))
REPORTS = ["report.txt", "report.json", *(f"charts/{chart}.svg" for chart in CHARTS)]
SVG = "{http://www.w3.org/2000/svg}"
TITLES = {"detour-profile": "profile", "reach": "people", "histogram": "share"}


@pytest.fixture
def client(reviewed):
    with httpx.Client(base_url=f"{reviewed.url}/api/assessments/", timeout=60) as client:
        yield client


def get(client, report, query):
    answer = client.get(f"{report}?{query}")
    assert answer.status_code == 200, answer.text
    return answer


def read_texts(svg):
    return ["".join(one.itertext()) for one in ET.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_is_that_of_the_report(client, reviewed, language):
    model = reviewed.city.review.get_model()
    banks = {bank.id: bank.name for bank in (model.city.left, model.city.right)}
    result = assess(model, QUESTION)
    answer = get(client, "report.txt", f"{QUERY}&lang={language}")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == write_text(result, banks, language)
    tables = read_strictly(get(client, "report.json", f"{QUERY}&lang={language}"))["tables"]
    titles = [one.title for one in make_tables(result, banks, language)]
    assert [one["title"] for one in tables] == titles


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("chart", Chart)
def test_a_chart_is_svg_in_the_language_asked_and_runs_nothing(client, chart, language):
    answer = get(client, f"charts/{chart}.svg", f"{QUERY}&lang={language}")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "script-src" not in answer.headers["content-security-policy"]
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert not list(ET.fromstring(answer.content).iter(f"{SVG}script"))
    texts = read_texts(answer.content)
    assert {say(TITLES[chart], language), say("modelled", language)} <= set(texts)


@pytest.mark.parametrize("report", REPORTS)
def test_hostile_names_of_a_city_stay_text(hostile_url, report):
    answer = httpx.get(f"{hostile_url}/api/assessments/{report}", params={"close": "main"})
    assert answer.status_code == 200
    if report.endswith(".svg"):
        tags = {one.tag for one in ET.fromstring(answer.content).iter()}
        assert not tags & {f"{SVG}script", f"{SVG}image"}
        assert any(HOSTILE[:20] in text for text in read_texts(answer.content))
    else:
        text = answer.text if report.endswith(".txt") else answer.json()["tables"][0]["title"]
        assert HOSTILE in text


def test_every_chart_has_an_address():
    assert [chart.value for chart in Chart] == list(CHARTS)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("line=20.862,42.8896", "line.0"),
        ("line=20.862,42.8896,20.862,200", "line.0"),
        ("&".join(["line=20.862,42.8896,20.862,42.8912"] * 21), "line"),
        ("close=main&close=<script>", "close.1"),
        (f"close={quote(HOSTILE)}", "close.0"),
        ("people=mitrovica-north", "people.0"),
        ("beta_per_min=nan", "beta_per_min"),
        ("lang=de", "lang"),
    ],
)
def test_a_bad_parameter_is_refused_and_named(client, reviewed, query, field):
    assert_refused(client, reviewed, query, 400, field)


@pytest.mark.parametrize(("query", "status", "field", "sentence"), REFUSED)
def test_what_no_page_answers_no_report_does(client, reviewed, query, status, field, sentence):
    assert_refused(client, reviewed, query, status, field)


def assert_refused(client, reviewed, query, status, field):
    for about in (*REPORTS, "homes.geojson", f"{reviewed.url}/review/brief.pdf"):
        answer = client.get(f"{about}?{query}")
        assert answer.status_code == status, (about, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
        assert read_strictly(answer)["field"] == field


def test_a_chart_that_there_is_not_is_refused(client):
    assert read_strictly(client.get("charts/pie.svg"))["field"] == "chart"
