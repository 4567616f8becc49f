"""The decision card on a brief: the sentences of the API, and how sure the first figure is."""

from html import unescape
from io import BytesIO

import httpx
import pytest
from pypdf import PdfReader

from app.brief.card import place_card
from geodata.assessment.words import say
from geodata.names import LANGUAGES
from geodata.wording import load_wording
from tests.app.brief.printed import squeeze
from tests.app.reviewed_city import LINE, read_strictly

ENDS = ",".join(str(degrees) for at in LINE for degrees in at)
QUERY = f"line={ENDS}&close=east&mode=walk&day=2025-10-01"
TRIP = "both.saved_person_min_per_trip"


@pytest.fixture
def client(reviewed):
    with httpx.Client(base_url=reviewed.url, timeout=60) as client:
        yield client


def make_card(low, high, *parts, unit="s"):
    trip = {"figure": TRIP, "unit": unit, "shown": high, "low": low, "high": high}
    told = [{"assumption": name, "low": least, "high": most} for name, least, most in parts]
    texts = {"en": {"sentences": ["A trip takes less."], "not_known": []}}
    return {"texts": texts, "figures_shown": [{**trip, "parts": told}]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_and_pdf_begin_with_the_card_of_the_api(client, language):
    card = read_strictly(client.get(f"/api/assessments/card?{QUERY}"))
    path = f"/review/brief{{}}?{QUERY}&lang={language}"
    page = unescape(client.get(path.format(""), headers={"Accept": "text/html"}).text)
    pdf = PdfReader(BytesIO(client.get(path.format(".pdf")).content))
    text = squeeze(pdf.pages[0].extract_text())
    sentences = card["texts"][language]["sentences"]
    assert len(sentences) >= 3
    for one in sentences:
        assert f"<li><bdi>{one}</bdi></li>" in page
        assert squeeze(one) in text
    assert text.index(squeeze(sentences[0])) < text.index(
        squeeze(say("mode", language) + say("walk", language))
    )
    for part in card["figures_shown"][0]["parts"]:
        assert squeeze(say(part["assumption"], language)) in text


def test_the_range_is_told_for_each_assumption_that_moves_the_time_saved():
    card = make_card(-3.0, 20.0, ("speed", -3.0, 20.0), ("spread", 4.0, 9.0), ("decay", 5.0, 5.0))
    placed = place_card(card, load_wording("en"))
    assert placed.range.endswith("Time saved per trip: −3 – 20 s")
    assert placed.parts == (
        ("speed", "−3 – 20 s"),
        ("how people are spread over homes", "4 – 9 s"),
    )


def test_nothing_is_said_of_a_range_where_nothing_moves_the_figure():
    placed = place_card(make_card(5.0, 5.0), load_wording("en"))
    assert (placed.range, placed.parts) == ("", ())
    assert placed.sentences == ("A trip takes less.",)


def test_where_nothing_is_changed_there_is_no_card(client):
    page = client.get("/review/brief?day=2025-10-01&lang=en", headers={"Accept": "text/html"}).text
    assert "brief__numbers" in page
    assert "brief__card" not in page


def test_a_bridge_of_a_project_has_its_card(client):
    path = "/projects/new-road-bridge-2025/brief?lang=en"
    assert (
        "A trip to the other bank takes" in client.get(path, headers={"Accept": "text/html"}).text
    )
