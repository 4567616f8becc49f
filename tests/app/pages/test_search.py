"""Searching by name: the address for scripts and the page for everybody."""

import json
import re

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point

from app.pages.search import LONGEST_QUERY, SearchQuery, read_query
from geodata.wording import load_wording
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


@pytest.mark.parametrize("query", ["", "   ", "\x00", "\x1d\x85\ufeff", "x" * 101, "\ufb03" * 101])
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
    "query", ["%", "\u202e", "\ufb03" * 40, "Ｏｌｄ　Ｂｒｉｄｇｅ", "💧", "' OR 9=9", "\x00zz"]
)
def test_any_query_has_an_answer(client, query):
    answer = search(client, query)
    assert answer.status_code == 200
    is_wide = query.startswith("Ｏ")
    assert [one["id"] for one in answer.json()["results"]] == (["old"] if is_wide else [])


@given(st.text(max_size=LONGEST_QUERY).filter(lambda text: re.search(PROMISED, text)))
def test_what_the_document_promises_to_take_is_taken(query):
    assert read_query(query)


@given(st.text("\x00 \n\x1f\x85\xa0\u2003\u3000\ufeff"))
def test_what_the_document_does_not_promise_to_take_is_refused(query):
    assert not re.search(PROMISED, query)
    with pytest.raises(ValueError, match="should be"):
        read_query(query)


@pytest.mark.parametrize("path", ["/search", "/cities/search"])
def test_a_page_that_is_asked_for_nothing_but_spaces_is_empty(client, path):
    answer = client.get(path, params={"q": "\x00\ufeff "})
    assert answer.status_code == 200
    assert "at most 100" not in answer.text


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
        server.city.live.refresh()
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
    assert "You can search for" in client.get("/search").text


def test_the_page_refuses_too_long_a_query_in_one_sentence(client):
    answer = client.get("/search", params={"q": "x" * 5_000})
    assert answer.status_code == 400
    assert "Search text may have at most 100 characters." in answer.text
    assert f'value="{"x" * 100}"' in answer.text


@pytest.mark.parametrize("page", ["/", "/crossings", "/projects", "/providers", "/review"])
def test_every_page_with_a_map_has_the_search(client, page):
    assert 'role="search"' in client.get(page).text


@pytest.mark.parametrize("query", ["school", "schools", "shkolla", "škola", "ШКОЛЕ", "skola"])
def test_a_kind_is_found_in_every_language_whatever_the_page_speaks(client, query):
    found = [one for one in search(client, query).json()["results"] if one["layer"] == "schools"]
    assert [one["id"] for one in found] == ["way/1"]
    assert found[0]["what"] == {
        "sq": "Shkollë",
        "sr-Latn": "Škola",
        "sr-Cyrl": "Школа",
        "en": "School",
    }


def test_a_bridge_without_a_name_is_found_by_what_it_is(client):
    found = search(client, "ura").json()["results"]
    assert [one["id"] for one in found] == ["old", "new", "osm-way-25131021"]
    assert (found[2]["names"], found[2]["what"]["en"]) == ({}, "Railway bridge")


@pytest.fixture
def stops(data, serve):
    """A city with three bus stops, one of them named, and a street of nearly the same name."""
    points = [Point(20.85, 42.9), Point(20.86, 42.9), Point(20.87, 42.9)]
    stop = json.dumps({"highway": "bus_stop"})
    street = LineString([(20.85, 42.91), (20.86, 42.91)])
    layers = {
        "bus_stops": make_layer(
            "bus_stops", points, name=[None, "Center", None], tags=[stop, stop, stop]
        ),
        "roads": make_layer("roads", [street], name=["Bus stop street"]),
    }
    write_city(data, layers=make_layers() | layers)
    with httpx.Client(base_url=serve(data).url) as reader:
        yield reader


def test_results_that_fit_as_well_come_by_their_distance_and_say_it(stops):
    results = search(stops, "bus stop", near="20.872,42.9").json()["results"]
    found = [one for one in results if one["layer"] == "bus_stops"]
    assert [one["id"] for one in found] == ["way/3", "way/2", "way/1"]
    assert [one["distance_m"] for one in found] == pytest.approx([163, 978, 1792], abs=3)
    assert [one["distance_m"] for one in results] == sorted(one["distance_m"] for one in results)


