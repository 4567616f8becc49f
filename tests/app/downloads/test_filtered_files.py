"""Files that hold a part of a layer: the features that the API gives for the same question."""

import io
import json
from contextlib import closing
from http.client import HTTPConnection
from itertools import cycle

import httpx
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.exports.formats import Format
from geodata.fields import get_fields
from tests.examples import each_once, examples

PATIENT_S = 120
BANK = "POLYGON((20.80 42.88,20.87 42.88,20.87 42.90,20.80 42.90,20.80 42.88))"
METRES = "BBOX(475000,4748000,489000,4750000)"
QUESTIONS = [
    ("roads", {"filter": "name_sr LIKE '%мост%' OR name LIKE 'Rruga%'"}),
    ("schools", {"filter": "CASEI(name) LIKE CASEI('%SAVA%') OR bank_distance_m < 400"}),
    ("schools", {"filter": f"S_INTERSECTS(geometry,{BANK})"}),
    ("buildings", {"filter": "id IN (1,2,3) OR bank_distance_m BETWEEN 10 AND 60"}),
    ("buildings", {"filter": "left_share > 0.5 AND NOT (bank_distance_m * 2 > 300)"}),
    ("power_lines", {"filter": "provider IS NOT NULL AND provider_confidence >= 0.5"}),
    ("claims", {"filter": "basis IN ('operator','network') AND is_shown = TRUE"}),
    ("providers", {"filter": "ACCENTI(name_sr_latn) LIKE '%a%'", "q": "ПОШТА"}),
    ("providers", {"datetime": "2000-01-01/2010-01-01"}),
    ("crossings", {"filter": "T_BEFORE(opened, DATE('2010-01-01'))"}),
    ("crossings", {"kind": "foot", "datetime": "../2020-01-01"}),
    ("projects", {"q": "most"}),
    ("banks", {"part": "left"}),
    ("roads", {"side": "north", "bbox": "20.85,42.88,20.87,42.90", "is_modelled": "true"}),
    ("roads", {"filter-crs": "http://www.opengis.net/def/crs/EPSG/0/32634",
               "filter": f"S_INTERSECTS(geometry,{METRES})"}),
    ("schools", {"filter-lang": "cql2-json", "filter": json.dumps(
        {"op": "in", "args": [{"property": "name"}, ["Sveti Sava", "Мост"]]}, ensure_ascii=False)}),
    ("roads", {"filter": "name = 'there is no such road'"}),
    ("roads", {"filter": "name = 'x''; DROP TABLE roads; --'"}),
]  # fmt: skip
"""Collection, and what is asked of it."""

REFUSED = [
    ({"filter": "nothing = 1"}, "filter: there is no queryable 'nothing' here. There are: element"),
    ({"filter": "name ="}, "filter: is not valid cql2-text: "),
    ({"filter": "name"}, "filter: should be true or false: "),
    ({"filter": "name > 5"}, "filter: cannot be compared: "),
    ({"filter": "1=1; DROP TABLE roads"}, "filter: is not valid cql2-text: "),
    ({"filter": "name = '' OR 1=1 --"}, "filter: is not valid cql2-text: "),
    ({"filter": "(SELECT name FROM roads) = 'x'"}, "filter: is not valid cql2-text: "),
    ({"filter": f"name = '{'x' * 20_000}'"}, "filter: should have at most 20,000 characters"),
    ({"filter": "(" * 70 + "1=1" + ")" * 70}, "filter: has too many operators or brackets"),
    ({"filter": "{}", "filter-lang": "cql2-json"}, "filter: is not valid cql2-json: "),
    ({"filter": "1=1", "filter-crs": "EPSG:9"}, "filter-crs: should be one of "),
    ({"filter": "1=1", "filter-lang": "sql"}, "filter-lang: should be one of cql2-text, cql2-json"),
    ({"q": "…"}, "q: must contain a word"),
    ({"datetime": "once"}, "datetime: should be a day or an instant"),
    ({"left_share": "half"}, "left_share: should be a number"),
    ({"is_modelled": "maybe"}, "is_modelled: should be true or false"),
    ({"sortby": "name"}, "sortby: there is no such parameter here"),
    ({"limit": "5"}, "limit: there is no such parameter here"),
    ([("name", "a"), ("name", "b")], "name: may be given only once"),
    ({"part": "left"}, "part: there is no such parameter here"),
]


