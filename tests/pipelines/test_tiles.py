"""Tile: what the archive of vector tiles holds, and that it is the same each time."""

import geopandas as gpd
import pyogrio
import pytest
from shapely.geometry import LineString, Point, box

from geodata.crs import GEOGRAPHIC
from geodata.layers import HEAVY
from geodata.snapshot.store import open_snapshot, verify_snapshot
from pipelines.tiles import MAX_ZOOM, draw_tiles
from tests.pipelines.layers import make_layer

ROAD = LineString([(20.80, 42.85), (20.90, 42.92)])
COURT = box(20.86, 42.89, 20.862, 42.892) - box(20.8605, 42.8905, 20.8615, 42.8915)
CARRIED = {"element", "id", "name", "kind", "side", "provider", "is_modelled"}


def make_layers():
    return {
        "roads": make_layer("roads", ({"highway": "primary", "name": "A", "oneway": "yes"}, ROAD)),
        "buildings": make_layer("buildings", ({"building": "school", "name": "Школа"}, COURT)),
        "power_supports": make_layer("power_supports", ({"power": "tower"}, Point(20.86, 42.89))),
        "street_lamps": make_layer("street_lamps"),
        "schools": make_layer("schools", ({"amenity": "school"}, COURT)),
    }


@pytest.fixture
def read_tiles(tmp_path):
    """Read layers of an archive at a zoom, as GIS programs do."""

    def read(content, zoom=MAX_ZOOM):
        (tmp_path / "some.pmtiles").write_bytes(content)
        names = pyogrio.list_layers(tmp_path / "some.pmtiles")[:, 0]
        return {
            name: pyogrio.read_dataframe(tmp_path / "some.pmtiles", layer=name, ZOOM_LEVEL=zoom)
            for name in names
        }

    return read


def test_only_heavy_layers_with_features_are_drawn(read_tiles, tmp_path):
    assert set(read_tiles(draw_tiles(make_layers(), tmp_path))) == {
        "roads",
        "buildings",
        "power_supports",
        "line_names",
    }


def test_a_feature_carries_what_a_map_needs_and_nothing_more(read_tiles, tmp_path):
    layers = read_tiles(draw_tiles(make_layers(), tmp_path))
    building = layers["buildings"].iloc[0]
    assert (building["element"], building["id"], building["kind"]) == ("way", 1, "school")
    assert (building["side"], bool(building["is_modelled"])) == ("north", True)
    assert layers["roads"].iloc[0]["oneway"] == "yes"
    for name, layer in layers.items():
        drawn_by = {"roads": {"oneway"}}.get(name, set())
        if name in HEAVY:
            assert set(layer.columns) - {"mvt_id", "geometry"} == CARRIED | drawn_by


def test_shapes_stand_where_they_stood_and_courtyards_stay_open(read_tiles, tmp_path):
    drawn = read_tiles(draw_tiles(make_layers(), tmp_path))["buildings"].dissolve().to_crs(32634)
    asked = gpd.GeoSeries([COURT], crs=GEOGRAPHIC).to_crs(32634)
    assert drawn.geometry.symmetric_difference(asked).area.iloc[0] < 0.01 * asked.area.iloc[0]


def test_small_things_are_drawn_from_where_they_can_be_told_apart(read_tiles, tmp_path):
    far = read_tiles(draw_tiles(make_layers(), tmp_path), 10)
    assert [name for name, layer in far.items() if len(layer)] == ["roads", "line_names"]


def test_what_a_killed_build_left_is_cleared(tmp_path):
    left = tmp_path / "tiles" / "half.pmtiles"
    left.parent.mkdir()
    left.write_bytes(b"half")
    draw_tiles(make_layers(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_same_layers_give_the_same_bytes(tmp_path):
    assert draw_tiles(make_layers(), tmp_path) == draw_tiles(make_layers(), tmp_path)


def test_a_city_without_heavy_features_has_no_archive(tmp_path):
    layers = make_layers()
    assert (
        draw_tiles({name: layers[name] for name in ("schools", "street_lamps")}, tmp_path) is None
    )


def test_a_build_publishes_its_tiles_under_a_checksum(uramost, little, read_tiles):
    where = ("--city", little.profile, "--source", little.source, "--data", little.data)
    outcome = uramost("build", *where)
    assert outcome.code == 0
    snapshot = open_snapshot(little.data)
    verify_snapshot(snapshot)
    entry = next(one for one in snapshot.manifest.files if one.path == "tiles.pmtiles")
    assert entry.rows is None
    assert "roads" in read_tiles(snapshot.tiles.read_bytes())
