"""Population is a choice over HTTP: each gives its own figures, and the link restores it."""

import re
from datetime import date
from html import unescape
from io import BytesIO

import httpx
import pytest
from pypdf import PdfReader

from geodata.assessment.assess import assess
from geodata.assessment.figures import list_figures, say_figure
from geodata.assessment.request import Candidate, Question
from geodata.cities.population import list_choices
from geodata.cities.profile import load_city
from geodata.names import LANGUAGES
from geodata.snapshot.store import open_snapshot
from geodata.streets.network import TravelMode
from tests.app.brief.printed import squeeze
from tests.app.reviewed_city import LINE, make_question, read_strictly
from tests.geodata.assessment.populations import compare, make_separate

ENDS = ",".join(str(degrees) for at in LINE for degrees in at)
QUERY = f"line={ENDS}&mode=walk&day=2025-10-01"
QUESTION = Question(TravelMode.WALK, date(2025, 10, 1), (Candidate(tuple(map(tuple, LINE))),))
CHOICES = list_choices(load_city("mitrovica").population)
PAIRS = [one for one in CHOICES if one.figures and not one.is_combination]
OTHERS = [pytest.param(one, marks=pytest.mark.slow) for one in CHOICES if one not in PAIRS]
OTHER = "census-2024-preliminary"
MIXED = "mitrovica-north:osce-2018,mitrovica-south:2011"
HTML = {"Accept": "text/html", "Accept-Language": "en"}
PAGES = [
    f"/review?{QUERY}",
    f"/compare?{QUERY}",
    "/crossings?as_of=2025-10-01",
    f"/review/brief?{QUERY}",
    "/projects/new-footbridge-2025/brief?lang=en",
]

ANSWERS = [
    "/api/closures?mode=walk",
    "/api/openings?mode=walk",
    f"/api/assessments/homes.geojson?{QUERY}",
    f"/api/assessments/report.json?{QUERY}",
]


@pytest.fixture
def client(reviewed):
    with httpx.Client(base_url=reviewed.url, timeout=60) as client:
        yield client


def get_page(client, path, population=""):
    chosen = f"&population={population}" if population else ""
    answer = client.get(f"{path}{chosen}", headers=HTML)
    assert answer.status_code == 200, answer.text[:300]
    return unescape(answer.text)


def read_chosen(page):
    """Read what the list of population figures of a page has selected."""
    choice = page.split('name="population"')[1].split("</select>")[0]
    return re.findall(r'<option value="([^"]+)" selected>', choice)


def read_rest(page):
    """Read what stands before and after the list of population figures."""
    before, _, after = page.partition('name="population"')
    return before + after.partition("</select>")[2]


def ask(client, **question):
    return read_strictly(client.post("/api/assessments", json=make_question(**question)))


@pytest.mark.parametrize("choice", [*PAIRS, *OTHERS], ids=lambda one: one.id)
def test_each_choice_gives_the_figures_of_a_separate_run(client, sample_data, choice):
    found = ask(client, population=choice.id)
    separate = make_separate(open_snapshot(sample_data), choice)
    compare(found, assess(separate, QUESTION).to_dict())
    assert found["population"] == choice.id
    assert [one["value"] for one in found["figures"]] == [
        one.value for one in choice.figures.values()
    ]


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_carries_the_totals_that_it_stands_on(client, path):
    found = read_strictly(client.get(f"{path}&population={OTHER}"))
    assert (found["population"], found["is_combination"]) == (OTHER, False)
    for figure, value in zip(found["figures"], (2_346, 64_680), strict=True):
        assert (figure["value"], figure["date"], figure["counts"]) == (
            value, "2024-07", "people counted",
        )  # fmt: skip
        assert figure["source"].startswith("2024 census, preliminary")
        assert figure["certainty"] in {"L", "M"}
    alone = read_strictly(client.get(f"{path}&population=floor-area"))
    assert (alone["population"], alone["figures"]) == ("floor-area", [])


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("chosen", [OTHER, "floor-area", MIXED])
def test_a_link_restores_the_choice(client, path, chosen):
    assert read_chosen(get_page(client, path, chosen)) == [chosen]


@pytest.mark.parametrize("path", PAGES)
def test_the_default_is_selected_and_said_to_be_it(client, path):
    page = get_page(client, path)
    assert read_chosen(page) == ["census-2024"]
    assert page.count("used unless you choose") == 1


