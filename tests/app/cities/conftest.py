"""Several small cities in one data folder, each with a feature and a bank of its own."""

import json
import shutil

import pytest
from shapely import Point

from geodata.snapshot.folder import INDICATORS
from tests.app.small_city import make_layer, make_layers, write_city

NAMES = ("alphaville", "betatown", "gammaford")


def write_named(folder, name, *, town=None):
    """Write the small city under another id, with a school that is called after it."""
    school = make_layer("schools", [Point(20.87, 42.905)], name=[f"School of {town or name}"])
    layers = make_layers() | {"schools": school}
    return write_city(folder, layers=layers, city=name, town=town or f"Town of {name}")


@pytest.fixture(scope="session")
def many(make_once):
    """A data folder of three cities, which no test may change."""
    return make_once("many", lambda folder: [write_named(folder / one, one) for one in NAMES])


@pytest.fixture
def cities(tmp_path):
    """A data folder of the test's own with two cities."""
    for name in NAMES[:2]:
        write_named(tmp_path / "cities" / name, name)
    return tmp_path / "cities"


def copy_sample(sample_data, folder, name, **counted):
    """Copy the sample as another city that was counted in another way."""
    shutil.copytree(sample_data, folder / name)
    dated = {"kind": "file", "is_modelled": False, "osm_date": "2013-12-16T20:39:13Z"}
    changes = {"city": {"id": name, "name": {"en": name.title()}}, "origin": dated}
    indicators = change_manifest(folder / name, changes).parent / INDICATORS
    indicators.write_text(json.dumps(json.loads(indicators.read_text()) | counted))


def change_manifest(data, changes):
    """Change some parts of what a snapshot says of itself."""
    (path,) = data.rglob("manifest.json")
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps(manifest | {key: manifest[key] | changes[key] for key in changes}))
    return path


@pytest.fixture(scope="session")
def compared(make_once, sample_data):
    """A data folder of four cities: two with indicators, an old one, and one that is broken."""

    def write(folder):
        shutil.copytree(sample_data, folder / "mitrovica")
        copy_sample(sample_data, folder, "zalesie", counts=["voters listed"])
        write_named(folder / "alphaville", "alphaville")
        dated = {"is_modelled": False, "osm_date": "2025-10-01T00:00:00Z"}
        names = {"name": {"en": "<b>Alphaville</b>"}}
        change_manifest(folder / "alphaville", {"city": names, "origin": dated})
        shutil.copytree(sample_data, folder / "broken")

    return make_once("compared", write)
