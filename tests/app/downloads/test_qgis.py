"""QGIS itself opens the project, layer definitions and styled files: ``make test-qgis``."""

import json
import os
import shutil
import subprocess
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import geopandas as gpd
import httpx
import pandas as pd
import pytest
import shapely

from geodata import ATTRIBUTION
from geodata.base_style import STREETS
from geodata.colours import LEFT_BANK, RIGHT_BANK, SECTOR_COLOURS
from geodata.fields import FEATURE_FIELDS, get_fields
from geodata.layers import Sector
from geodata.snapshot.published import read_export_table
from geodata.snapshot.store import open_snapshot
from tests.app.many_buildings import COUNT
from tests.app.same_features import SYSTEMS, assert_same_features

READER = Path(__file__).parent / "qgis_reader.py"
PATIENCE_S = 250
SYSTEM_PYTHON = shutil.which("python3", path="/usr/bin:/usr/local/bin") or "python3"


@cache
def has_qgis():
    tried = subprocess.run(
        [SYSTEM_PYTHON, "-c", "import qgis.core"], capture_output=True, check=False
    )
    return tried.returncode == 0


@pytest.fixture(autouse=True)
def _needs_qgis():
    if not has_qgis():
        pytest.skip("PyQGIS is not installed: apt install python3-qgis")


pytestmark = pytest.mark.qgis


def open_in_qgis(kind, path, home):
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "QT_QPA_PLATFORM": "offscreen",
        "LC_ALL": "C.UTF-8",
    }
    told = subprocess.run(
        [SYSTEM_PYTHON, READER, kind, path],
        capture_output=True, check=True, env=environment, timeout=PATIENCE_S, text=True,
    )  # fmt: skip
    return json.loads(next(line for line in told.stdout.splitlines() if line.startswith("{")))


def save(url, tmp_path, name):
    path = tmp_path / name.partition("?")[0]
    path.write_bytes(httpx.get(f"{url}/data/{name}", timeout=PATIENCE_S).raise_for_status().content)
    return path


def list_counts(url):
    collections = httpx.get(f"{url}/ogc/collections", headers={"Accept": "application/json"}).json()
    return {one["id"]: one["itemCount"] for one in collections["collections"]}


def test_a_project_opens_with_every_feature_of_every_layer_styled(reviewed, tmp_path):
    path = save(reviewed.url, tmp_path, "mitrovica.qgz?lang=sr-Cyrl")
    project = open_in_qgis("project", path, tmp_path)
    assert project["is_read"]
    assert "Митровица" in project["title"]
    assert project["crs"] == "EPSG:32634"
    layers = project["layers"]
    for name, count in list_counts(reviewed.url).items():
        if count:
            layer = layers[f"uramost_{name}"]
            assert layer["is_valid"], layer["error"]
            assert layer["count"] == layer["read"] == count, name
            assert layer["fields"] == [field.name for field in get_fields(name)]
    assert layers["uramost_banks"]["colours"]["left"] == LEFT_BANK
    assert layers["uramost_banks"]["colours"]["right"] == RIGHT_BANK
    assert layers["uramost_water_pipelines"]["colours"] == {"": SECTOR_COLOURS[Sector.WATER]}
    assert layers["uramost_roads"]["rights"] == [ATTRIBUTION]
    for name, keys in (("roads", {"primary", "residential"}), ("power_lines", {"0", "52000"})):
        layer = layers[f"uramost_{name}"]
        assert keys <= {*layer["drawn"]}, name
        assert keys <= {*layer["colours"]}, name
    assert {one.fill for one in STREETS} == {*layers["uramost_roads"]["colours"].values()}
    assert [one for one, layer in layers.items() if layer["labels"]] == [
        *("uramost_places", "uramost_roads", "uramost_waterways")
    ]
    assert layers["uramost_roads"]["labels"].startswith('coalesce("name_sr", ')


def test_layers_of_modelled_data_say_so_in_their_names(reviewed, tmp_path):
    path = save(reviewed.url, tmp_path, "mitrovica.qgz?lang=en")
    groups = dict(open_in_qgis("project", path, tmp_path)["groups"])
    assert "Water mains (modelled)" in groups["Water"]
    assert "Crossings (3 of them modelled)" in groups["Crossings and projects"]
    assert "Projects" in groups["Crossings and projects"]


