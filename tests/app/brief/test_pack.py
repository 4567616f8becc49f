"""The pack: the brief in all four languages, a page each, as one PDF."""

import re
from html import unescape
from io import BytesIO

import httpx
import pytest
from pypdf import PdfReader

from geodata.assessment.words import say
from geodata.names import LANGUAGES
from tests.app.brief.printed import squeeze
from tests.app.reviewed_city import LINE
from tests.app.served import follow

ENDS = ",".join(str(degrees) for at in LINE for degrees in at)
QUERY = f"line={ENDS}&mode=walk&day=2025-10-01"


@pytest.fixture
def client(reviewed):
    with httpx.Client(base_url=reviewed.url, timeout=60) as client:
        yield client


@pytest.mark.parametrize(
    "path",
    [f"/review/brief/pack.pdf?{QUERY}", "/projects/new-road-bridge-2025/brief/pack.pdf"],
)
def test_each_language_has_a_page_of_its_own(client, path):
    answer = client.get(path)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-language"] == ", ".join(LANGUAGES)
    pages = PdfReader(BytesIO(answer.content)).pages
    assert len(pages) == len(LANGUAGES)
    for page, language in zip(pages, LANGUAGES, strict=True):
        text = squeeze(page.extract_text())
        assert squeeze(say("profile", language)) in text
        assert f"lang={language}" in text


def test_its_pages_say_what_the_briefs_of_one_language_say(client):
    pack = PdfReader(BytesIO(client.get(f"/review/brief/pack.pdf?{QUERY}").content)).pages
    for page, language in zip(pack, LANGUAGES, strict=True):
        single = client.get(f"/review/brief.pdf?{QUERY}&lang={language}")
        (alone,) = PdfReader(BytesIO(single.content)).pages
        assert squeeze(page.extract_text()) == squeeze(alone.extract_text())


@pytest.mark.parametrize(
    "brief",
    [f"/review/brief?{QUERY}", "/projects/new-road-bridge-2025/brief?population=census-2024"],
)
def test_the_page_of_the_brief_leads_to_it(client, brief):
    page = unescape(client.get(f"{brief}&lang=en", headers={"Accept": "text/html"}).text)
    (link,) = re.findall(r'href="([^"]+/brief/pack\.pdf[^"]*)" download', page)
    assert follow(client, link).status_code == 200


def test_a_refusal_says_what_is_wrong(client):
    answer = client.get("/review/brief/pack.pdf?line=nowhere")
    assert answer.status_code == 400
    assert "line.0" in answer.json()["detail"]
    assert client.get("/projects/nowhere/brief/pack.pdf").status_code == 404
