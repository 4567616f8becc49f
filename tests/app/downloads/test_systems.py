"""Files in national grids and as drawings: what is served, named and refused."""

import re
from html import unescape

import geopandas as gpd
import httpx
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely

from geodata.snapshot.store import open_snapshot
from tests.app.served import follow

PATIENT_S = 120


@pytest.fixture
def client(reviewed):
    with httpx.Client(base_url=reviewed.url, timeout=PATIENT_S) as client:
        yield client


@pytest.fixture
def roads(sample_data):
    return open_snapshot(sample_data).read_layer("roads")


def save(client, tmp_path, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    path = tmp_path / re.search(r'filename="([^"]+)"', answer.headers["content-disposition"])[1]
    path.write_bytes(answer.content)
    return path


@pytest.mark.parametrize("form", ["gpkg", "fgb", "parquet"])
@pytest.mark.parametrize("crs", ["EPSG:9141", "EPSG:8682", "EPSG:32634"])
def test_a_layer_comes_in_each_grid_of_the_city(client, tmp_path, roads, form, crs):
    path = save(client, tmp_path, f"/data/roads.{form}?crs={crs}")
    assert crs.replace(":", "").lower() in path.name
    read = gpd.read_parquet if form == "parquet" else gpd.read_file
    found = read(path, **({"layer": "roads"} if form == "gpkg" else {}))
    assert found.crs == crs
    assert found.total_bounds == pytest.approx(roads.to_crs(crs).total_bounds, abs=0.01)


def test_without_a_system_files_stay_in_degrees(client, tmp_path):
    path = save(client, tmp_path, "/data/roads.gpkg")
    assert "epsg" not in path.name
    assert gpd.read_file(path, layer="roads").crs == "EPSG:4326"
    schema = pq.read_schema(save(client, tmp_path, "/data/roads.parquet"))
    assert b'"OGC"' in schema.metadata[b"geo"] or b"4326" in schema.metadata[b"geo"]


def test_the_whole_city_comes_in_a_grid_with_its_tables(client, tmp_path):
    path = save(client, tmp_path, "/data/mitrovica.gpkg?crs=EPSG:9141")
    assert pyogrio.read_info(path, layer="schools")["crs"] == "EPSG:9141"
    assert pyogrio.read_info(path, layer="crossings")["crs"] == "EPSG:9141"
    assert len(pyogrio.read_dataframe(path, layer="claims")) > 0


def test_a_drawing_of_what_is_in_view_is_in_the_citys_metres(client, tmp_path, roads):
    box = (20.86, 42.889, 20.865, 42.892)
    address = f"/data/roads.dxf?bbox={','.join(map(str, box))}"
    drawn = gpd.read_file(save(client, tmp_path, address))
    seen = roads[roads.intersects(shapely.box(*box))].to_crs("EPSG:32634")
    assert len(drawn) == len(seen)
    assert drawn.total_bounds == pytest.approx(seen.total_bounds, abs=0.01)


def test_a_city_is_one_drawing_with_its_layers_apart(client, tmp_path):
    path = save(
        client, tmp_path, "/data/mitrovica.dxf?crs=EPSG:9141&bbox=20.86,42.889,20.865,42.892"
    )
    layers = set(gpd.read_file(path)["Layer"])
    assert {"roads", "buildings", "banks"} <= layers
    assert any(name.startswith("crossings_") for name in layers)


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/data/roads.gpkg?crs=EPSG:1", 400, "crs: should be one of"),
        ("/data/roads.dxf?crs=EPSG:4326", 400, "crs: should be one of EPSG:32634, EPSG:8682"),
        ("/data/roads.csv?crs=EPSG:9141", 400, "crs: this format is always in longitude"),
        ("/data/roads.geojsonl?crs=EPSG:9141", 400, "crs: this format is always in longitude"),
        ("/data/roads.geojson?crs=EPSG:9141", 400, "crs: there is no such parameter here"),
        ("/data/claims.dxf", 404, "roads"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(client, address, status, said):
    answer = client.get(address)
    assert answer.status_code == status
    assert said in answer.json()["detail"]


@pytest.mark.parametrize("page", ["/data", "/data/roads"])
def test_the_pages_offer_every_grid_in_one_choice(client, page):
    html = unescape(client.get(page, headers={"Accept": "text/html"}).text)
    offered = re.findall(r'<option value="(EPSG:\d+)">([^<]+)', html)
    assert [code for code, _ in offered] == ["EPSG:32634", "EPSG:8682", "EPSG:9141"]
    assert "KOSOVAREF01 / Balkans zone 7 (EPSG:9141)" in dict(offered)["EPSG:9141"]
    (form,) = re.findall(r'<form class="data__grid"[^>]*action="([^"]+)"', html)
    (drawing,) = re.findall(r'formaction="([^"]+\.dxf)"', html)
    for address in (form, drawing):
        assert follow(client, f"{address}?crs=EPSG:9141").status_code == 200


def test_tables_without_places_offer_no_grid(client):
    html = client.get("/data/claims", headers={"Accept": "text/html"}).text
    assert "data__grid" not in html
    assert "claims.dxf" not in html


def test_the_map_offers_a_drawing_of_what_is_in_view(client):
    formats = client.get("/api/counts?layers=roads").json()["formats"]
    assert {"extension": "dxf", "title": "DXF (CAD)"} in formats
