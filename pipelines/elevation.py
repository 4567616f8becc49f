"""The elevation of street nodes, read from a raster of the ground.

Cells of a terrain model are some metres wide and some decimetres to metres wrong, and a stretch of
street may be a metre long. So elevations are smoothed before they are read: in a raster of cells at
least `CELL_M` wide, each with its eight neighbours, by the weights 1 2 1 in each direction, then
between cells linearly. Where a cell or a neighbour is unknown, so is the elevation.

Ends of bridges and tunnels lie beside a drop that smoothing would draw them into: elevations are
unknown there, and at all nodes within `_REACH` cells of them.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import rasterio
from rasterio.errors import RasterioError
from rasterio.vrt import WarpedVRT
from rasterio.warp import Resampling, transform
from scipy import ndimage
from scipy.spatial import KDTree

from geodata.access.step_free import stands_off_ground
from geodata.arrays import Floats, Nodes
from geodata.errors import SourceError

CELL_M = 10.0
"""The narrowest cell that elevations are read in."""

MOST_M = 9_000.0
"""Nothing on the ground is higher, or lower by as much: other values are no elevations in m."""

MOST_CELL_M = 100.0
"""Wider cells say nothing of the slope of a street."""

_REACH = 3
"""Cells that an elevation may rest on: its neighbours, and those between which it is read."""


_METRES = frozenset({"m", "metre", "meter", "metres", "meters"})
"""How a band says that it is in m."""


def read_elevations(path: Path, nodes: gpd.GeoDataFrame, edges: pd.DataFrame, crs: str) -> Floats:
    """Read the elevation of every street node.

    Parameters
    ----------
    path
        A raster that GDAL reads, in any CRS; elevations are in m in its first band.
    nodes
        `id` in order, and their geometry, points in any CRS.
    edges
        Of the linked street graph: `u`, `v`, `is_link`, and `bridge` and `tunnel` where there are.
    crs
        A metric one to read the raster in.

    Returns
    -------
    ndarray
        In m, shape (n,); NaN where the raster does not say it.

    Raises
    ------
    SourceError
        When it is no raster, has no CRS or too wide cells, does not reach the streets or holds no
        elevations in m.
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
    ends = np.searchsorted(nodes["id"].to_numpy(), _list_ends(edges))
    if len(ends):
        apart_m, _ = KDTree(places.T[ends]).query(places.T)
        found[apart_m <= _REACH * width_m] = np.nan
    return np.asarray(found, dtype=float)


def _list_ends(edges: pd.DataFrame) -> Nodes:
    """List the ids of the nodes at which bridges, tunnels and ways over the divide end."""
    is_off = edges["is_link"].to_numpy(dtype=bool) | stands_off_ground(edges)
    return np.unique(edges.loc[is_off, ["u", "v"]].to_numpy(dtype="int64"))


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
        if raster.units[0] not in {None, "", *_METRES}:
            raise SourceError(f"{path}: band 1 is in {raster.units[0]}, elevations should be in m")
        own_m = _measure_cell_m(raster, places.mean(axis=1), crs)
        if not own_m <= MOST_CELL_M:
            raise SourceError(
                f"{path}: its cells should be at most {MOST_CELL_M:.0f} m wide in the study area"
            )
        width_m = max(CELL_M, own_m)
        left, bottom = places.min(axis=1) - _REACH * width_m
        right, top = places.max(axis=1) + _REACH * width_m
        columns, rows = (int(np.ceil(one / width_m)) for one in (right - left, top - bottom))
        # GDAL guesses the ratio of the cells from the number of them, which is a little off.
        scales = {} if own_m < CELL_M else {"XSCALE": 1, "YSCALE": 1}
        with WarpedVRT(
            raster,
            crs=crs,
            transform=rasterio.Affine(width_m, 0, left, 0, -width_m, top),
            width=columns,
            height=rows,
            resampling=Resampling.average if own_m < CELL_M else Resampling.bilinear,
            dtype="float64",
            nodata=np.nan,
            **scales,
        ) as warped:
            cells = warped.read(1) * raster.scales[0] + raster.offsets[0]
    return cells, float(left), float(top), width_m


def _measure_cell_m(raster: rasterio.DatasetReader, place: Floats, crs: str) -> float:
    """Measure how wide a cell is at a place given in a metric CRS, in m."""
    (x,), (y,) = transform(crs, raster.crs, *place[:, None])
    along, down = (raster.transform.a, raster.transform.d), (raster.transform.b, raster.transform.e)
    corners = np.array([(x, y), (x + along[0], y + along[1]), (x + down[0], y + down[1])])
    (x0, x1, x2), (y0, y1, y2) = transform(raster.crs, crs, *corners.T)
    return float(np.sqrt(abs((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0))))
