"""What the overview says of the river: for how much of it its width is an estimate."""

import httpx
import pytest
from shapely.geometry import LineString, Polygon, box

from app.catalogue.catalogue import load_catalogue
from app.main import create_app
from app.maps.backdrop import describe_river, list_relief, list_voltages
from app.settings import Settings
from geodata.cities.dividing_ways import DivideKind
from geodata.snapshot.folder import TILES
from geodata.snapshot.writing import lock_data, write_snapshot
from geodata.wording import load_wording
from pipelines.tiles import draw_tiles
from tests.app.served import Server
from tests.app.small_city import BOUNDS, make_layer, make_layers, make_manifest, make_tables

LEFT, _, RIGHT, _ = BOUNDS
MIDDLE = (LEFT + RIGHT) / 2
RIVER = LineString([(LEFT, 42.9), (RIGHT, 42.9)])


def write_town(data, water, *, has_river=True, more=None, **facts):
    """Write a town whose river has water along a part of it, or none."""
    layers, tables = make_layers() | (more or {}), make_tables()
    if has_river:
        layers["waterways"] = make_layer("waterways", [RIVER], tags=['{"waterway": "river"}'])
    banks = tables["banks"]
    shapes = [
        water if part == "water" else shape
        for part, shape in zip(banks["part"], banks.geometry, strict=True)
    ]
    tables["banks"] = banks.set_geometry(shapes, crs=banks.crs)
    with lock_data(data):
        pictures = {TILES: draw_tiles(layers, data)}
        return write_snapshot(data, make_manifest(**facts), layers, tables, pictures)


@pytest.mark.parametrize(
    ("water", "said"),
    [
        (Polygon(), "For 4.9 km of 4.9 km "),
        (box(LEFT, 42.899, MIDDLE, 42.901), "For 2.4 km of 4.9 km "),
        (box(LEFT, 42.899, RIGHT, 42.901), ""),
    ],
)
def test_a_river_without_mapped_water_is_named_as_an_estimate(tmp_path, water, said):
    town = load_catalogue(write_town(tmp_path, water))
    found = describe_river(town, load_wording("en"))
    assert found.startswith(said)
    assert bool(found) is bool(said)


def test_a_river_that_is_not_drawn_at_all_is_not_spoken_of(tmp_path):
    town = load_catalogue(write_town(tmp_path, Polygon(), has_river=False))
    assert describe_river(town, load_wording("en")) == ""


def test_where_a_railway_divides_nothing_is_said_of_water(tmp_path):
    town = load_catalogue(write_town(tmp_path, Polygon(), divide=DivideKind.RAILWAY))
    assert describe_river(town, load_wording("en")) == ""


def test_only_voltages_that_a_line_has_are_in_the_legend(tmp_path):
    assert list_voltages(load_catalogue(write_town(tmp_path, Polygon()))) == []
    tags = ['{"voltage": "400"}', '{"voltage": "110000;35000"}', "{}"]
    more = {"power_cables": make_layer("power_cables", [RIVER] * 3, tags=tags)}
    town = load_catalogue(write_town(tmp_path, Polygon(), more=more))
    assert [one.least_v for one in list_voltages(town)] == [0, 52_000, None]


def test_a_town_without_elevations_has_no_relief(tmp_path):
    assert list_relief(load_catalogue(write_town(tmp_path, Polygon()))) == []
    with Server(create_app(Settings(data=tmp_path, poll_s=60))) as server:
        assert "is an estimate" in httpx.get(f"{server.url}/?lang=en").text
        answer = httpx.get(f"{server.url}/map/relief.png")
    assert answer.status_code == 404
    assert "no relief" in answer.text
