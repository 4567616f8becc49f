"""Searching by name: the address for scripts and the page for everybody."""

import json
import re

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point

from app.pages.search import LONGEST_QUERY, SearchQuery, read_query
from tests.app.small_city import HOSTILE, make_layer, make_layers, write_city


def search(client, query, **params):
    return client.get("/api/search", params={"q": query, **params})


@pytest.mark.parametrize("query", ["мост", "MOST", "old bridge", "bridge old", "Ura"])
def test_a_crossing_is_found_by_any_of_its_names_in_any_script(client, query):
    first = search(client, query).json()["results"][0]
    assert (first["layer"], first["id"], first["kind"]) == ("crossings", "old", "road")
    assert first["names"] == {"sq": "Ura", "sr-Cyrl": "Мост", "en": "Old Bridge"}
    assert first["point"] == [20.855, 42.9]
    assert first["bbox"] == [20.855, 42.899, 20.855, 42.901]
    assert first["href"] == "/testville/crossings#crossings/old"


def test_providers_and_projects_are_found_and_lead_to_their_pages(client):
    (provider,) = search(client, "davalac").json()["results"]
    assert provider["href"] == "/testville/providers?service=education&provider=a-provider"
    assert provider["point"] is None
    found = search(client, "example").json()["results"]
    assert [one["href"] for one in found] == ["/testville/projects/an-example"]


def test_a_feature_leads_to_the_map_with_its_layer_and_place(client):
    found = search(client, "<script>").json()["results"]
    assert [one["layer"] for one in found] == ["crossings", "schools"]
    assert found[1]["names"] == {"und": HOSTILE[:255]}
    assert found[1]["href"].startswith("/testville/#open=schools/way/1&at=42.9")


def test_crossings_and_places_come_before_streets_and_buildings(data, serve):
    here = Point(20.87, 42.91)
    layers = {
        name: make_layer(name, [shape], name=["Same"], tags=[json.dumps({"name": "Same"})])
        for name, shape in (
            ("buildings", here.buffer(0.001)),
            ("roads", LineString([(20.87, 42.91), (20.88, 42.91)])),
            ("schools", here),
            ("places", here),
        )
    }
    write_city(data, layers=make_layers() | layers)
    with httpx.Client(base_url=serve(data).url) as reader:
        found = search(reader, "same").json()["results"]
    assert [one["layer"] for one in found] == ["places", "schools", "roads", "buildings"]


def test_no_more_results_than_asked_for(client):
    assert len(search(client, "a", limit=1).json()["results"]) == 1


PROMISED = SearchQuery.model_json_schema()["properties"]["q"]["pattern"]


@pytest.mark.parametrize("query", ["", "   ", "\x1d\x1d", "x" * 101, "\ufb03" * 101])
def test_a_query_that_is_too_long_or_none_is_refused_in_one_sentence(client, query):
    answer = search(client, query)
    assert answer.status_code == 400
    assert answer.json()["detail"] == "q: should be 1 to 100 characters"


@pytest.mark.parametrize("limit", ["0", "51", "many"])
def test_a_limit_beyond_bounds_is_refused(client, limit):
    answer = search(client, "a", limit=limit)
    assert answer.status_code == 400
    assert answer.json()["field"] == "limit"


@pytest.mark.parametrize(
    "query", ["\x00", "%", "\u202e", "\ufb03" * 40, "Ｏｌｄ　Ｂｒｉｄｇｅ", "💧", "' OR 9=9"]
)
def test_any_query_has_an_answer(client, query):
    answer = search(client, query)
    assert answer.status_code == 200
    is_wide = query.startswith("Ｏ")
    assert [one["id"] for one in answer.json()["results"]] == (["old"] if is_wide else [])


@given(st.text(max_size=LONGEST_QUERY).filter(lambda text: re.search(PROMISED, text)))
def test_what_the_document_promises_to_take_is_taken(query):
    assert read_query(query)


def test_an_unchanged_answer_is_not_sent_again(client):
    tag = search(client, "most").headers["etag"]
    again = client.get("/api/search?q=most", headers={"If-None-Match": tag})
    assert again.status_code == 304


def test_a_new_snapshot_is_searched_at_once(data, serve):
    server = serve(data, poll_s=60)
    with httpx.Client(base_url=server.url) as reader:
        assert search(reader, "later").json()["results"] == []
        street = make_layer("roads", [LineString([(20.85, 42.9), (20.86, 42.9)])], name=["Later"])
        id_ = write_city(data, layers=make_layers() | {"roads": street}).id
        server.app.state.live.refresh()
        answer = search(reader, "later").json()
        assert (answer["snapshot_id"], len(answer["results"])) == (id_, 1)


def test_the_page_lists_results_with_links_and_no_script(client):
    html = client.get("/search", params={"q": "мост", "lang": "sq"}).text
    assert (
        '<a href="/testville/crossings#crossings/old"><bdi><bdi lang="sq">Ura</bdi> · '
        '<bdi lang="sr-Cyrl">Мост</bdi> · <bdi lang="en">Old Bridge</bdi></bdi></a>' in html
    )
    assert 'value="мост"' in html
    assert 'role="search" action="/testville/search" method="get"' in html


def test_hostile_names_and_queries_are_text_on_the_page(client):
    html = client.get("/search", params={"q": "<script>"}).text
    assert "&lt;script&gt;window.hacked=1" in html
    assert "<script>window" not in html
    assert 'value="&lt;script&gt;"' in html


def test_a_page_without_results_says_what_to_do(client):
    assert "No results." in client.get("/search?q=zzzz").text
    assert "Type a name" in client.get("/search").text


def test_the_page_refuses_too_long_a_query_in_one_sentence(client):
    answer = client.get("/search", params={"q": "x" * 5_000})
    assert answer.status_code == 400
    assert "Search text may have at most 100 characters." in answer.text
    assert f'value="{"x" * 100}"' in answer.text


@pytest.mark.parametrize("page", ["/", "/crossings", "/projects", "/providers", "/review"])
def test_every_page_with_a_map_has_the_search(client, page):
    assert 'role="search"' in client.get(page).text
