"""The brief as a PDF: one page of A4, its text, its numbers, and nothing of a name that runs."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import httpx
import orjson
import pytest
from pypdf import PdfReader

from app.brief.content import write_sheet
from app.brief.pdf import set_pdf
from app.brief.sheet import Citation
from app.brief.subject import take_question
from geodata.assessment.assess import assess
from geodata.assessment.figures import say_figure
from geodata.assessment.reports.report import make_city_table, make_key_table
from geodata.assessment.request import Candidate, Question
from geodata.assessment.words import say
from geodata.names import LANGUAGES
from geodata.streets.network import TravelMode
from geodata.wording import load_wording
from tests.app.brief.printed import squeeze
from tests.app.reviewed_city import LINE, read_strictly

ENDS = ",".join(str(degrees) for at in LINE for degrees in at)
QUERY = f"line={ENDS}&close=east&mode=walk&day=2025-10-01&trips_to=services"
MARKUP = '#import "a": b; #read("/etc/passwd") $x^2$ `raw` *b* _i_ @r <l> // [c] \\ = h'
A4_PT = (595.3, 841.9)


@pytest.fixture
def client(reviewed):
    with httpx.Client(base_url=reviewed.url, timeout=60) as client:
        yield client


def read_pdf(answer):
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    document = PdfReader(BytesIO(answer.content))
    assert len(document.pages) == 1
    box = document.pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx(A4_PT, abs=0.1)
    return document


def read_text(answer):
    return squeeze(read_pdf(answer).pages[0].extract_text())


def assess_query(server):
    candidate = Candidate(tuple(map(tuple, LINE)))
    question = Question(TravelMode.WALK, date(2025, 10, 1), (candidate,), ("east",))
    return assess(server.city.review.get_model(), question)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_one_page_with_its_words(client, language):
    answer = client.get(f"/review/brief.pdf?{QUERY}&lang={language}")
    assert answer.headers["content-language"] == language
    text = read_text(answer)
    for word in ("mode", "mean", "modelled", "profile", "candidate", "services"):
        assert squeeze(say(word, language)) in text
    assert squeeze(load_wording(language).write_day(date(2025, 10, 1))) in text
    document = read_pdf(answer)
    assert document.trailer["/Root"]["/Lang"] == language.partition("-")[0]
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "Mitrovica" in document.metadata.title or "Митровица" in document.metadata.title


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_numbers_are_those_of_the_assessment(client, reviewed, language):
    model = reviewed.city.review.get_model()
    result = assess_query(reviewed)
    banks = {bank.id: bank.name for bank in (model.city.left, model.city.right)}
    query = QUERY.replace("&trips_to=services", "")
    text = read_text(client.get(f"/review/brief.pdf?{query}&lang={language}"))
    for row in make_key_table(result, banks, language).rows:
        assert squeeze("".join(row)) in text
    for _label, *cells in make_city_table(result, language).rows:
        assert all(squeeze(cell) in text for cell in cells)


def test_what_is_not_known_and_who_says_so_stand_on_it(client, reviewed):
    text = read_text(client.get(f"/review/brief.pdf?{QUERY}&lang=en"))
    for figure in assess_query(reviewed).figures:
        assert squeeze(say_figure(figure, "en")) in text
        assert squeeze(figure.source)[:40] in text
    assert squeeze("What is not known") in text
    assert squeeze("© OpenStreetMap contributors, ODbL") in text
    assert reviewed.city.review.get_model().snapshot_id in text


def test_the_address_on_it_opens_the_same_assessment(client, reviewed):
    document = read_pdf(client.get(f"/review/brief.pdf?{QUERY}&lang=en"))
    (link,) = [one.get_object()["/A"]["/URI"] for one in document.pages[0]["/Annots"]][:1]
    assert squeeze(link) in squeeze(document.pages[0].extract_text())
    assert link.startswith(f"{reviewed.url}/review?line=")
    page = httpx.get(link, headers={"Accept": "text/html"}).text
    tables = read_strictly(client.get(f"/api/assessments/report.json?{QUERY}&lang=en"))["tables"]
    for cell in tables[0]["rows"][1][1:]:
        assert f"<bdi>{cell}</bdi>" in page


def test_the_same_question_gives_the_same_bytes_and_is_sent_once(client, reviewed):
    path = f"/review/brief.pdf?{QUERY}&lang=sq"
    first = client.get(path)
    review = reviewed.city.review
    kept, review._answers = review._answers, type(review._answers)()
    try:
        assert client.get(path).content == first.content
    finally:
        review._answers = kept
    assert client.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 304


def test_a_page_full_of_everything_is_still_one_page(client):
    lines = "&".join(
        f"line={20.8600 + at * 0.0003:.4f},42.8885,{20.8600 + at * 0.0003:.4f},42.8915"
        for at in range(20)
    )
    query = f"{lines}&close=east&close=main&close=rail&mode=drive&people=mitrovica-north:100000000"
    text = read_text(client.get(f"/review/brief.pdf?{query}&day=2025-10-01&lang=sq"))
    assert "100000000" in text


def test_hostile_names_stay_text(hostile_url):
    answer = httpx.get(f"{hostile_url}/review/brief.pdf?{QUERY}&lang=en", timeout=60)
    text = read_text(answer)
    assert squeeze("<script>window.hacked=1</script>")[:20] in text
    assert "\u202e" not in text
    document = read_pdf(answer)
    assert "/OpenAction" not in document.trailer["/Root"]
    assert "/JavaScript" not in document.trailer["/Root"].get("/Names", {})


def test_no_text_is_read_as_markup_and_ten_kilobytes_take_one_page(reviewed):
    review, catalogue = reviewed.city.review, reviewed.city.live.get()
    wording = load_wording("en")
    question = Question(TravelMode.WALK, date(2025, 10, 1), (Candidate(tuple(map(tuple, LINE))),))
    subject = take_question(catalogue, review.get_model(), question, wording)
    sheet = replace(
        write_sheet(subject, catalogue, wording),
        title=MARKUP,
        question=((MARKUP, MARKUP), ("שלום", "x" * 10_000)),
        unknown=(MARKUP, "word " * 2_000),
        sources=(Citation("漢字 \ue000"),),
    )
    pdf = set_pdf([orjson.dumps(sheet)], [f"https://example.org/{'x' * 3_000}"])
    (page,) = PdfReader(BytesIO(pdf)).pages
    assert squeeze(page.extract_text()).count(squeeze(MARKUP)) >= 2


def pair_with_languages(projects, step):
    """Pair each project with all languages, or with the next one where as many are skipped."""
    for at, project in enumerate(projects):
        for language in LANGUAGES[at % step :: step]:
            yield project, language


@pytest.mark.parametrize(
    "step",
    [
        pytest.param(len(LANGUAGES), id="in one language"),
        pytest.param(1, id="in every language", marks=pytest.mark.slow),
    ],
)
def test_every_project_has_a_brief(client, reviewed, step):
    catalogue = reviewed.city.live.get()
    for project, language in pair_with_languages(catalogue.projects, step):
        path = f"/projects/{project['id']}/brief.pdf?lang={language}"
        text = read_text(client.get(path))
        assert any(squeeze(name) in text for name in project["name"].values())
        assert squeeze(project["name"].get(language, "")) in text
        assert project["keys"]
        for key in project["keys"]:
            assert squeeze(catalogue.bodies[key["body"]][language]) in text
        is_assessed = squeeze(say("profile", language)) in text
        is_bridge = project["kind"] in {"bridge", "footbridge"}
        assert is_assessed == (is_bridge and project["has_place"])


def test_a_project_that_there_is_not_has_no_brief(client):
    assert client.get("/projects/nowhere/brief.pdf").status_code == 404
    assert client.get("/projects/nowhere/brief").status_code == 404
