"""The elevation of street nodes, read from a raster of the ground.

Cells of a terrain model are some metres wide and some decimetres to metres wrong, and a stretch of
street may be a metre long. So elevations are smoothed before they are read: in a raster of cells at
least `CELL_M` wide, each with its eight neighbours, by the weights 1 2 1 in each direction, then
between cells linearly. Where a cell or a neighbour is unknown, so is the elevation.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import rasterio
from rasterio.errors import RasterioError
from rasterio.vrt import WarpedVRT
from rasterio.warp import Resampling, calculate_default_transform
from scipy import ndimage

from geodata.arrays import Floats
from geodata.errors import SourceError

CELL_M = 10.0
"""The narrowest cell that elevations are read in."""

MOST_M = 9_000.0
"""Nothing on the ground is higher, or lower by as much: other values are no elevations in m."""

_MARGIN = 3
"""Cells around the streets: for the neighbours, and to read between them."""


def read_elevations(path: Path, nodes: gpd.GeoDataFrame, crs: str) -> Floats:
    """Read the elevation of every street node.

    Parameters
    ----------
    path
        A raster that GDAL reads, in any CRS; elevations are in m in its first band.
    nodes
        With their geometry, points in any CRS.
    crs
        A metric one to read the raster in.

    Returns
    -------
    ndarray
        In m, shape (n,); NaN where the raster does not say it.

    Raises
    ------
    SourceError
        When it is no raster, has no CRS, does not reach the streets or holds no elevations.
    """
    if not len(nodes):
        return np.empty(0)
    points = nodes.geometry.to_crs(crs)
    places = np.stack([points.x, points.y])
    try:
        cells, left, top, width_m = _read_cells(path, places, crs)
    except RasterioError as error:
        raise SourceError(f"{path}: cannot be read as a raster of elevations ({error})") from error
    if np.nanmax(np.abs(cells), initial=0) > MOST_M:
        raise SourceError(f"{path}: band 1 holds no elevations in metres")
    weights = np.array([0.25, 0.5, 0.25])
    for axis in (0, 1):
        cells = ndimage.correlate1d(cells, weights, axis=axis, mode="nearest")
    rows, columns = (top - places[1]) / width_m - 0.5, (places[0] - left) / width_m - 0.5
    found = ndimage.map_coordinates(cells, [rows, columns], order=1, cval=np.nan)
    if not np.isfinite(found).any():
        raise SourceError(f"{path}: says no elevation of any street of the study area")
    return np.asarray(found, dtype=float)


def _read_cells(path: Path, places: Floats, crs: str) -> tuple[Floats, float, float, float]:
    """Read the cells around places.

    Returns
    -------
    tuple
        Elevations in m, NaN where unknown; left and top of the first cell; width of a cell, in m.
    """
    with rasterio.open(path) as raster:
        if raster.crs is None:
            raise SourceError(f"{path}: says no coordinate reference system")
        own = calculate_default_transform(
            raster.crs, crs, raster.width, raster.height, *raster.bounds
        )[0]
        width_m = max(CELL_M, float(own.a))
        left, bottom = places.min(axis=1) - _MARGIN * width_m
        right, top = places.max(axis=1) + _MARGIN * width_m
        columns, rows = (int(np.ceil(one / width_m)) for one in (right - left, top - bottom))
        # GDAL guesses the ratio of the cells from the number of them, which is a little off.
        scales = {} if own.a < CELL_M else {"XSCALE": 1, "YSCALE": 1}
        with WarpedVRT(
            raster,
            crs=crs,
            transform=rasterio.Affine(width_m, 0, left, 0, -width_m, top),
            width=columns,
            height=rows,
            resampling=Resampling.average if own.a < CELL_M else Resampling.bilinear,
            dtype="float64",
            nodata=np.nan,
            **scales,
        ) as warped:
            cells = warped.read(1)
    return cells, float(left), float(top), width_m
