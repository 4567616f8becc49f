"""Coordinate reference systems: geographic for exchange, one metric one a city for every length."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.arrays import Floats
from geodata.errors import CrsError

GEOGRAPHIC = "EPSG:4326"
"""Longitude and latitude in degrees, always in the order (lon, lat)."""

WEB_MERCATOR = "EPSG:3857"
"""In which tiles and pictures of maps on the web lie."""

COORDINATE_DECIMALS = 7
"""About a centimetre: what OpenStreetMap stores and RFC 7946 advises not to exceed."""


def choose_metric_crs(area: BaseGeometry) -> str:
    """Choose the UTM zone of an area's centre, as ``EPSG:326zz`` or ``EPSG:327zz``.

    Parameters
    ----------
    area
        Geometry in EPSG:4326, (lon, lat).

    Raises
    ------
    CrsError
        When it lies beyond all UTM zones, near a pole.
    """
    try:
        return str(gpd.GeoSeries([area], crs=GEOGRAPHIC).estimate_utm_crs().to_string())
    except RuntimeError as error:
        raise CrsError("no UTM zone holds the study area: give a metric crs") from error


def check_metric_crs(crs: str) -> str:
    """Return a CRS that is projected in metres, as it was given.

    Raises
    ------
    CrsError
        When it is unknown, geographic or in another unit.
    """
    try:
        parsed = pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError as error:
        raise CrsError(f"{crs!r} is no coordinate reference system") from error
    if not parsed.is_projected or any(axis.unit_name != "metre" for axis in parsed.axis_info):
        raise CrsError(f"{crs} is not projected in metres")
    return crs


def require_crs(frame: gpd.GeoDataFrame | gpd.GeoSeries, crs: str) -> None:
    """Refuse a frame in another CRS than `crs`.

    Raises
    ------
    CrsError
        When the frame has no CRS or another one.
    """
    if frame.crs is None or frame.crs != pyproj.CRS.from_user_input(crs):
        raise CrsError(f"expected coordinates in {crs}, got {frame.crs or 'none'}")


def project(geometry: BaseGeometry, source: str, target: str) -> BaseGeometry:
    """Project one geometry between two systems, (x, y) or (lon, lat) order on both sides."""
    return project_all([geometry], source, target)[0]


def project_all(geometries: Sequence[BaseGeometry], source: str, target: str) -> list[BaseGeometry]:
    """Project geometries between two systems, (x, y) or (lon, lat) order on both sides."""
    transformer = get_transformer(source, target)

    def move(places: Floats) -> Floats:
        return np.column_stack(transformer.transform(*places.T))

    return [shapely.transform(geometry, move) for geometry in geometries]


@lru_cache(maxsize=16)
def get_transformer(source: str, target: str) -> pyproj.Transformer:
    """Get a transformer between two systems, (x, y) or (lon, lat) order; threads may share it."""
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


def densify(area: BaseGeometry, step_deg: float = 0.002) -> BaseGeometry:
    """Add vertices to a geographic geometry so that its straight edges stay true once projected."""
    return shapely.segmentize(area, step_deg)
