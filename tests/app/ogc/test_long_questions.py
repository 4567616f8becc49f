"""Questions that are long, repeat themselves or take long hold up nobody else."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.concurrency.threads import THREADS
from app.ogc.query import MOST_WORDS
from tests.examples import examples

ITEMS = "/ogc/collections/roads/items"
PIECES = [
    *("(", ")", "[", "{", '"', "'", "NOT ", " AND ", "OR", "a", "name", "=", "+", "-", ".5", "1."),
    *(",", " IN (", "LIKE", "CASEI(", "POINT(", "BBOX(", "DATE('2025-13-45')", "INTERVAL(", "%"),
    *('{"op":"not","args":[', "]}", "true", "é", "\u202e", "\\", "\n", "2025-13-45"),
]


@pytest.mark.parametrize(
    ("path", "query", "sentence"),
    [
        (ITEMS, {"properties": ",".join(["name"] * 5_000)}, "may name each only once"),
        (ITEMS, {"properties": "name,operator,name"}, "may name each only once"),
        (f"{ITEMS}/way/1", {"properties": "name,name"}, "may name each only once"),
        (ITEMS, {"sortby": ",".join(["id"] * 5_000)}, "may name each only once"),
        (ITEMS, {"sortby": "id,-name,-id"}, "may name each only once"),
        (ITEMS, {"bbox": ",".join(["1"] * 9_000)}, "should be numbers with commas between them"),
        (ITEMS, {"q": " ".join(f"w{n}" for n in range(MOST_WORDS + 1))}, "should have at most"),
        (ITEMS, [("limit", "1")] * 3_000, "may be given only once"),
        (ITEMS, [("q", "a"), ("name", "x"), ("q", "b")], "may be given only once"),
        ("/data/roads.geojson", [("filter", "id = 1")] * 900, "may be given only once"),
        ("/data/roads.csv", {"bbox": ",".join(["1"] * 9_000)}, "should be four numbers"),
        ("/api/counts", {"layers": "roads," * 90}, "may name each only once"),
        ("/api/counts", [("layers", "roads")] * 2, "may name each only once"),
        ("/api/counts", {"layers": "roads," * 5_000}, "should be at most 100 layers"),
        ("/api/closures", {"mode": "walk," * 5_000}, "Input should be"),
    ],
)  # fmt: skip
def test_lists_name_each_thing_once(client, path, query, sentence):
    answer = client.get(path, params=query)
    assert answer.status_code == 400
    assert sentence in answer.json()["detail"]


def test_every_column_may_be_asked_for_and_sorted_by(client):
    columns = client.get("/ogc/collections/roads/schema").json()["properties"]
    names = [name for name in columns if name != "geometry"]
    answer = client.get(ITEMS, params={"properties": ",".join(names), "sortby": ",".join(names)})
    assert answer.status_code == 200
    assert list(answer.json()["features"][0]["properties"]) == names


def test_closures_and_lines_are_few(client):
    for name, text in (("close", "main"), ("line", "1,2,3,4"), ("people", "a:1")):
        url = "/api/assessments/report.json?" + "&".join([f"{name}={text}"] * 5_000)
        answer = client.get(url)
        assert (answer.status_code, answer.json()["field"]) == (400, name)


@pytest.mark.parametrize(
    "query",
    [
        {"bbox": ".5,-.5,90.,90"},
        {"bbox": ".5,.5,0,90.,90.,0"},
        {"left_share": "1."},
        {"filter": "left_share > .5"},
        {"filter": "left_share > 0. AND bank_distance_m = 12.5"},
        {"filter": "S_INTERSECTS(geometry, BBOX(.5, -.5, 90., 90))"},
    ],
)
def test_decimals_need_no_zero_anywhere(client, query):
    answer = client.get(ITEMS, params=query)
    assert answer.status_code == 200
    assert answer.json()["numberMatched"] == 2
    if len(query.get("bbox", "").split(",")) != 6:
        assert client.get("/data/roads.geojson", params=query).json()["numberMatched"] == 2


@pytest.mark.parametrize("text", [".", "+.", "1..2", ".e5", "1e", "--1", "0x1", "1_0", ""])
def test_what_is_no_number_is_refused(client, text):
    for query in ({"left_share": text}, {"bbox": f"{text},0,1,1"}):
        assert client.get(ITEMS, params=query).status_code == 400


def test_the_loop_answers_while_long_questions_are_worked_on(data, serve, monkeypatch):
    begun, may_end = threading.Semaphore(0), threading.Event()

    def wait(*_):
        begun.release()
        assert may_end.wait(60)
        raise LookupError

    monkeypatch.setattr("app.ogc.items.choose_rows", wait)
    monkeypatch.setattr("app.downloads.subset.choose_rows", wait)
    url = serve(data).url
    asked = [f"{url}{ITEMS}?filter=name+LIKE+'a%25'", f"{url}/data/roads.geojson?filter=id=1",
             f"{url}/data/roads.csv?filter=id=1"] * 20  # fmt: skip
    with ThreadPoolExecutor(len(asked)) as pool:
        answers = [pool.submit(httpx.get, one, timeout=60) for one in asked]
        for _ in range(THREADS):
            assert begun.acquire(timeout=60)
        try:
            for path in ("/healthz", "/readyz", ITEMS, "/api/snapshot", "/data/roads.geojson"):
                assert httpx.get(f"{url}{path}", timeout=30).status_code == 200
            assert not any(one.done() for one in answers)
        finally:
            may_end.set()
    assert {one.result().status_code for one in answers} == {500}


def test_a_filter_that_takes_too_long_is_refused(client, monkeypatch):
    monkeypatch.setattr("app.filters.evaluate.LONGEST_S", -1.0)
    for path in (ITEMS, "/data/roads.geojson", "/data/roads.csv"):
        answer = client.get(path, params={"filter": "left_share * 3 > 2 OR name LIKE 'long%'"})
        assert answer.status_code == 400
        assert answer.json()["detail"] == "filter: takes too long; ask with fewer parts"


def test_a_long_list_is_looked_through_at_once(client):
    names = ",".join(f"'n{number}'" for number in range(2_000))
    numbers = ",".join(str(number) for number in range(1, 2_000))
    expected = {f"name IN ({names})": 0, f"id IN ({numbers})": 2, f"id NOT IN ({numbers})": 0}
    for text, matched in expected.items():
        assert client.get(ITEMS, params={"filter": text}).json()["numberMatched"] == matched
    document = {"op": "in", "args": [{"property": "id"}, [1, 7, 8]]}
    answer = client.get(ITEMS, params={"filter": json.dumps(document), "filter-lang": "cql2-json"})
    assert answer.json()["numberMatched"] == 1


@settings(max_examples=examples(15))
@given(text=st.text(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=80).map("".join))
@pytest.mark.parametrize("language", ["cql2-text", "cql2-json"])
def test_whatever_is_asked_is_answered_or_refused(city_url, text, language):
    with httpx.Client(base_url=city_url) as client:
        for path in (ITEMS, "/data/roads.geojson"):
            query = {"filter": text.encode("utf-8", "surrogatepass"), "filter-lang": language}
            assert client.get(path, params=query).status_code in {200, 304, 400}


@pytest.mark.parametrize("text", ["(" * 40, "(" * 6_000, "+".join(["a"] * 9_999), "[" * 9_000,
                                  "NOT " * 4_000, "a=1 AND " * 2_000])  # fmt: skip
@pytest.mark.parametrize(
    "path", [ITEMS, "/data/roads.geojson", "/data/roads.csv", "/data/testville.gpkg"]
)
def test_what_stopped_the_server_is_refused_wherever_filters_are_taken(client, path, text):
    answer = client.get(path, params={"filter": text})
    assert answer.status_code == 400
    assert answer.json()["field"] == "filter"
