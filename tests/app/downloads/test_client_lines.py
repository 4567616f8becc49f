"""The lines of the pages about data, each run where its program is installed."""

import os
import re
import subprocess
from html import unescape

import httpx
import pyogrio
import pytest

from tests.app.ogc.gdal_clients import needs_gdal

PATIENCE_S = 120


@pytest.fixture(params=["crossings", "roads"])
def layer(request):
    return request.param


def read_line(url, layer, client):
    html = httpx.get(f"{url}/data/{layer}", timeout=PATIENCE_S).text
    return unescape(re.search(rf'<code id="code-{client}">(.*?)</code>', html, re.DOTALL)[1])


def count_features(url, layer):
    return httpx.get(f"{url}/ogc/collections/{layer}/items?limit=1").json()["numberMatched"]


def run(command, folder):
    environment = {**os.environ, "GDAL_HTTP_TIMEOUT": str(PATIENCE_S), "LC_ALL": "C.UTF-8"}
    subprocess.run(command, shell=True, check=True, cwd=folder, timeout=PATIENCE_S, env=environment)


@needs_gdal
@pytest.mark.parametrize("client", ["ogr2ogr", "ogr2ogr-file"])
def test_the_line_for_ogr2ogr_fetches_every_feature(city_url, tmp_path, layer, client):
    run(read_line(city_url, layer, client), tmp_path)
    info = pyogrio.read_info(tmp_path / f"{layer}.gpkg")
    assert info["features"] == count_features(city_url, layer)


def test_the_line_for_geopandas_reads_every_feature(city_url, layer):
    names = {}
    exec(read_line(city_url, layer, "geopandas"), names)
    assert len(names[layer]) == count_features(city_url, layer)
    assert names[layer].crs == "EPSG:4326"


def test_a_table_without_places_is_read_by_pandas(city_url):
    names = {}
    exec(read_line(city_url, "providers", "geopandas"), names)
    assert names["providers"]["id"].tolist() == ["a-provider"]


def test_the_line_for_r_names_what_gdal_opens(city_url, layer):
    line = read_line(city_url, layer, "r")
    source = re.fullmatch(rf'{layer} <- sf::st_read\("(.*)"\)', line)[1]
    assert pyogrio.read_info(source)["features"] == count_features(city_url, layer)


@pytest.mark.parametrize("client", ["qgis", "arcgis"])
def test_the_address_for_dialogues_is_that_of_the_api(city_url, layer, client):
    landing = httpx.get(read_line(city_url, layer, client), headers={"Accept": "application/json"})
    assert landing.status_code == 200
    assert {"conformance", "data"} <= {link["rel"] for link in landing.json()["links"]}
