"""The page of crossings closed singly and in pairs, over HTTP and as a matrix."""

import csv
import io
import re
from html import unescape

import httpx
import pytest

from app.concurrency.turns import refuse
from app.review import studies
from app.review.closures_table import MOST_CROSSINGS, has_trips, make_matrix
from geodata.sentences import sentence
from tests.app.review.review_page import get_study, read_again
from tests.app.reviewed_city import read_strictly
from tests.app.served import follow

DAY = "day=2025-10-01"
PAGE = {"Accept": "text/html"}
PATH = "/crossings/closures"


def test_crossings_that_the_mode_may_not_pass_are_named_as_left_out(study_client):
    page = get_study(study_client, PATH, f"{DAY}&mode=drive&lang=en")
    (said,) = re.findall(r"not known to be open to this means of travel: (.*?)</p>", page)
    assert "Main (Ibar) Bridge" in said
    found = read_strictly(study_client.get(f"/api/closures?{DAY}&mode=drive"))
    assert found["left_out"] == [
        {"crossing": "dudin-krs", "reason": "place unknown"},
        {"crossing": "main", "reason": "not known to be open to this mode"},
    ]


def make_bank(newly=0.0, lost=1.0, residents=1_000.0):
    return {
        "bank": "north",
        "residents": residents,
        "newly_cut_off": newly,
        "lost_person_min_per_trip": lost,
    }


def make_closure(*crossings, **bank):
    return {"crossings": crossings, "banks": [make_bank(**bank)] * 2, "services": []}


def make_ranking(names):
    singles = [make_closure(one, lost=len(names) - at) for at, one in enumerate(names)]
    pairs = [make_closure(one, other) for one in names for other in names if one < other]
    return {"singles": singles, "pairs": pairs}


def test_each_crossing_stands_on_the_diagonal_and_each_pair_twice():
    matrix = make_matrix(make_ranking("abc"))
    assert matrix.crossings == ("a", "b", "c")
    assert [row[at].crossings for at, row in enumerate(matrix.rows)] == [("a",), ("b",), ("c",)]
    assert matrix.rows[0][2] is matrix.rows[2][0]
    assert len(matrix.losses) == 6
    assert matrix.left_out == 0


def test_a_matrix_of_many_crossings_is_bounded_and_says_how_many_it_leaves_out():
    matrix = make_matrix(make_ranking([f"c{at:02}" for at in range(31)]))
    assert len(matrix.rows) == MOST_CROSSINGS
    assert all(len(row) == MOST_CROSSINGS for row in matrix.rows)
    assert matrix.crossings[0] == "c00"
    assert matrix.left_out == 31 - MOST_CROSSINGS


def test_one_crossing_is_a_matrix_of_one_cell():
    matrix = make_matrix(make_ranking("a"))
    assert [[one.crossings for one in row] for row in matrix.rows] == [[("a",)]]


@pytest.mark.parametrize(
    ("bank", "grade"),
    [({"newly": 3.0}, "cuts"), ({"lost": None}, "cuts"), ({"lost": 0.1}, "adds"),
     ({"lost": 0.0}, "none")],
)  # fmt: skip
def test_what_is_lost_has_its_grade(bank, grade):
    assert (
        make_matrix({"singles": [make_closure("a", **bank)], "pairs": []}).rows[0][0].grade == grade
    )


def test_without_homes_on_a_bank_no_closure_says_that_no_way_is_left():
    ranking = {"singles": [make_closure("a", lost=None, residents=0.0)], "pairs": []}
    assert not has_trips(ranking)
    assert not has_trips({"singles": [], "pairs": []})


def test_the_page_has_the_figures_of_the_api_and_links_that_answer(study_client):
    found = read_strictly(study_client.get(f"/api/closures?{DAY}&mode=drive"))
    page = get_study(study_client, PATH, f"{DAY}&mode=drive&lang=en")
    for one in found["singles"] + found["pairs"]:
        assert f'id="closed-{"+".join(one["crossings"])}"' in page
    assert re.search(r"cuts off 72,66\d people", page)
    links = {unescape(one) for one in re.findall(r'href="(/mitrovica/review\?close[^"]+)"', page)}
    assert len(links) == len(found["singles"] + found["pairs"])
    for link in links:
        assert follow(study_client, link).status_code == 200