@pytest.fixture(scope="module")
def reader(reviewed):
    with httpx.Client(base_url=reviewed.url, timeout=PATIENT_S) as reader:
        yield reader


def find_by_api(reader, name, query):
    answer = reader.get(f"/ogc/collections/{name}/items", params={**query, "limit": 10_000})
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["features"]]


def find_in_file(reader, tmp_path, name, form, query):
    """List the ids of the features of a file, as its readers find them."""
    answer = reader.get(f"/data/{name}.{form}", params=query)
    assert answer.status_code == 200, answer.text
    body = answer.content
    if form is Format.GEOJSON:
        return [one["id"] for one in json.loads(body)["features"]]
    if form is Format.GEOJSONL:
        return [json.loads(line)["id"] for line in body.splitlines()]
    if form is Format.PARQUET:
        frame = pq.read_table(io.BytesIO(body)).to_pandas()
    elif form is Format.CSV:
        frame = pd.read_csv(io.BytesIO(body), dtype=str)
    else:
        path = tmp_path / f"{name}.{form}"
        path.write_bytes(body)
        frame = pyogrio.read_dataframe(path, layer=name, read_geometry=False)
    ids = frame["id"].astype(str)
    return (frame["element"] + "/" + ids if "element" in frame else ids).tolist()


@pytest.mark.parametrize(("question", "form"), each_once(QUESTIONS, list(Format)))
def test_a_file_has_the_features_that_the_api_gives(reader, tmp_path, question, form):
    name, query = question
    found = find_in_file(reader, tmp_path, name, form, query)
    expected = find_by_api(reader, name, query)
    if form is Format.FGB:  # whose index puts them in an order of its own
        found, expected = sorted(found), sorted(expected)
    assert found == expected


def test_the_questions_find_some_and_not_all(reader):
    whole = {name: len(find_by_api(reader, name, {})) for name, _ in QUESTIONS}
    found = [(len(find_by_api(reader, name, query)), whole[name]) for name, query in QUESTIONS]
    assert sum(0 < some < everything for some, everything in found) == len(QUESTIONS) - 2


FORMS = cycle(Format)


@settings(
    max_examples=examples(25),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    parts=st.lists(
        st.one_of(
            st.sampled_from(["north", "south", "across", "river"]).map(lambda one: f"side='{one}'"),
            st.integers(0, 400).map(lambda one: f"bank_distance_m<{one}"),
            st.text("аеоAešЋ'%_", max_size=3).map(
                lambda one: f"name LIKE '%{one.replace(chr(39), chr(39) * 2)}%'"
            ),
            st.floats(20.84, 20.88).map(
                lambda one: f"S_INTERSECTS(geometry,BBOX(20.8,42.8,{one:.4f},43))"
            ),
            st.just("provider IS NULL"),
        ),
        min_size=1,
        max_size=3,
    ),
    joint=st.sampled_from([" AND ", " OR "]),
)
def test_any_filter_gives_the_same_features_as_file_and_by_the_api(reader, tmp_path, parts, joint):
    query, form = {"filter": joint.join(parts)}, next(FORMS)
    found = find_in_file(reader, tmp_path, "schools", form, query)
    assert sorted(found) == sorted(find_by_api(reader, "schools", query))


@pytest.mark.parametrize(("question", "form"), each_once(REFUSED, [Format.GEOJSON, Format.CSV]))
def test_what_cannot_be_asked_is_refused_in_one_sentence_as_by_the_api(reader, question, form):
    query, said = question
    answer = reader.get(f"/data/roads.{form}", params=query)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["detail"].startswith(said)
    assert "\n" not in problem["detail"]
    of_pages = {"sortby", "limit"} & dict(query).keys()  # which files have none of
    if not of_pages:
        by_api = reader.get("/ogc/collections/roads/items", params=query)
        assert (by_api.status_code, by_api.json()["detail"]) == (400, problem["detail"])