def test_a_layer_definition_opens_points_and_areas_of_one_layer(reviewed, tmp_path):
    path = save(reviewed.url, tmp_path, "schools.qlr?lang=en")
    layers = open_in_qgis("definition", path, tmp_path)["layers"].values()
    assert {layer["geometry"]: layer["read"] for layer in layers} == {"Point": 23, "Polygon": 4}
    assert {layer["provider"] for layer in layers} == {"OAPIF", "ogr"}
    assert all(layer["is_valid"] and layer["colours"] for layer in layers)


def test_a_geopackage_opens_with_its_styles_and_headings(reviewed, tmp_path):
    path = save(reviewed.url, tmp_path, "mitrovica.gpkg")
    layers = open_in_qgis("file", path, tmp_path)["layers"]
    counts = list_counts(reviewed.url)
    for name, count in counts.items():
        if name not in {"providers", "claims"}:
            assert layers[name]["count"] == count, name
    assert layers["power_lines"]["drawn"] == {"0": 18, "52000": 1}
    assert layers["water_pipelines"]["colours"] == {"": SECTOR_COLOURS[Sector.WATER]}
    assert "Distance to the line between the banks" in layers["power_lines"]["aliases"]
    assert layers["power_lines"]["rights"] == [ATTRIBUTION]


QGIS_TYPES = {
    "string": "String",
    "integer": "Integer",
    "number": "Real",
    "boolean": "Boolean",
    "json": "JSON",
}


def find_type(field, values):
    """Find the type that QGIS gives a field of a live layer.

    GDAL, by which QGIS 3.22 reads live layers, tells types by the values of the first page, not by
    the schema that the server has. Of no building is the municipality disputed, and a field
    without a value can only be text: nothing is lost by that. See `test_gdal_types.py`.
    """
    is_empty = values.isna().all()
    return QGIS_TYPES["string" if is_empty else field.format or field.type]


def read_live(url, layer, home):
    """Read a layer's features as a connection to the API gives them, in each system."""
    found = open_in_qgis("features", f"url='{url}/ogc' typename='{layer}'", home)
    assert found["count"] == len(found["rows"]), found["error"]
    rows = pd.DataFrame(found["rows"], columns=list(found["types"]), dtype=object)
    return found["types"], {
        system: gpd.GeoDataFrame(rows, geometry=[*map(read_shape, texts)], crs=system)
        for system, texts in found["shapes"].items()
    }


def read_shape(text):
    return unwrap(shapely.from_wkb(text)) if text else None


def unwrap(shape):
    """Make the only part of several a shape of its own: QGIS turns points into several."""
    return shape.geoms[0] if len(getattr(shape, "geoms", ())) == 1 else shape


def test_a_live_layer_has_all_of_many_buildings_in_every_system(large_url, buildings, tmp_path):
    types, frames = read_live(large_url, "buildings", tmp_path)
    expected = {field.name: find_type(field, buildings[field.name]) for field in FEATURE_FIELDS}
    assert types == expected | {"id": "Integer64"}
    for system, frame in frames.items():
        assert len(frame) == COUNT
        assert_same_features(frame, buildings, FEATURE_FIELDS, system)


@pytest.mark.parametrize("name", ["roads", "crossings", "projects", "claims", "banks"])
def test_live_layers_have_every_value_that_is_stored(reviewed, sample_data, tmp_path, name):
    today = datetime.now(UTC).date()
    stored = read_export_table(open_snapshot(sample_data), name, today).frame
    stored = stored.set_geometry(stored.geometry.map(unwrap))
    _, frames = read_live(reviewed.url, name, tmp_path)
    assert list(frames) == list(SYSTEMS)
    # QGIS 3.22 keeps objects and lists of words, but no lists of objects.
    fields = [one for one in get_fields(name) if not is_list_of_objects(stored[one.name])]
    assert len(fields) > len(get_fields(name)) - 6
    for system, frame in frames.items():
        assert_same_features(frame, stored, fields, system)


def is_list_of_objects(values):
    return values.astype("str").str.startswith("[{").any()
