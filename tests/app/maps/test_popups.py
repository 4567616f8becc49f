"""What the server says of one thing, for a popup to show."""

import re

import httpx
import pytest

DAY = "2025-10-01"


@pytest.fixture
def ask(reviewed):
    """Ask for what a popup says in the bundled sample."""
    with httpx.Client(base_url=reviewed.url, timeout=60, follow_redirects=True) as client:
        yield lambda thing, headers=None, **query: client.get(
            f"/popups/{thing}", params={"lang": "en", **query}, headers=headers
        )


def read_names(html, tag):
    """Names of the first element of a kind: language → name."""
    whole = re.search(rf"<{tag}.*?</{tag}>", html, re.DOTALL)[0]
    return dict(re.findall(r'<bdi lang="([^"]+)">([^<]+)</bdi>', whole))


@pytest.mark.parametrize(
    ("thing", "name"),
    [
        ("crossings/main", "Ura e Ibrit"),
        ("projects/new-road-bridge-2025", "Ura e re për automjete"),
        ("institutions/provisional-authority-km", None),
    ],
)
def test_names_each_tell_their_language(ask, thing, name):
    names = read_names(ask(thing).text, "h3")
    assert {"sr-Latn", "sr-Cyrl"} <= set(names)
    assert names.get("sq") == name


def test_bodies_whose_consent_a_project_needs_are_named(ask):
    html = ask("projects/new-road-bridge-2025").text
    assert '<bdi lang="sq">Komuna Mitrovica e Veriut</bdi>' in html
    assert "Consent: " in html


def test_a_crossing_is_told_as_of_a_day_with_the_question_right_after_its_status(ask):
    html = ask("crossings/main", as_of=DAY).text
    assert "as of 1 October 2025" in html
    assert html.index("Status") < html.index("Who would be cut off?") < html.index("in practice")
    assert f"/crossings?as_of={DAY}&amp;close=main#crossings/main" in html


def test_a_crossing_that_is_closed_in_thought_can_be_reopened(ask):
    html = ask("crossings/main", as_of=DAY, is_closed="true").text
    assert "Reopen in this scenario" in html
    assert "Who would be cut off?" not in html


def test_a_street_leads_to_who_serves_there_with_certainty(ask):
    html = ask("roads/way/44").text
    link = r'href="[^"]*/providers\?here=roads/way/44&amp;side=north#map=17/42\.\d+/20\.\d+"'
    assert re.search(link, html)
    power = html[html.index("<b>Power</b>") : html.index("<b>Water</b>")]
    assert "Elektrosever" in power
    assert "KEDS" in power
    assert "(known for the municipality, certainty high)" in power


def test_a_school_is_served_itself_and_asks_for_nobody(ask):
    assert "Who serves here?" not in ask("schools/node/312").text


@pytest.mark.parametrize(
    "thing", ["crossings/nothing", "roads/way/1000000", "claims/x", "banks/left", "nothing/at/all"]
)
def test_what_is_not_there_is_said_with_the_way_out(ask, thing):
    answer = ask(thing, lang="sr-Cyrl")
    assert answer.status_code == 404
    assert "Поново учитајте страницу" in answer.json()["detail"]


def test_a_day_that_is_none_is_refused(ask):
    assert ask("crossings/main", as_of="tomorrow").status_code == 400


def test_a_popup_in_a_language_is_not_remembered_and_asked_for_once(ask):
    first = ask("crossings/main", lang="sq", as_of=DAY)
    assert first.headers["Content-Language"] == "sq"
    assert "set-cookie" not in first.headers
    known = {"If-None-Match": first.headers["ETag"]}
    assert ask("crossings/main", lang="sq", as_of=DAY, headers=known).status_code == 304


def test_a_building_is_told_who_serves_it_and_how_exactly_that_is_known(ask):
    html = ask("roads/way/44").text
    power = html[html.index("<b>Power</b>") : html.index("<b>Water</b>")]
    assert power.index("most exact:") < power.index("Elektrosever") < power.index("KEDS")
    assert "supplier <small>(known for this very place: " in power
    heating = html[html.index("<b>Heating</b>") : html.index("<b>Waste</b>")]
    assert "(known for the bank, not for this street: named by " in heating


def test_a_typed_place_says_its_bank_its_municipality_and_how_far_the_river_is(ask):
    html = ask("coordinates/42.89,20.866").text
    assert "42.89000, 20.86600" in html
    assert '<dt>Bank</dt><dd><bdi><bdi lang="en">South</bdi>' in html
    assert '<bdi lang="en">South Mitrovica</bdi>' in html
    assert "140 m" in html
    assert "Who serves here today?" in html


def test_a_place_outside_of_the_map_says_so_and_nothing_else(ask):
    html = ask("coordinates/48.41,15.61").text
    assert "This place is outside the area of this map" in html
    assert "Who serves" not in html
    assert ask("coordinates/nowhere").status_code == 404


def test_a_network_names_who_else_serves_there_in_which_role(ask, reviewed):
    """Of power in the north: who sells and who runs the network, whoever the thing itself names."""
    query = {"limit": 1, "municipality": "mitrovica-north", "f": "json"}
    found = httpx.get(f"{reviewed.url}/ogc/collections/substations/items", params=query).json()
    (feature,) = found["features"]
    provider = feature["properties"]["provider"]
    html = ask(f"substations/{feature['id']}").text
    also = html[html.index("Also in this municipality") :].partition("</dd>")[0]
    named = {"keds": "KEDS</bdi></bdi>, distribution network operator"}
    named |= {"elektrosever": "Elektrosever</bdi></bdi>, supplier"}
    assert [one for key, one in named.items() if key != provider and one not in also] == []
    assert "EPS" not in also