def test_beside_coordinates_other_words_say_what_is_looked_for_there(stops):
    results = search(stops, "bus stop 42.9, 20.8499", near="20.872,42.9").json()["results"]
    found = [one for one in results if one["layer"] == "bus_stops"]
    assert [one["id"] for one in found] == ["way/1", "way/2", "way/3"]
    assert found[0]["distance_m"] == pytest.approx(8, abs=1)


@pytest.mark.parametrize("query", ["42.89, 20.866", "20.866 42.89", "N 42.89 E 20.866"])
def test_coordinates_find_their_place(client, query):
    (place,) = search(client, query).json()["results"]
    where = place["layer"], place["point"], place["side"]
    assert where == ("coordinates", [20.866, 42.89], "south")
    assert place["river_m"] == pytest.approx(1_111, abs=5)
    assert place["names"] == {"und": "42.89000, 20.86600"}
    assert place["href"] == "/testville/#map=17/42.89/20.866"


def test_coordinates_of_another_city_say_so(client):
    (place,) = search(client, "48.41, 15.61").json()["results"]
    assert (place["point"], place["side"]) == ([15.61, 48.41], "outside")
    assert (place["municipality"], place["river_m"]) == (None, None)
    said = "This place is outside the area of this map"
    for path in ("/search", "/search/options"):
        assert said in client.get(f"{path}?q=48.41, 15.61&lang=en").text


@pytest.mark.parametrize(
    ("language", "bank", "municipality", "river"),
    [
        ("en", "South", "municipality: ", "140 m from the line between the banks"),
        ("sq", "Jug", "komuna: ", "140 m nga vija midis brigjeve"),
        ("sr-Cyrl", "Југ", "општина: ", "140 m од линије између обала"),
        ("sr-Latn", "Jug", "opština: ", "140 m od linije između obala"),
    ],
)
def test_coordinates_say_bank_municipality_and_river(reviewed, language, bank, municipality, river):
    for path in ("/search", "/search/options"):
        page = httpx.get(f"{reviewed.url}{path}?q=42.89, 20.866&lang={language}").text
        assert f'<bdi lang="{language}">{bank}</bdi>' in page
        assert municipality in page
        assert river in page


@pytest.mark.parametrize("near", ["", "20", "nan,42", "20.8,91", "a,b", "1,2,3"])
def test_a_place_that_cannot_be_is_refused_in_one_sentence(client, near):
    answer = search(client, "a", near=near)
    assert answer.status_code == 400
    assert (
        answer.json()["detail"]
        == "near: should be a longitude and a latitude in degrees, with a comma between them"
    )


def test_the_page_says_what_a_result_is_and_how_far_away(stops):
    html = stops.get("/search?q=bus stop&near=20.872,42.9&lang=sq").text
    assert "<bdi>Ndalesë autobusi</bdi></a>" in html
    assert "<bdi>160 m larg</bdi>" in html


@pytest.mark.parametrize("query", ["", "zzzz"])
def test_a_page_without_results_says_what_can_be_searched(client, query):
    html = client.get("/search", params={"q": query}).text
    assert "what a thing is: hospital, school" in html
    assert "coordinates, latitude first: 42.900, 20.870" in html


def test_a_crossing_stays_before_the_streets_of_its_name_that_are_a_little_nearer(data, serve):
    street = LineString([(20.855, 42.9004), (20.855, 42.9008)])
    layers = make_layers() | {"roads": make_layer("roads", [street], name=["Old Bridge"])}
    write_city(data, layers=layers)
    with httpx.Client(base_url=serve(data).url) as reader:
        found = search(reader, "old bridge", near="20.855,42.901").json()["results"]
    assert [one["layer"] for one in found][:2] == ["crossings", "roads"]


@pytest.mark.parametrize(
    ("metres", "said"),
    [(4, "0 m"), (163, "160 m"), (994, "990 m"), (995, "1,0 km"), (2_449, "2,4 km")],
)
def test_distances_are_written_as_people_say_them(metres, said):
    assert load_wording("sq").write_distance(metres) == said
