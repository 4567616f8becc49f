"""Draws the relief of the ground as one picture, light and shadow on nothing, to lie below a map.

The slope of a cell is measured from its eight neighbours: B. K. P. Horn, *Hill shading and the
reflectance map*, Proceedings of the IEEE 69 (1981), 14–47, https://doi.org/10.1109/PROC.1981.11918,
which is what GDAL's ``gdaldem hillshade`` does. Light comes from the north-west, 45° high.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.errors import RasterioError
from rasterio.io import MemoryFile
from rasterio.vrt import WarpedVRT
from rasterio.warp import Resampling, transform_bounds
from scipy import ndimage

from geodata.arrays import Floats
from geodata.crs import GEOGRAPHIC, WEB_MERCATOR
from geodata.errors import SourceError

Bytes = NDArray[np.uint8]

MOST_PX = 1_024
"""Of the longer side: a picture of so many cells is below 1 MB, whatever the ground is like."""

_AZIMUTH, _ALTITUDE = np.radians([315.0, 45.0])
_STRENGTH = 320.0
_MOST_INK = 140
_STEP = 4
"""Shades are told apart by so much: fewer ones are a smaller file."""


def draw_relief(path: Path, bounds: tuple[float, float, float, float]) -> bytes:
    """Draw the relief of a box.

    Parameters
    ----------
    path
        A raster that GDAL reads, with a CRS; elevations are in m in its first band.
    bounds
        Left, bottom, right, top in degrees: the picture's edges.

    Returns
    -------
    bytes
        A PNG in Web Mercator, black and white on nothing; flat and unknown ground stays empty.

    Raises
    ------
    SourceError
        When the raster cannot be read.
    """
    try:
        cells, width_m, place = _read_cells(path, bounds)
    except RasterioError as error:
        raise SourceError(f"{path}: cannot be read as a raster of elevations ({error})") from error
    ink = shade(cells, width_m) - np.sin(_ALTITUDE)
    strength = np.clip(np.abs(np.nan_to_num(ink)) * _STRENGTH, 0, _MOST_INK)
    alpha = (strength // _STEP * _STEP).astype("uint8")
    grey = np.where((ink > 0) & (alpha > 0), 255, 0).astype("uint8")
    return _write_png(grey, alpha, place)


def shade(cells: Floats, width_m: tuple[float, float]) -> Floats:
    """Measure how bright the ground is, -1 to 1, by Horn's formula.

    Parameters
    ----------
    cells
        Elevations in m, north above; NaN where unknown, as is what lies beside it.
    width_m
        Width and height of a cell.
    """
    smooth, step = np.array([1.0, 2.0, 1.0]), np.array([-1.0, 0.0, 1.0])

    def slope(along: int) -> Floats:
        summed = ndimage.correlate1d(cells, smooth, axis=1 - along, mode="nearest")
        return np.asarray(ndimage.correlate1d(summed, step, axis=along, mode="nearest") / 8)

    east, north = slope(1) / width_m[0], -slope(0) / width_m[1]
    light = np.cos(_ALTITUDE) * np.array([np.sin(_AZIMUTH), np.cos(_AZIMUTH)])
    towards = np.sin(_ALTITUDE) - light[0] * east - light[1] * north
    return np.asarray(towards / np.sqrt(1 + east**2 + north**2))


def _read_cells(
    path: Path, bounds: tuple[float, float, float, float]
) -> tuple[Floats, tuple[float, float], rasterio.Affine]:
    """Read a box of elevations in Web Mercator; how wide and high its cells are in m; its place."""
    left, bottom, right, top = transform_bounds(GEOGRAPHIC, WEB_MERCATOR, *bounds)
    step = max(right - left, top - bottom) / MOST_PX
    columns, rows = (max(3, round(side / step)) for side in (right - left, top - bottom))
    across, down = (right - left) / columns, (top - bottom) / rows
    place = rasterio.Affine(across, 0, left, 0, -down, top)
    with (
        rasterio.open(path) as raster,
        WarpedVRT(
            raster,
            crs=WEB_MERCATOR,
            transform=place,
            width=columns,
            height=rows,
            resampling=Resampling.bilinear,
            dtype="float64",
            nodata=np.nan,
        ) as warped,
    ):
        cells = warped.read(1) * raster.scales[0] + raster.offsets[0]
    shrinking = np.cos(np.radians((bounds[1] + bounds[3]) / 2))
    return cells, (across * shrinking, down * shrinking), place


def _write_png(grey: Bytes, alpha: Bytes, place: rasterio.Affine) -> bytes:
    rows, columns = grey.shape
    with MemoryFile() as memory:
        settings = {"driver": "PNG", "count": 2, "dtype": "uint8", "zlevel": 9}
        with memory.open(width=columns, height=rows, transform=place, **settings) as picture:
            picture.write(grey, 1)
            picture.write(alpha, 2)
        return bytes(memory.read())
