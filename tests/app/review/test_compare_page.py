"""Two maps in step over HTTP: the figures are the engine's, with and without a script."""

import gzip
import json
import re
from datetime import date
from html import unescape

import httpx
import pytest

from app.maps.compare import list_classes, list_saved_classes
from app.maps.style import HOME_COLOURS, SAVED_LOOKS
from geodata.assessment.assess import assess
from geodata.assessment.homes import count_classes, find_sides, measure_home_minutes
from geodata.assessment.request import Candidate, Question
from geodata.names import LANGUAGES
from geodata.streets.network import TravelMode
from geodata.wording import load_wording
from tests.app.review.review_page import read_again
from tests.app.reviewed_city import LINE, REFUSED, read_strictly
from tests.app.served import follow

ENDS = ",".join(str(degrees) for at in LINE for degrees in at)
QUERY = f"line={ENDS}&close=east&mode=walk&day=2025-10-01"
ENGLISH = load_wording("en")
QUESTION = Question(
    TravelMode.WALK, date(2025, 10, 1), (Candidate(tuple(map(tuple, LINE))),), ("east",)
)
HOMES = "/api/assessments/homes.geojson"
EVERYTHING = (
    "main", "new-foot-2025", "three-towers-2000", "new-road-2025", "east", "rail",
)  # fmt: skip


@pytest.fixture
def client(reviewed):
    with httpx.Client(base_url=reviewed.url, timeout=60) as client:
        yield client


@pytest.fixture
def model(reviewed):
    return reviewed.city.review.get_model()


def get_page(client, query="", status=200):
    answer = client.get(f"/compare?{query}", headers={"Accept": "text/html"})
    assert answer.status_code == status, answer.text[:300]
    return answer.text


