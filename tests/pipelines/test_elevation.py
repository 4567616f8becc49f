"""Elevations of street nodes from rasters of many forms, and slopes without a tag in a built town.

::

    elevation 500 m  ──────────────╱────── 500 m + rise over 300 m       a ramp to the east
"""

from dataclasses import replace
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
from pyproj import Transformer

from geodata.access.step_free import Passage
from geodata.assessment.assess import assess
from geodata.assessment.model import CityModel
from geodata.assessment.remarks import About
from geodata.assessment.request import Question
from geodata.assessment.studies.step_free import measure_step_free
from geodata.cities.profile import Elevation
from geodata.cities.sources import Source
from geodata.crs import GEOGRAPHIC
from geodata.errors import SourceError
from geodata.streets.network import TravelMode
from pipelines.build import build
from pipelines.elevation import read_elevations
from tests.pipelines.test_step_free_town import write_town
from tests.pipelines.test_who_may_pass import place

CRS = "EPSG:32634"
LEFT, TOP = 480_000.0, 4_750_000.0
SLOPE = 0.08
PLACES = [(500.0, 500.0), (504.0, 500.0), (1_000.0, 1_000.0), (1_990.0, 2_500.0)]
"""East of the left and south of the top, in m."""


def write_raster(path, cells, crs, corner, width, **settings):
    options = {"driver": "GTiff", "count": 1, "dtype": cells.dtype, "crs": crs} | settings
    transform = rasterio.Affine(width, 0, corner[0], 0, -width, corner[1])
    height, columns = cells.shape
    with rasterio.open(
        path, "w", height=height, width=columns, transform=transform, **options
    ) as raster:
        raster.write(cells, 1)
    return path


def make_nodes(places=PLACES):
    x, y = np.array(places).T
    points = gpd.points_from_xy(LEFT + x, TOP - y, crs=CRS)
    return gpd.GeoDataFrame(geometry=points).to_crs(GEOGRAPHIC)


def read(path, places=PLACES, bridge=()):
    """Read the elevations of nodes 0, 1, …; a bridge joins two of them."""
    edges = pd.DataFrame({"u": bridge[:1], "v": bridge[1:], "is_link": True, "bridge": "yes"})
    nodes = make_nodes(places)
    return read_elevations(path, nodes.assign(id=range(len(nodes))), edges, CRS)


def make_plane(width_m, size_m=3_000):
    """A plane that rises to the east, as the middles of cells know it."""
    middles = (np.arange(int(size_m / width_m)) + 0.5) * width_m
    return np.broadcast_to(500 + SLOPE * middles, (len(middles),) * 2).astype("float32")


EXPECTED = pytest.approx([500 + SLOPE * x for x, _ in PLACES], abs=0.01)


@pytest.mark.parametrize("width_m", [1.0, 5.0, 10.0, 30.0])
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"compress": "deflate", "predictor": 3, "tiled": True, "blockxsize": 64, "blockysize": 64},
        {"nodata": -9999.0},
        {"driver": "ENVI"},
    ],
)
def test_a_plane_is_read_as_it_is(tmp_path, width_m, settings):
    path = write_raster(
        tmp_path / "plane", make_plane(width_m), CRS, (LEFT, TOP), width_m, **settings
    )
    assert read(path) == EXPECTED


def test_a_raster_in_degrees_is_read_in_metres(tmp_path):
    width = 1 / 3_600
    lon, lat = Transformer.from_crs(CRS, GEOGRAPHIC, always_xy=True).transform(LEFT, TOP)
    at = (np.arange(150) + 0.5) * width
    x, _ = Transformer.from_crs(GEOGRAPHIC, CRS, always_xy=True).transform(
        *np.meshgrid(lon + at, lat - at)
    )
    cells = (500 + SLOPE * (x - LEFT)).astype("float32")
    path = write_raster(tmp_path / "degrees.tif", cells, GEOGRAPHIC, (lon, lat), width)
    assert read(path) == pytest.approx([500 + SLOPE * x for x, _ in PLACES], abs=0.1)


def test_cells_without_a_value_and_the_land_outside_stay_unknown(tmp_path):
    cells = make_plane(30.0, size_m=2_400).copy()
    cells[30:40, 30:40] = -9999.0
    path = write_raster(tmp_path / "hole.tif", cells, CRS, (LEFT, TOP), 30.0, nodata=-9999.0)
    found = read(path)
    assert np.isfinite(found).tolist() == [True, True, False, False]
    assert found[:2] == pytest.approx([540.0, 540.32], abs=0.01)


def test_smoothing_keeps_the_noise_of_cells_out_of_short_stretches(tmp_path):
    """1 m of noise in cells of 30 m: unsmoothed, a stretch of 4 m would be off by some 4 points."""
    rng = np.random.default_rng(7)
    noisy = make_plane(30.0) + rng.normal(0, 1, (100, 100)).astype("float32")
    path = write_raster(tmp_path / "noisy.tif", noisy, CRS, (LEFT, TOP), 30.0)
    starts = rng.uniform(200, 2_800, (2_000, 2))
    ends = starts + np.array([4.0, 0.0])
    rise = read(path, ends) - read(path, starts)
    assert np.std(rise / 4.0 - SLOPE) < 0.012


