"""The page of providers: its matrix against a plain count, its files, its words."""

import csv
import io
import json
import re
import shutil

import geopandas as gpd
import httpx
import pandas as pd
import pytest
from shapely.geometry import Point

from app.providers.matrix import MAIN_SHARE
from geodata.layers import LAYERS
from geodata.snapshot.store import open_snapshot
from tests.app.served_layers import FORMULA, UNLISTED, make_served_layers
from tests.app.small_city import HOSTILE, make_layer, write_city


@pytest.fixture
def reader(served_url):
    with httpx.Client(base_url=served_url) as reader:
        yield reader


def read_table(answer):
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_matrix_of_the_sample_is_a_plain_count_of_its_features(sample_data, reviewed):
    snapshot = open_snapshot(sample_data)
    frames = [
        snapshot.read_layer(layer.name).assign(service=layer.service.value)
        for layer in LAYERS
        if layer.service
    ]
    features = pd.concat([frame for frame in frames if len(frame)])
    features["column"] = features["side"].replace("river", "across")
    is_line = features.geom_type.isin(["LineString", "MultiLineString"])
    metric = gpd.GeoSeries(features.geometry).to_crs(snapshot.manifest.city.crs)
    features["length_m"] = metric.length.where(is_line, 0)
    operator = features["operator"].where(features["provider_basis"] == "unlisted", "").fillna("")
    features["key"] = features["provider"].fillna("operator:" + operator)
    groups = features.groupby(["service", "key", "column"])
    expected = groups.agg(features=("id", "size"), length_m=("length_m", "sum"))
    contested = features[features["provider_claims"] > 1].groupby(["service", "key", "column"])
    contested = contested.size()
    whole = features.groupby("service").size()

    services = httpx.get(f"{reviewed.url}/api/providers/matrix").json()["services"]
    found = {
        (service["service"], row["key"], column): cell
        for service in services
        for row in service["rows"]
        for column, cell in row["cells"].items()
    }
    assert set(found) == set(expected.index)
    for key, cell in found.items():
        assert cell["features"] == expected.loc[key, "features"]
        assert cell["length_m"] == pytest.approx(expected.loc[key, "length_m"], abs=0.1)
        assert cell["share"] == pytest.approx(cell["features"] / whole[key[0]], abs=1e-4)
        assert cell["contested"] == contested.get(key, 0)
        assert sum(cell["bases"].values()) == cell["features"]


def test_unlisted_operators_stand_by_their_own_name_and_untagged_ones_apart(reader):
    answer = reader.get("/api/providers/matrix?service=education").json()
    rows = {row["key"]: row for row in answer["services"][0]["rows"]}
    assert list(rows) == ["a-provider", *sorted(f"operator:{one}" for one in UNLISTED), "operator:"]
    assert {row["operator"] for row in rows.values() if row["kind"] == "unlisted"} == set(UNLISTED)
    assert rows["a-provider"]["name"] == {"en": "A Provider", "sr-Cyrl": "Давалац"}
    assert rows["a-provider"]["cells"]["north"]["contested"] == 1
    untagged = {one["layer"]: one["osm_ids"] for one in answer["untagged"]}
    assert untagged["schools"] == ["way/5", "way/6", "way/7"]


def test_columns_hold_the_banks_the_river_and_what_is_beyond(reader):
    answer = reader.get("/api/providers/matrix?service=power").json()
    assert [one["id"] for one in answer["columns"]] == ["north", "south", "across", "outside"]
    (row,) = answer["services"][0]["rows"]
    assert {name: cell["confidence"] for name, cell in row["cells"].items()} == {
        "south": 0.9,
        "across": 0.7,
        "outside": 0.4,
    }
    assert 4_500 < row["cells"]["south"]["length_m"] < 5_500


def test_a_feature_away_from_most_of_its_municipality_is_listed(reader):
    apart = reader.get("/api/providers/matrix").json()["apart"]
    assert [(one["layer"], one["id"], one["side"]) for one in apart] == [
        ("schools", "way/2", "south"),
        ("schools", "way/5", "south"),
    ]
    assert "The Town" in reader.get("/providers").text