def test_open_crossings_of_which_nobody_tells_the_place_are_named_as_left_out(study_client):
    page = get_study(study_client, PATH, f"{DAY}&lang=en")
    (said,) = re.findall(r"Left out, as no source says where they are: (.*?)</p>", page)
    assert "Dudin krš bridge" in said
    found = read_strictly(study_client.get(f"/api/closures?{DAY}"))
    assert found["left_out"] == [{"crossing": "dudin-krs", "reason": "place unknown"}]
    assert "close=dudin-krs" not in page
    not_yet = get_study(study_client, PATH, "day=2020-01-01&lang=en")
    assert "no source says where" not in not_yet
    (former,) = re.findall("no street of the data leads over them: (.*?)</p>", not_yet)
    assert "Three Towers footbridge" in former


def test_a_day_without_a_crossing_and_a_bad_value_are_said_in_words(study_client):
    assert "review__status--refusal" in get_study(study_client, PATH, "day=1900-01-01", 409)
    assert "review__status--refusal" in get_study(
        study_client, PATH, f"{DAY}&population=nobody", 409
    )
    get_study(study_client, PATH, "mode=fly", 400)
    assert 'class="closures"' in get_study(study_client, PATH, "day=&mode=&population=")


def test_what_takes_long_says_so_and_comes_back_without_a_script(study_client, monkeypatch):
    monkeypatch.setattr("app.review.closures_page.PATIENCE_S", 0)
    answer = study_client.get("/crossings/closures?day=2024-05-05&mode=bicycle", headers=PAGE)
    assert read_again(answer.text) == studies._AGAIN_S
    assert "<progress" in answer.text


def test_a_city_that_cannot_be_reviewed_says_so(city_url):
    answer = httpx.get(f"{city_url}/crossings/closures", headers=PAGE)
    assert answer.status_code == 503
    assert read_again(answer.text) is None
    assert answer.headers["retry-after"] == "5"
    assert "review__status--refusal" in answer.text
    table = httpx.get(f"{city_url}/crossings/closures.csv")
    assert (table.status_code, table.headers["retry-after"]) == (503, "5")


@pytest.mark.parametrize("page", ["/crossings/closures", "/review/plan"])
def test_what_takes_longer_than_its_worker_waits_comes_back_too(study_client, monkeypatch, page):
    async def take_too_long(*_):
        raise refuse(sentence("This is taking longer than usual. Please try again shortly."))

    monkeypatch.setattr("app.review.plan_page.PATIENCE_S", 60)
    monkeypatch.setattr("app.review.worker.ThreadWorker.run", take_too_long)
    answer = study_client.get(f"{page}?day=2024-06-06&mode=bicycle", headers=PAGE)
    assert answer.status_code == 503
    assert "This is taking longer than usual." in answer.text
    assert read_again(answer.text) == 5


def test_the_table_has_a_row_for_each_closure_and_bank(study_client):
    found = read_strictly(study_client.get(f"/api/closures?{DAY}"))
    answer = study_client.get(f"/crossings/closures.csv?{DAY}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) == 2 * len(found["singles"] + found["pairs"])
    assert rows[0]["closed"] == found["singles"][0]["crossings"][0]
    assert {one["bank"] for one in rows} == {"north", "south"}
    lost = {one["services_lost_or_10_min_later"]: one["note"] for one in rows}
    assert not lost.get("")
    assert all(
        "serves its own residents" in note for kinds, note in lost.items() if "post" in kinds
    )


def test_hostile_names_stay_text(hostile_url):
    page = httpx.get(f"{hostile_url}/crossings/closures?{DAY}", headers=PAGE, timeout=60).text
    assert "window.hacked=1" in page
    assert "<script>window" not in page
    assert "<img src=x" not in page


def test_crossings_and_the_review_lead_to_the_page(study_client):
    for path in (f"/crossings?as_of={DAY[4:]}", f"/review?{DAY}"):
        assert "/mitrovica/crossings/closures?" in study_client.get(path, headers=PAGE).text


def test_cards_have_the_numbers_that_crossings_have_in_the_matrix(study_client):
    page = get_study(study_client, PATH, f"{DAY}&lang=en")
    heads = dict(re.findall(r'<th scope="row">(\d+)\. <bdi>(.*?)</bdi>', page))
    cards = dict(re.findall(r"<h3>(\d+)\. (<bdi>(?:(?! \+ |</h3>).)*)</h3>", page))
    assert len(heads) > 2
    assert heads.keys() == cards.keys()
    for number, name in heads.items():
        assert name in cards[number]
