"""The area of a city that is mapped: as its profile writes it, and how large it may be."""

from __future__ import annotations

import shapely
from pydantic import ValidationInfo
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from geodata.cities.records import read_outline
from geodata.errors import AreaError

LARGEST_AREA_M2 = 2.5e9
"""About 50 km × 50 km; what a public Overpass server answers in one piece."""

ANTIMERIDIAN = (
    "the study area lies on both sides of the 180th meridian, where OpenStreetMap cuts everything: "
    "map each side as a city of its own"
)


def read_area(value: object, info: ValidationInfo) -> BaseGeometry:
    """Make a polygon of ``[left, bottom, right, top]`` in degrees or of a GeoJSON file's path."""
    if isinstance(value, BaseGeometry):
        return value
    if isinstance(value, str):
        return check_area(read_outline(value, info))
    if not isinstance(value, list) or len(value) != 4 or {*map(type, value)} - {int, float}:
        raise ValueError("should be [left, bottom, right, top] in degrees or a GeoJSON path")
    left, bottom, right, top = value
    if -180 <= right < 0 < left <= 180 and right + 360 - left < 180:
        raise AreaError(ANTIMERIDIAN)
    if not (-180 <= left < right <= 180 and -85 <= bottom < top <= 85):
        raise AreaError(
            f"[{left:g}, {bottom:g}, {right:g}, {top:g}] is no box "
            "of left < right and bottom < top in degrees"
        )
    return check_area(shapely.box(left, bottom, right, top))


def check_area(area: BaseGeometry) -> BaseGeometry:
    """Return a study area, (lon, lat) in EPSG:4326, if it can be mapped.

    Raises
    ------
    AreaError
        When it is empty, invalid, no polygon or larger than `LARGEST_AREA_M2`.
    """
    if area.is_empty or not area.is_valid or area.geom_type not in {"Polygon", "MultiPolygon"}:
        raise AreaError("the study area is empty or no valid polygon")
    left, _, right, _ = area.bounds
    if right - left > 180:
        raise AreaError(ANTIMERIDIAN)
    area_m2 = measure_area_m2(area)
    if area_m2 > LARGEST_AREA_M2:
        raise AreaError(
            f"the study area is too large: {area_m2 / 1e6:,.0f} km², "
            f"at most {LARGEST_AREA_M2 / 1e6:,.0f} km² are mapped in one piece"
        )
    return area


def measure_area_m2(area: BaseGeometry) -> float:
    """Measure a polygon given in EPSG:4326, (lon, lat), on the WGS 84 ellipsoid, in m²."""
    return abs(float(Geod(ellps="WGS84").geometry_area_perimeter(area)[0]))