def test_no_bank_is_that_of_a_municipality_that_spans_the_river(tmp_path, serve):
    layers = make_served_layers()
    sides = ["north", "south"] * 3 + ["north"]
    layers["schools"]["side"] = sides
    layers["universities"]["side"] = sides[:5]
    assert sides.count("north") / len(sides) < MAIN_SHARE
    write_city(tmp_path, layers=layers)
    assert httpx.get(f"{serve(tmp_path).url}/api/providers/matrix").json()["apart"] == []


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"provider": "a-provider", "side": "north"}, ["1"]),
        ({"provider": f"operator:{HOSTILE}"}, ["3"]),
        ({"provider": "operator:", "side": "across"}, ["6"]),
        ({"side": "south"}, ["2", "5"]),
        ({"provider": "a-provider", "side": "south"}, []),
    ],
)
def test_a_cell_is_a_table_of_its_features(reader, query, ids):
    answer = reader.get("/api/providers/cell.csv", params={"service": "education", **query})
    assert [row["id"] for row in read_table(answer)] == ids
    assert answer.headers["content-disposition"].startswith("attachment")


def test_no_value_of_a_table_is_a_formula(reader):
    files = ["cell.csv?service=education", "matrix.csv?service=education"]
    tables = [read_table(reader.get(f"/api/providers/{name}")) for name in files]
    values = [value for table in tables for row in table for value in row.values()]
    assert f"'{FORMULA}" in values
    assert "'@SUM(1)" in values
    assert not [value for value in values if re.match(r"\s*[=+@\-]", value)]


def test_lines_of_a_table_have_a_length_and_their_tags(reader):
    rows = read_table(reader.get("/api/providers/cell.csv?service=power&side=south"))
    assert 4_500 < float(rows[0]["length_m"]) < 5_500
    assert json.loads(rows[0]["tags"]) == {"kind": "power_lines"}


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("matrix?service=love", "service"),
        ("matrix?services=power", "services"),
        ("matrix.csv?service=", "service"),
        ("cell.csv", "service"),
        ("cell.csv?service=education&side=middle", "side"),
        ("cell.csv?service=education&provider=nobody", "provider"),
        ("cell.csv?service=education&provider=", "provider"),
        (f"cell.csv?service=education&provider={'x' * 2_001}", "provider"),
    ],
)
def test_what_is_malformed_is_named(reader, address, field):
    answer = reader.get(f"/api/providers/{address}")
    assert answer.status_code == 400
    assert answer.json()["field"] == field


