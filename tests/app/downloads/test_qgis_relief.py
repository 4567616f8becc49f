"""The relief as a layer of the QGIS project: GDAL reads it from the server, in its place."""

import json
import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import httpx
import pytest
from pyproj import Transformer

from app.main import create_app
from app.settings import Settings
from geodata.cities.sources import Source
from geodata.snapshot.folder import RELIEF
from geodata.snapshot.writing import lock_data, write_snapshot
from pipelines.relief import draw_relief
from tests.app.served import Server
from tests.app.small_city import BOUNDS, make_layers, make_manifest, make_tables
from tests.pipelines.test_relief import write_hill

GDALINFO = shutil.which("gdalinfo")


@pytest.fixture(scope="module")
def hill(tmp_path_factory):
    """The address of a town with a relief."""
    data = tmp_path_factory.mktemp("hill")
    manifest = make_manifest()
    city = replace(manifest.city, elevation=Source("Survey of <b>heights</b>"))
    pictures = {RELIEF: draw_relief(write_hill(data / "dem.tif"), BOUNDS)}
    with lock_data(data):
        write_snapshot(data, replace(manifest, city=city), make_layers(), make_tables(), pictures)
    with Server(create_app(Settings(data=data, poll_s=60))) as server:
        yield server.url


def read_project(url, language="en"):
    answer = httpx.get(f"{url}/data/testville.qgz?lang={language}", timeout=60).raise_for_status()
    with ZipFile(BytesIO(answer.content)) as archive:
        return ET.fromstring(archive.read(archive.namelist()[0]))


def find_relief(project):
    return next(
        (one for one in project.iter("maplayer") if one.findtext("id") == "uramost_relief"), None
    )


def test_the_relief_lies_below_all_else_with_its_source_and_title(hill):
    project = read_project(hill, "sr-Cyrl")
    layer = find_relief(project)
    assert layer.get("type") == "raster"
    assert layer.findtext("layername") == "Рељеф"
    assert layer.findtext("attribution") == "Survey of <b>heights</b>"
    assert layer.find("pipe/rasterrenderer").get("alphaBand") == "2"
    placed = [one.get("id") for one in project.iter("layer-tree-layer")]
    assert placed.index("uramost_banks") < placed.index("uramost_relief")


def test_without_elevations_the_project_has_no_relief(city_url):
    assert find_relief(read_project(city_url)) is None
    assert httpx.get(f"{city_url}/map/relief.png.aux.xml").status_code == 404


@pytest.mark.skipif(GDALINFO is None, reason="gdalinfo is not installed: apt install gdal-bin")
def test_gdal_reads_the_source_of_the_layer_in_its_place(hill):
    source = find_relief(read_project(hill)).findtext("datasource")
    assert source.startswith("/vsicurl/http")
    told = subprocess.run(
        [GDALINFO, "-json", source], capture_output=True, check=True, timeout=60, text=True
    )
    found = json.loads(told.stdout)
    assert [one["colorInterpretation"] for one in found["bands"]] == ["Gray", "Alpha"]
    assert "Pseudo-Mercator" in found["coordinateSystem"]["wkt"]
    corners = [found["cornerCoordinates"][one] for one in ("lowerLeft", "upperRight")]
    to_degrees = Transformer.from_crs("EPSG:3857", "EPSG:4326", always_xy=True)
    degrees = [one for x, y in corners for one in to_degrees.transform(x, y)]
    assert degrees == pytest.approx(BOUNDS)
