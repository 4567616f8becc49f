"""The relief below the map: light and shadow by Horn's formula, of a bounded size."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from geodata.errors import SourceError
from pipelines.relief import MOST_PX, draw_relief, shade
from tests.pipelines.test_elevation import write_raster

BOUNDS = (20.85, 42.87, 20.88, 42.91)
FLAT = np.sin(np.radians(45))


def tilt(east, north, size=9):
    """Make a plane that rises by so much per cell to the east and to the north."""
    rows, columns = np.mgrid[0:size, 0:size].astype(float)
    return columns * east - rows * north


def test_flat_ground_is_as_bright_as_the_sun_is_high():
    assert shade(tilt(0, 0), (10, 10)) == pytest.approx(FLAT)


def test_a_slope_that_faces_the_light_is_brightest_and_one_that_turns_away_darkest():
    towards, away = (shade(tilt(*one), (10, 10))[4, 4] for one in ((7, -7), (-7, 7)))
    assert away < FLAT < towards


@pytest.mark.parametrize(("east", "north"), [(3, 0), (0, 4), (-2, 5)])
def test_a_plane_has_the_shade_of_its_normal(east, north):
    normal = np.array([-east / 10, -north / 20, 1])
    light = np.array([-0.5, 0.5, np.sqrt(0.5)])
    expected = normal @ light / np.linalg.norm(normal)
    assert shade(tilt(east, north), (10, 20))[1:-1, 1:-1] == pytest.approx(expected)


def test_unknown_ground_and_what_lies_beside_it_has_no_shade():
    cells = tilt(1, 1)
    cells[4, 4] = np.nan
    assert np.isnan(shade(cells, (10, 10))).sum() == 9


def read(picture):
    with Image.open(BytesIO(picture)) as found:
        return np.moveaxis(np.asarray(found), -1, 0)


def write_ground(path, cells):
    width = 0.001
    return write_raster(path, cells, "EPSG:4326", (20.84, 42.92), width)


def write_hill(path):
    rows, columns = np.mgrid[0:60, 0:60].astype("float32")
    hill = 400 * np.exp(-((columns - 20) ** 2 + (rows - 20) ** 2) / 40)
    return write_ground(path, hill.astype("float32"))


def test_a_picture_has_ink_on_slopes_alone_and_fits_its_bounds(tmp_path):
    grey, alpha = read(draw_relief(write_hill(tmp_path / "dem.tif"), BOUNDS))
    assert max(grey.shape) == MOST_PX
    assert alpha.max() > 0
    assert alpha[-5:, -5:].max() == 0
    assert {*np.unique(grey)} == {0, 255}


def test_the_roughest_ground_makes_a_picture_of_bounded_size(tmp_path):
    noise = np.random.default_rng(1).uniform(0, 3_000, (60, 60)).astype("float32")
    assert len(draw_relief(write_ground(tmp_path / "dem.tif", noise), BOUNDS)) < 1_000_000


def test_ground_that_the_raster_does_not_reach_stays_empty(tmp_path):
    path = write_raster(tmp_path / "far.tif", np.ones((5, 5), "float32"), "EPSG:4326", (0, 1), 0.1)
    assert read(draw_relief(path, BOUNDS))[1].max() == 0


def test_what_is_no_raster_is_refused(tmp_path):
    (tmp_path / "dem.tif").write_text("no raster")
    with pytest.raises(SourceError, match="cannot be read as a raster"):
        draw_relief(tmp_path / "dem.tif", BOUNDS)
