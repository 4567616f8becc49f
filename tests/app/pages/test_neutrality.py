"""The page of neutrality: rules, what is not known, and who answers."""

import httpx
import pytest
from pydantic import ValidationError

from app.settings import Settings
from geodata.names import LANGUAGES

NOBODY = "The operator of this server has not named a contact."


@pytest.fixture
def ask(data, serve):
    def ask_it(path="/neutrality", **settings):
        with httpx.Client(base_url=serve(data, **settings).url, follow_redirects=True) as reader:
            answer = reader.get(path, params={"lang": "en"}, headers={"Accept": "text/html"})
        assert answer.status_code == 200
        return answer.text

    return ask_it


@pytest.mark.parametrize("language", LANGUAGES)
def test_rules_and_what_is_not_known_stand_there_in_every_language(client, language):
    page = client.get("/neutrality", params={"lang": language}).text
    for part in ("names", "order", "colours", "words", "sources", "not-recorded", "unknown"):
        assert f'id="{part}"' in page
    assert '<span lang="en"><bdi>What it cost</bdi></span>' in page


def test_every_page_leads_to_it(client):
    assert 'href="/testville/neutrality"' in client.get("/about").text


@pytest.mark.parametrize(
    ("contact", "written"),
    [
        (None, NOBODY),
        ("", NOBODY),
        ("map@example.org", '<a href="mailto:map@example.org"><bdi>map@example.org</bdi></a>'),
        ("https://example.org/map", '<a href="https://example.org/map">'),
        ("The <office>, 2nd floor", "<p><bdi>The &lt;office&gt;, 2nd floor</bdi></p>"),
        ("javascript:alert(1)", "<p><bdi>javascript:alert(1)</bdi></p>"),
    ],
)
def test_who_answers_is_what_the_operator_set(ask, contact, written):
    assert written in ask(contact=contact)


@pytest.mark.parametrize("text", ["two\nlines", "x" * 601, "turned \u202e round"])
def test_a_contact_or_footnote_that_cannot_be_drawn_is_refused(text):
    for name in ("contact", "status_footnote"):
        with pytest.raises(ValidationError, match="one line of at most 600"):
            Settings(**{name: text})


def test_a_footnote_stands_on_pages_where_the_operator_switched_it_on(ask, client):
    footnote = "Without prejudice <to> anything."
    assert "foot__status" not in client.get("/").text
    page = ask("/crossings", status_footnote=footnote)
    assert '<p class="foot__status"><bdi>Without prejudice &lt;to&gt; anything.</bdi></p>' in page
