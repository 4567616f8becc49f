"""Several small cities in one data folder, each with a feature and a bank of its own."""

import pytest
from shapely import Point

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