def read_table(page, name):
    table = page.split(f'id="{name}"')[1].split("</table>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table.split("<tbody>")[1], re.DOTALL)
    return [re.findall(r"<td>(.*?)</td>", row) for row in rows]


def read_refusal(page):
    return unescape(re.search(r'id="compare-refusal"[^>]*>([^<]*)<', page)[1])


def test_each_home_has_the_minutes_of_the_engine(client, model):
    found = read_strictly(client.get(f"{HOMES}?{QUERY}"))
    minutes, sides = measure_home_minutes(model, QUESTION), find_sides(model, TravelMode.WALK)
    features = found["features"]
    assert [one["id"] for one in features] == model.homes.ids.tolist()
    assert [one["properties"]["side"] for one in features] == sides.tolist()
    for name in ("before_min", "after_min", "saved_min"):
        values = [one["properties"][name] for one in features]
        assert values == pytest.approx(getattr(minutes, name).tolist(), abs=0.0051, nan_ok=True)
    people = [one["properties"]["people"] for one in features]
    assert people == pytest.approx(model.homes.weight.tolist(), abs=0.0051)
    assert (found["snapshot_id"], found["day"]) == (model.snapshot_id, "2025-10-01")
    assert found["closures"] == ["east"]


def test_homes_without_a_way_have_null(client):
    close = "&".join(f"close={one}" for one in EVERYTHING)
    features = read_strictly(client.get(f"{HOMES}?{close}&day=2025-10-01"))["features"]
    assert all(one["properties"]["after_min"] is None for one in features)
    assert all(one["properties"]["saved_min"] is None for one in features)
    assert any(one["properties"]["before_min"] for one in features)


def test_homes_are_kept_by_their_etag_and_sent_compressed(client):
    first = client.get(f"{HOMES}?{QUERY}")
    assert first.headers["content-encoding"] == "gzip"
    assert first.headers["content-type"] == "application/geo+json"
    again = client.get(f"{HOMES}?{QUERY}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(f"{HOMES}?{QUERY}&people=mitrovica-north:9000")
    assert other.headers["etag"] != first.headers["etag"]
    plain = client.get(f"{HOMES}?{QUERY}", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == first.content
    assert len(gzip.compress(plain.content)) < len(plain.content) / 4


def test_the_tables_have_the_figures_of_the_engine(client, model):
    page = get_page(client, f"{QUERY}&lang=en")
    north, south = count_classes(model, QUESTION, measure_home_minutes(model, QUESTION))
    rows = read_table(page, "compare-classes")
    columns = (north.before, north.after, south.before, south.after)
    assert rows[:-1] == [[f"{value:,.0f}" for value in row] for row in zip(*columns, strict=True)]
    without = [one for bank in (north, south) for one in (bank.without_before, bank.without_after)]
    assert rows[-1] == [f"{value:,.0f}" for value in without]
    result = assess(model, QUESTION)
    banks = result.banks
    nearest = [
        [
            cell
            for one in service.banks
            for cell in (
                f"{one.mean_min.before:,.1f} → {one.mean_min.after:,.1f}",
                f"{one.save[0]:,.0f} / {one.lose[0]:,.0f}",
            )
        ]
        for service in result.services
    ]
    assert nearest
    assert read_table(page, "compare-services") == nearest
    means = [one.mean_cross_river_min for one in banks]
    said = {f"{one.before:,.1f} → {one.after:,.1f}" for one in means}
    assert len(said) == 1
    assert f'<td colspan="2">{said.pop()} <small>on either bank alike</small>' in page
    by_services = get_page(client, f"{QUERY}&trips_to=services&lang=en")
    assert len(read_table(by_services, "compare-banks")[0]) == len(banks)


def test_people_who_lose_every_way_stand_in_the_tables(client, model):
    close = "&".join(f"close={one}" for one in EVERYTHING)
    page = get_page(client, f"{close}&day=2025-10-01&lang=en")
    residents = [f"{one.residents:,.0f}" for one in assess(model, QUESTION).banks]
    assert read_table(page, "compare-classes")[-1] == ["0", residents[0], "0", residents[1]]
    assert read_table(page, "compare-banks")[3] == residents


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_of_the_page_answer_in_every_language(client, language):
    page = get_page(client, f"{QUERY}&lang={language}")
    links = [unescape(one) for one in re.findall(r'href="(/mitrovica/(?:api|review)[^"]+)"', page)]
    assert len([one for one in links if one.startswith(f"/mitrovica{HOMES}")]) == 1
    for link in links:
        assert follow(client, link).status_code == 200


def test_the_page_holds_two_maps_that_ask_for_the_same_homes(client):
    page = get_page(client, QUERY)
    assert page.count('class="folium-map"') == 2
    urls = re.findall(rf'"url": "({re.escape(HOMES)}[^"]+)"', page)
    assert len(urls) == 2
    assert len(set(urls)) == 1
    assert 'field": "before_min"' in page
    assert 'field": "after_min"' in page
    assert '"closed": ["east"]' in page
    assert '"closed": []' in page


def test_every_class_of_minutes_has_a_colour_of_its_own_the_same_on_page_and_map(client):
    assert len(set(HOME_COLOURS)) == len(HOME_COLOURS)
    page = get_page(client, QUERY)
    for one in list_classes(TravelMode.WALK, ENGLISH):
        assert f'fill="{one["colour"]}"' in page
        assert page.count(f'"colour": "{one["colour"]}"') == 2


def test_the_difference_has_one_map_the_scale_of_the_review_and_people_by_class(client, model):
    page = get_page(client, f"{QUERY}&view=difference&lang=en")
    assert page.count('class="folium-map"') == 1
    assert '"field": "saved_min"' in page
    for one in list_saved_classes(ENGLISH):
        assert f'fill="{one["colour"]}"' in page
        assert page.count(f'"colour": "{one["colour"]}"') == 1
    north, south = count_classes(model, QUESTION, measure_home_minutes(model, QUESTION))
    rows = read_table(page, "compare-saved")
    most = [f"{north.saved[-1]:,.0f}", f"{south.saved[-1]:,.0f}"]
    assert (rows[0], len(rows)) == (most, len(SAVED_LOOKS) + 1)
    for count in (north, south):
        assert sum(count.saved) + count.without_saved == pytest.approx(sum(count.after), rel=0.01)


def test_classes_of_minutes_saved_leave_no_gap_and_say_so_in_each_language():
    said = [one["label"] for one in list_saved_classes(ENGLISH)]
    assert said == [
        *("lost: below -1", "-1 to -0.1", "-0.1 to 0.1", "0.1 to 1"),
        *("1 to 5", "5 to 10", "10 or more"),
    ]
    for language in LANGUAGES:
        labels = [one["label"] for one in list_saved_classes(load_wording(language))]
        assert len(set(labels)) == len(said)


def test_the_review_has_the_classes_of_the_comparison(client):
    page = get_page_of(client, "/review?day=2025-10-01&lang=en")
    (text,) = re.findall(r'id="review-data">(.*?)</script>', page)
    assert json.loads(text)["savedClasses"] == list_saved_classes(ENGLISH)[::-1]


def test_links_and_forms_keep_the_view(client):
    page = unescape(get_page(client, f"{QUERY}&view=difference&lang=en"))
    assert re.search(rf'data-view href="/mitrovica/compare\?{QUERY}[^"]*view=difference"', page)
    assert '<input type="hidden" name="view" value="difference">' in page
    assert "view=difference&lang=sq" in page
    assert get_page(client, f"{QUERY}&view=nonsense").count('class="folium-map"') == 2


def test_links_between_the_views_keep_a_refused_question(client):
    page = get_page(client, "close=nowhere&close=main&mode=fly&lang=en", 400)
    links = re.findall(r'data-view href="([^"]+)"', page)
    assert len(links) == 2
    for link in links:
        assert "close=nowhere&close=main" in unescape(link)
        assert "mode=fly" in link


def test_examples_keep_the_difference(client):
    page = get_page(client, "day=2025-10-01&view=difference")
    links = [unescape(one) for one in re.findall(r'href="(/mitrovica/compare\?[^"]+)"', page)]
    examples = [one for one in links if "line=" in one or "close=" in one]
    assert len(examples) >= 8  # five projects that are not built yet, and crossings
    assert all("view=difference" in one for one in examples)


def test_an_empty_question_shows_how_it_is_and_offers_examples_that_answer(client):
    page = get_page(client, "day=2025-10-01")
    assert "No scenario selected" in page
    links = {unescape(one) for one in re.findall(r'href="(/mitrovica/compare\?[^"]+)"', page)}
    examples = [one for one in links if "line=" in one or "close=" in one]
    assert len(examples) >= 8  # five projects that are not built yet, and crossings
    for link in examples:
        assert 'id="compare-classes"' in follow(client, link).text


@pytest.mark.parametrize(("query", "status", "field", "sentence"), REFUSED)
def test_a_refusal_is_a_sentence_on_the_page_with_its_status(
    client, query, status, field, sentence
):
    page = get_page(client, query, status)
    assert read_refusal(page).startswith(sentence)
    assert not read_refusal(page).startswith(f"{field}.")
    assert 'id="compare-classes"' not in page
    assert HOMES not in page
    assert page.count('class="folium-map"') == 2


def test_a_city_that_cannot_be_reviewed_says_so(city_url):
    answer = httpx.get(f"{city_url}/compare?close=old", headers={"Accept": "text/html"})
    assert answer.status_code == 503
    assert read_again(answer.text) is None  # its data have no streets


def test_review_crossings_and_projects_lead_to_the_comparison(client):
    review = get_page_of(client, f"/review?{QUERY}")
    assert 'href="/mitrovica/compare?line=' in review
    project = get_page_of(client, "/projects/example-centre-footbridge")
    (link,) = re.findall(r'href="(/mitrovica/compare\?[^"]+)"', project)
    assert "bicycle%2Cwalk" in link
    assert 'id="compare-classes"' in follow(client, unescape(link)).text
    assert "/compare" in get_page_of(client, "/crossings")


def get_page_of(client, path):
    return client.get(path, headers={"Accept": "text/html", "Accept-Language": "en"}).text


def test_each_crossing_in_use_can_be_closed_without_a_script(client):
    page = get_page_of(client, "/crossings?as_of=2025-10-01")
    links = re.findall(r'href="([^"]+)" data-close="([^"]+)"', page)
    named = {one for _, one in links}
    assert {"main", "east"} <= named
    assert not any(one.startswith("osm-way-5152") for one in named)  # a cable
    assert "dudin-krs" not in named  # its place is not known
    for link, name in links:
        assert f"close={name}" in link
    answer = follow(client, unescape(links[0][0]), headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert "<table>" in answer.text


def test_the_map_is_told_which_crossings_people_can_close(client):
    found = read_strictly(client.get("/map/crossings.geojson?as_of=2025-10-01"))["features"]
    closable = {one["id"]: one["properties"]["is_closable"] for one in found}
    assert closable["main"]
    assert not closable["osm-way-5152"]
    assert not closable["dudin-krs"]  # its place is not known