@pytest.mark.parametrize("query", ["service=love", "side=middle"])
def test_the_page_refuses_what_is_malformed_with_a_page(reader, query):
    answer = reader.get(f"/providers?{query}", headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/html")


def test_a_provider_that_has_gone_is_an_empty_choice_with_a_way_out(reader):
    html = reader.get("/providers?service=education&provider=gone&side=").text
    for said in ("This data version has no such object.", "Show all of this service"):
        assert said in html


def test_a_service_without_features_says_so_and_names_its_providers(client):
    html = client.get("/providers?service=power").text
    for said in ("has no object of this service.", "registry lists no provider of this service."):
        assert said in html


def test_the_page_tells_matrix_choice_work_list_and_registry_without_scripts(reader):
    html = reader.get("/providers?service=education&provider=operator%3A&side=south").text
    text = re.sub(r"\s+", " ", re.sub(r"<script.*?</script>|<[^>]+>", " ", html, flags=re.DOTALL))
    for words in (
        "A Provider · Давалац",
        "No operator recorded",
        "not in the registry",
        "June 1999",
    ):
        assert words in text
    assert html.count('aria-current="true"') == 2  # the language and the cell
    assert 'href="https://www.openstreetmap.org/way/5"' in html
    assert "provider=operator%3A&amp;service=education&amp;side=south" in html
    assert "/api/providers/cell.csv?service=education&amp;provider=operator%3A" in html


@pytest.mark.parametrize(
    "query", [{}, {"service": "education"}, {"service": "power", "provider": f"operator:{HOSTILE}"}]
)
def test_hostile_names_are_text_in_the_page(reader, query):
    html = reader.get("/providers", params=query).text
    assert "<script>window" not in html
    assert "<img src=x" not in html


def test_modelled_features_have_no_link_to_openstreetmap(client):
    html = client.get("/providers?service=education&side=north").text
    assert "openstreetmap.org/way" not in html
    assert "A Provider" in html


def test_a_snapshot_that_nobody_serves_says_so(tmp_path, serve):
    write_city(tmp_path, layers={"roads": make_layer("roads", [Point(20.86, 42.9)])})
    answer = httpx.get(f"{serve(tmp_path).url}/providers")
    assert answer.status_code == 200
    assert "No layer in this data version contains serviced objects." in answer.text


def test_providers_are_shown_when_the_files_of_their_snapshot_have_gone(data, serve):
    url = serve(data).url
    shutil.rmtree(data / "snapshots")
    assert "A Provider" in httpx.get(f"{url}/providers?service=education").text


def test_a_new_snapshot_is_counted_anew(tmp_path, serve):
    server = serve(tmp_path, poll_s=60)
    for layers in (make_served_layers(), {"schools": make_served_layers()["schools"]}):
        write_city(tmp_path, layers=layers)
        server.city.live.refresh()
        found = httpx.get(f"{server.site}/testville/api/providers/matrix").json()["services"]
        assert len(found) == len(layers.keys() & {"schools", "power_lines"})


def test_who_serves_a_place_stands_on_a_page_of_its_own_address(reviewed):
    page = httpx.get(f"{reviewed.url}/providers?here=roads/way/44&lang=en", timeout=60).text
    here = page[page.index('id="here"') : page.index("</section>", page.index('id="here"'))]
    assert "Who serves here today?" in here
    assert "most exact:" in here
    assert "known for the bank, not for this street" in here


def test_a_place_that_is_not_there_or_not_on_the_map_is_said(reviewed):
    ask = f"{reviewed.url}/providers?lang=en&here="
    assert (
        "No such place is in this data version" in httpx.get(f"{ask}roads/way/0", timeout=60).text
    )
    assert "No such place" in httpx.get(f"{ask}claims/1", timeout=60).text
    outside = httpx.get(f"{ask}coordinates/48.4,15.6", timeout=60).text
    assert "This place is outside the area of this map" in outside


def test_hostile_places_stay_text(served_url):
    page = httpx.get(f"{served_url}/providers", params={"here": HOSTILE}).text
    assert "<script>window" not in page


def test_network_and_supply_are_told_apart_in_legend_table_and_file(reviewed):
    """KEDS runs the network, Elektrosever and KESCO sell: none is taken for another."""
    page = httpx.get(f"{reviewed.url}/providers?service=power&lang=en", timeout=60).text
    matrix = page[page.index('id="matrix"') : page.index("</table>")]
    assert re.search(r"KEDS.*?<small>distribution network operator</small>", matrix, re.DOTALL)
    rows = re.findall(r'<tr class="matrix__listed">.*?</tr>', matrix, re.DOTALL)
    dashed = {"stroke-dasharray" in row for row in rows if "<small>supplier</small>" in row}
    assert dashed == {True}
    solid = [row for row in rows if "network operator" in row]
    assert solid
    assert not [row for row in solid if "stroke-dasharray" in row]
    roles = page[page.index('id="roles"') : page.index("</details>", page.index('id="roles"'))]
    assert "sells the service and sends the bill" in roles
    table = read_table(httpx.get(f"{reviewed.url}/api/providers/matrix.csv?service=power"))
    assert {one["role"] for one in table if one["provider"] == "keds"} == {"distributor"}
    assert {one["role"] for one in table if one["kind"] != "listed"} == {""}