@pytest.mark.parametrize("length", [60_000, 1_000_000])
@pytest.mark.parametrize("path", ["roads.geojson", "roads.gpkg", "mitrovica.gpkg"])
def test_a_filter_of_a_megabyte_is_refused(reader, path, length):
    url = reader.base_url
    with closing(HTTPConnection(url.host, url.port, timeout=PATIENT_S)) as connection:
        connection.request(
            "GET", f"{url.path}data/{path}?filter={'x' * length}"
        )  # httpx asks no longer one
        answer = connection.getresponse()
        assert answer.status == 400
        if length >= 65_536:  # more than the server reads of an address at all
            return
        assert (
            json.loads(answer.read())["detail"] == "filter: should have at most 20,000 characters"
        )


def test_a_filter_of_crossings_sees_them_as_of_the_day(reader):
    def count(day, form):
        query = {"as_of": day, "filter": "status = 'open'"}
        body = reader.get(f"/data/crossings.{form}", params=query).content
        return len(pd.read_csv(io.BytesIO(body)) if form == "csv" else json.loads(body)["features"])

    days = ("1990-06-15", "2026-06-15")
    counted = [count(day, "geojson") for day in days]
    assert counted[0] != counted[1]
    assert [count(day, "csv") for day in days] == counted


def test_filters_that_choose_the_same_rows_share_one_file(small_city, serve):
    server = serve(small_city)
    for one in ("side='north'", "side IN ('north')"):
        query = {"filter": one}
        answer = httpx.get(f"{server.url}/data/roads.csv", params=query, timeout=PATIENT_S)
        assert "testville-roads-part-" in answer.headers["content-disposition"]
    assert len(server.app.state.exports.find_sizes(server.city.data)) == 1


def read_city(reader, tmp_path, query):
    """Count the rows of each table of the whole city."""
    answer = reader.get("/data/mitrovica.gpkg", params=query)
    assert answer.status_code == 200, answer.text
    path = tmp_path / "city.gpkg"
    path.write_bytes(answer.content)
    names = [name for name, _ in pyogrio.list_layers(path) if name != "layer_styles"]
    return {name: pyogrio.read_info(path, layer=name)["features"] for name in names}


@pytest.mark.slow
def test_a_field_cuts_those_tables_of_a_city_that_have_it(reader, tmp_path):
    part = read_city(reader, tmp_path, {"side": "north"})
    for name, number in part.items():
        has_it = "side" in {field.name for field in get_fields(name)}
        query = {"side": "north"} if has_it else {}
        assert number == len(find_by_api(reader, name, query)), name
    assert part["roads"] < len(find_by_api(reader, "roads", {}))


def test_a_box_keeps_the_tables_without_places_of_a_city_whole(reader, tmp_path):
    part = read_city(reader, tmp_path, {"bbox": "20.86,42.88,20.87,42.90"})
    for name in ("roads", "crossings", "projects"):
        assert part[name] == len(find_by_api(reader, name, {"bbox": "20.86,42.88,20.87,42.90"}))
    for name in ("providers", "claims"):
        assert part[name] == len(find_by_api(reader, name, {}))


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ("name = 'x'", "filter: there is no field 'name' in claims: filter one layer at a time"),
        ("status = 'open'", "filter: there is no field 'status' in "),
        ("nothing = 1", "filter: there is no field 'nothing' in "),
        ("T_AFTER(opened, DATE('2000-01-01'))", "filter: there is no field 'opened' in "),
    ],
)
def test_a_filter_of_a_whole_city_may_name_only_what_all_layers_have(reader, chosen, said):
    answer = reader.get("/data/mitrovica.gpkg", params={"filter": chosen})
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(said)


@pytest.mark.slow
def test_a_whole_city_is_cut_by_a_place(reader, tmp_path):
    chosen = {"filter": f"S_INTERSECTS(geometry,{BANK})"}
    part = read_city(reader, tmp_path, chosen)
    assert part["roads"] == len(find_by_api(reader, "roads", chosen)) > 0
    assert part["claims"] == 0
