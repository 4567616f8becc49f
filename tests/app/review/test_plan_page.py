"""The page of the best sets of bridges over HTTP: the figures are the engine's."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import httpx

from app.review import studies
from tests.app.review.review_page import get_study, read_again
from tests.app.reviewed_city import read_strictly
from tests.app.served import follow

DAY = "day=2025-10-01"
PAGE = {"Accept": "text/html"}
PATH = "/review/plan"


def test_each_set_has_its_places_and_becomes_the_bridges_of_the_review(study_client):
    plan = read_strictly(study_client.get(f"/api/plan?{DAY}&most=3"))
    page = get_study(study_client, PATH, f"{DAY}&lang=en")
    sets = {tuple(one["best"]["places"]) for one in plan["sets"]}
    assert page.count('<article class="card"') == len(sets)
    assert page.count('href="#means-proven"') == len(sets)
    assert page.count('href="#means-checked"') == len(sets)
    links = [unescape(one) for one in re.findall(r'href="(/mitrovica/review\?line[^"]+)"', page)]
    assert [one.count("line=") for one in links] == [len(one) for one in sorted(sets, key=len)]
    for link in links:
        assert follow(study_client, link).status_code == 200


def test_what_is_proven_is_the_order_and_not_the_time_saved(study_client):
    page = get_study(study_client, PATH, f"{DAY}&lang=en")
    assert "proven: no other place saves more" in page
    assert "proven: no other 2 places save more (one new bridge a trip)" in page
    assert "The time saved has a range" in page


def test_places_are_numbered_along_the_river_as_on_the_map(study_client):
    page = get_study(study_client, PATH, f"{DAY}&lang=en")
    lines = re.search(r'id="plan-data">(.*?)</script>', page)[1]
    numbers = {int(one) for one in re.findall(r'data-place="(\d+)"', page)}
    assert numbers == set(range(1, lines.count("]], [[") + 2))


def test_services_are_planned_for_either_bank(study_client):
    page = get_study(study_client, PATH, f"{DAY}&trips_to=services&lang=en")
    assert "trips_to=services" in page
    assert re.search(r"best for:\s+both banks", page)


def test_no_set_is_short_enough_is_said_in_words(study_client):
    page = get_study(study_client, PATH, f"{DAY}&length_km=0.01&lang=en")
    assert "No set of bridges of this length saves anything." in page


def test_variants_that_are_kept_stay_in_the_links(study_client):
    page = unescape(get_study(study_client, PATH, f"{DAY}&keep=close%3Deast&line="))
    assert "keep=close%3Deast" in page
    assert "not counted here" not in page


def test_what_the_search_does_not_count_is_said_and_stays_in_the_ways_back(study_client):
    own = "close=main&open=west%3Bdrive&people=mitrovica-north%3A3&beta_per_min=0.2"
    page = get_study(study_client, PATH, f"{DAY}&lang=en&line=1%2C2%2C3%2C4&{own}")
    assert "not counted here" in page
    links = [unescape(one) for one in re.findall(r'href="(/mitrovica/review\?[^"]+)"', page)]
    asked = [parse_qs(urlsplit(one).query) for one in links if DAY in one]
    assert len(asked) > 2
    for one in asked:
        assert {name: one[name] for name in parse_qs(own)} == parse_qs(own)
    assert [one["line"] for one in asked].count(["1,2,3,4"]) == 1  # the way back
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert fields.keys() >= {"close", "open", "people", "beta_per_min"}


def test_what_takes_long_says_so_and_comes_back_without_a_script(study_client, monkeypatch):
    monkeypatch.setattr("app.review.plan_page.PATIENCE_S", 0)
    answer = study_client.get("/review/plan?day=2024-05-05&mode=bicycle", headers=PAGE)
    assert read_again(answer.text) == studies._AGAIN_S
    assert "url=?day=2024-05-05&amp;mode=bicycle" in answer.text
    assert "<progress" in answer.text
    assert "folium-map" not in answer.text


def test_a_bad_question_is_refused_in_a_sentence(study_client):
    assert "review__status--refusal" in get_study(study_client, PATH, "day=1900-01-01", 409)
    get_study(study_client, PATH, "length_km=-1", 400)


def test_a_city_that_cannot_be_reviewed_yet_says_so(city_url):
    answer = httpx.get(f"{city_url}/review/plan", headers=PAGE)
    assert answer.status_code == 503
    assert "review__status--refusal" in answer.text


def test_the_review_leads_to_the_page_with_its_form(study_client):
    page = study_client.get(f"/review?{DAY}", headers=PAGE).text
    assert 'form="review-form" formaction="/mitrovica/review/plan"' in page