@pytest.mark.parametrize("path", PAGES[:2])
def test_links_of_a_page_hold_the_choice_the_default_one_too(client, path):
    for chosen in ("", MIXED):
        page = get_page(client, path, chosen)
        links = re.findall(r'"(/mitrovica/[^"]*line=[^"]*day=2025-10-01[^"]*)"', page)
        links = [one for one in links if not one.startswith(f"/mitrovica{path.split('?')[0]}?")]
        assert len(links) >= 4
        for link in links:
            assert f"population={chosen or 'census-2024'}" in link


@pytest.mark.parametrize("path", PAGES)
def test_totals_stand_on_the_page_with_what_they_count_date_source_and_certainty(client, path):
    if path.startswith("/crossings"):
        client.get(f"/api/openings?population={OTHER}")
    text = re.sub(r"<[^>]+>|\s", "", read_rest(get_page(client, path, OTHER)))
    for value, certainty in (("2,346", "low"), ("64,680", "medium")):
        for said in (value, "peoplecounted", "July2024", "2024census,preliminary", certainty):
            assert said in text
    assert "29,460" not in text


@pytest.mark.parametrize("path", PAGES)
def test_what_is_weighted_by_floor_area_is_never_called_people(client, path):
    if path.startswith("/crossings"):
        client.get("/api/openings?population=floor-area")
    page = read_rest(get_page(client, path, "floor-area"))
    assert re.search("floor area", page)
    tables = " ".join(re.findall(r"<table.*?</table>", page, re.DOTALL))
    assert not re.search(r"(?i)\bpeople\b|residents", tables)


def test_a_combination_says_that_it_is_one(client):
    said = "This is a combination"
    for path in PAGES:
        if path.startswith("/crossings"):
            client.get(f"/api/openings?population={MIXED}")
        assert said in get_page(client, path, MIXED)
        assert said not in get_page(client, path, OTHER)


@pytest.mark.parametrize(
    "path", [f"/review/brief.pdf?{QUERY}", "/projects/new-footbridge-2025/brief.pdf?lang=en"]
)
def test_a_brief_on_paper_has_the_choice(client, path):
    answer = client.get(f"{path}&population={OTHER}", headers=HTML)
    (page,) = PdfReader(BytesIO(answer.content)).pages
    text = squeeze(page.extract_text())
    for figure in (2_346, 64_680):
        assert f"{figure:,}(peoplecounted),July2024." in text
    assert f"population={OTHER}" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_choice_that_is_not_there_is_answered_with_those_that_are(client, language):
    told = {"Accept-Language": language}
    for answer in (
        client.get(f"/api/closures?population=nobody&lang={language}", headers=told),
        client.get("/api/assessments/report.txt?population=nobody", headers=told),
        client.post("/api/assessments", json=make_question(population="nobody"), headers=told),
        client.get("/crossings?population=nobody", headers=told),
        client.get("/review/brief?population=nobody", headers=told),
    ):
        assert answer.status_code == 409
        problem = answer.json()
        assert problem["field"] == "population"
        assert all(one.id in problem["detail"] for one in CHOICES if ":" not in one.id)
        assert "mitrovica-south:census-2024|" in problem["detail"]
        assert ("should be one of" in problem["detail"]) is (language == "en")


def test_openapi_has_the_pairs_of_the_city_as_examples(client):
    document = client.get("/api/openapi.json").json()
    documented = [
        parameter
        for of_path in document["paths"].values()
        for operation in of_path.values()
        for parameter in operation.get("parameters", ())
        if parameter["name"] == "population"
    ]
    assert len(documented) >= 6
    for parameter in documented:
        values = [one["value"] for one in parameter["examples"].values()]
        assert values == [one.id for one in CHOICES]
    body = document["paths"]["/api/assessments"]["post"]["requestBody"]["content"]
    asked = [
        one["value"].get("population") for one in body["application/json"]["examples"].values()
    ]
    assert {one.id for one in PAIRS} <= {*asked}


@pytest.mark.parametrize("language", LANGUAGES)
def test_charts_of_people_name_their_totals(client, reviewed, language):
    answer = client.get(f"/api/assessments/charts/reach.svg?{QUERY}&lang={language}")
    text = unescape(re.sub(r"<[^>]+>", "", answer.text))
    model = reviewed.city.review.get_model()
    for figure in list_figures(model.city, model.homes):
        assert say_figure(figure, language) in text
