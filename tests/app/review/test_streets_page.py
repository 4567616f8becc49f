"""A bridge by the names of two streets, over HTTP: no script is needed."""

import re
from html import unescape
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import httpx
import pytest

from geodata.names import LANGUAGES
from tests.app.named_town import NORTH, SOUTH, TWICE
from tests.app.served import follow
from tests.app.small_city import HOSTILE

PAGE = {"Accept": "text/html"}
DAY = "2025-10-01"


@pytest.fixture
def client(named_url):
    with httpx.Client(base_url=named_url, timeout=60) as client:
        yield client


def ask(client, one, other, **more):
    query = urlencode({"left_street": one, "right_street": other, "lang": "en", **more}, doseq=True)
    return client.get(f"/review?{query}", headers=PAGE, follow_redirects=False)


def read_said(answer):
    return unescape(re.search(r'id="review-drawn"[^>]*>([^<]*)<', answer.text)[1])


def test_two_streets_lead_back_with_the_bridge_between_them_and_all_else_kept(client):
    kept = {"mode": "bicycle", "day": DAY, "close": ["east", "main"], "keep": "mode=walk"}
    answer = ask(client, NORTH, SOUTH, **kept)
    assert answer.status_code == 303
    to = urlsplit(answer.headers["location"])
    assert (to.path, to.fragment) == ("/mitrovica/review", "review-drawn")
    led = parse_qs(to.query)
    assert {name: led[name] for name in kept} == {
        name: value if isinstance(value, list) else [value] for name, value in kept.items()
    }
    (line,) = led["line"]
    page = follow(client, f"{to.path}?{to.query}")
    assert page.status_code == 200
    assert f'name="line" value="{line}"' in page.text
    said = read_said(page)
    assert said.startswith(f"Drawn between {NORTH} and {SOUTH}: the shortest line")
    assert re.search(r"\d+ m\.$", said)


def test_a_bridge_that_is_there_already_stays_beside_it(client):
    to = urlsplit(
        ask(client, NORTH, SOUTH, line="20.862,42.8896,20.862,42.8912").headers["location"]
    )
    assert len(parse_qs(to.query)["line"]) == 2


def test_names_are_read_in_any_script_and_part_of_them_will_do(client):
    lines = [
        parse_qs(urlsplit(ask(client, one, "bregu").headers["location"]).query)["line"]
        for one in (NORTH, "hrastovo setaliste", "Храстово шеталиште", "lisit")
    ]
    assert lines == lines[:1] * 4


def test_coordinates_stand_for_a_street_without_a_name(client):
    answer = ask(client, "42.8912, 20.862", "42.8896, 20.862")
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("one", "other", "status", "sentence"),
    [
        ("", SOUTH, 400, "North: name a street, or give a place on one."),
        (NORTH, " ", 400, "South: name a street"),
        ("x" * 101, SOUTH, 400, "North: the name of a street has at most 100 characters."),
        ("Nowhere", SOUTH, 409, "North: no street is called “Nowhere”. Choose one of those"),
        (SOUTH, NORTH, 409, f"North: “{SOUTH}” lies on the other bank."),
        (NORTH, TWICE, 409, f"South: several streets fit “{TWICE}”. Choose one of them: "),
        ("42.8896, 20.862", SOUTH, 409, "North: this place lies on the other bank."),
        ("42.1, 20.862", SOUTH, 409, "North: this place lies beyond the study area."),
    ],
)
def test_what_is_no_street_is_said_in_a_sentence_and_stays_in_its_field(
    client, one, other, status, sentence
):
    answer = ask(client, one, other, day=DAY)
    assert answer.status_code == status
    assert read_said(answer).startswith(sentence)
    assert re.search(r'<details class="review__fold" id="review-streets" open>', answer.text)
    assert f'value="{one}" list="left_street-options"' in unescape(answer.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_and_the_fields_are_in_the_readers_language(client, language):
    banks = {"sq": "Veri", "sr-Latn": "Sever", "sr-Cyrl": "Север", "en": "North"}
    page = ask(client, "Nowhere", SOUTH, lang=language)
    assert read_said(page).startswith(f"{banks[language]}: ")
    assert re.search(rf'<label for="left_street">{banks[language]}: \w+</label>', page.text)


def test_streets_of_a_bank_are_suggested_with_their_other_names(client):
    def suggest(**query):
        answer = client.get("/review/parts/streets", params={"lang": "sq", **query})
        return re.findall('<option value="([^"]*)"', unescape(answer.text))

    assert suggest(bank="north") == [NORTH]
    twice = suggest(bank="south", q="bli")
    assert len(twice) == 2
    assert all(one.startswith(f"{TWICE} (") for one in twice)
    assert suggest(bank="nowhere") == suggest(bank="north", q="nothing") == []
    long = client.get("/review/parts/streets", params={"bank": "north", "q": "x" * 101})
    assert long.status_code == 400


def test_what_is_suggested_can_be_taken(client):
    page = ask(client, NORTH, TWICE)
    for name in re.findall(f'<option value="({TWICE} [^"]*)"', unescape(page.text)):
        assert ask(client, NORTH, name).status_code in (303, 409)


def test_hostile_values_stay_text(client, hostile_url):
    for page in (
        client.get(f"/review?left_street={quote(HOSTILE)}&right_street=x", headers=PAGE),
        httpx.get(f"{hostile_url}/review?left_street=a&right_street=b", headers=PAGE),
    ):
        assert "<script>window" not in page.text
        assert "<img src=x" not in page.text