def test_scaled_integers_are_metres(tmp_path):
    scaled = ((make_plane(30.0) - 100) / 0.1).round().astype("int16")
    path = write_raster(tmp_path / "scaled.tif", scaled, CRS, (LEFT, TOP), 30.0, nodata=-32_768)
    with rasterio.open(path, "r+") as raster:
        raster.scales, raster.offsets = (0.1,), (100.0,)
    assert read(path) == pytest.approx([500 + SLOPE * x for x, _ in PLACES], abs=0.1)


def test_fine_cells_are_averaged(tmp_path):
    """White noise of 1 m in cells of 1 m: the mean of 100 is within some 0.1 m."""
    rng = np.random.default_rng(7)
    noisy = make_plane(1.0) + rng.normal(0, 1, (3_000, 3_000)).astype("float32")
    path = write_raster(tmp_path / "noisy.tif", noisy, CRS, (LEFT, TOP), 1.0)
    starts = rng.uniform(200, 2_800, (2_000, 2))
    assert np.std(read(path, starts) - 500 - SLOPE * starts[:, 0]) < 0.06


@pytest.mark.parametrize("width_m", [5.0, 30.0])
def test_the_drop_beside_a_bridge_makes_no_approach_steep(tmp_path, width_m):
    """Flat ground and a channel, 5 m deep and 40 m wide; the approach begins at its edge.

    ::

        ──────┐░░░░░░┌──────   0: on the edge, 1: over the channel, 2 and 3: 40 and 400 m away
              └──────┘
    """
    middles = (np.arange(int(3_000 / width_m)) + 0.5) * width_m
    ground = np.where(abs(middles - 1_020) < 20, 495.0, 500.0).astype("float32")
    cells = np.broadcast_to(ground, (len(middles),) * 2)
    path = write_raster(tmp_path / "channel.tif", cells, CRS, (LEFT, TOP), width_m)
    places = [(997.0, 900.0), (1_043.0, 900.0), (957.0, 900.0), (597.0, 900.0)]
    drawn = read(path, places)
    assert drawn[0] < 499
    found = read(path, places, bridge=(0, 1))
    assert np.isnan(found[:2]).all()
    assert found[3] == 500
    assert np.isnan(found[2]) or found[2] == pytest.approx(500, abs=0.1)


@pytest.mark.parametrize("scale", [1, 40])
def test_cells_are_measured_where_the_city_is(tmp_path, scale):
    """The same cells in a raster that reaches far beyond."""
    cells = make_plane(30.0)
    wide = np.full((100, 100 * scale), np.nan, "float32")
    wide[:, :100] = cells
    path = write_raster(tmp_path / "wide.tif", wide, CRS, (LEFT, TOP), 30.0)
    assert read(path) == EXPECTED


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: path, "cannot be read as a raster"),
        (lambda path: path.write_text("no raster") and path, "cannot be read as a raster"),
        (
            lambda path: write_raster(path, make_plane(30.0), None, (LEFT, TOP), 30.0),
            "says no coordinate reference system",
        ),
        (
            lambda path: write_raster(path, make_plane(30.0), CRS, (LEFT + 9e4, TOP), 30.0),
            "says no elevation of any street",
        ),
        (
            lambda path: write_raster(path, make_plane(30.0) - 32_768, CRS, (LEFT, TOP), 30.0),
            "no elevations in metres",
        ),
        (
            lambda path: write_raster(path, make_plane(30.0), GEOGRAPHIC, (LEFT, TOP), 30.0),
            "at most 100 m wide",
        ),
        (
            lambda path: write_raster(path, make_plane(300.0), CRS, (LEFT, TOP), 300.0),
            "at most 100 m wide",
        ),
    ],
)
@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_what_is_no_raster_of_elevations_is_refused(tmp_path, make, reason):
    path = tmp_path / "ground.tif"
    make(path)
    with pytest.raises(SourceError, match=reason) as refusal:
        read(path)
    assert str(path) in str(refusal.value)


@pytest.mark.parametrize(("rise_m", "is_steep"), [(9.0, True), (4.0, False)])
def test_a_built_town_leaves_out_ways_that_its_ground_makes_steep(tmp_path, rise_m, is_steep):
    """The ground rises between 110 and 190 m from the western bridge, the only one without bars."""
    city, source = write_town(tmp_path, {"wheelchair": "yes"}, {"wheelchair": "no"}, {})
    (left, bottom, right, top), width = city.study_area.bounds, 1 / 10_800
    lon = left - 0.001 + (np.arange(int((right - left + 0.002) / width)) + 0.5) * width
    rows = int((top - bottom + 0.002) / width)
    start, end = place(110, 0)[0], place(190, 0)[0]
    ramp = 500 + rise_m * np.clip((lon - start) / (end - start), 0, 1)
    cells = np.broadcast_to(ramp, (rows, len(lon))).astype("float32")
    path = write_raster(tmp_path / "dem.tif", cells, GEOGRAPHIC, (left - 0.001, top + 0.001), width)
    elevation = Elevation(path, Source("Terrain model of the town"))
    model = CityModel(build(replace(city, elevation=elevation), str(source), tmp_path / "data"))
    counted = measure_step_free(model, date(2026, 1, 1))
    for bank in counted.banks:
        assert (bank.steep > 0) == is_steep
        assert (bank.streets_m[Passage.STEEP] > 0) == is_steep
        assert bank.passable + bank.steep == pytest.approx(bank.residents)
    asked = assess(model, Question(TravelMode.STEP_FREE, date(2026, 1, 1)))
    for remarks in (asked.remarks, counted.remarks):
        told = [one.source.name for one in remarks if one.about is About.STEEP]
        assert told == (["Terrain model of the town"] if is_steep else [])
