"""The box of a new city: round its middle, as large as a place of its kind, within its boundary."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import shapely
from osmium.osm import NODE
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from geodata.cities.study_area import LARGEST_AREA_M2, measure_area_m2
from geodata.errors import AreaError
from pipelines.osm.file import read_header, read_objects
from pipelines.osm.places import Bounds, Place

_REACH_M = {"city": 6_000.0, "town": 4_000.0, "hamlet": 1_500.0}
_USUAL_REACH_M = 2_500.0
"""From the middle of a place to the edge of its box."""

_MIDDLE_M = 5_000.0
"""From the middle of a file's data to the edge of its box: as much as one server reviews."""

_ROUND_M = 500.0
"""Beyond a boundary, which often runs along the river: both banks are wanted."""

_BULK = (0.01, 0.99)
"""Between these shares of all nodes lies what an extract is about: long ways reach beyond."""

_MOST_EMPTY = 4.0
"""Times the box of its nodes, that a header may say: some say half the globe."""

_LEAST_M = 300.0
_DECIMALS = 5


def frame_place(place: Place, extent: BaseGeometry | None = None) -> BaseGeometry:
    """Choose the box to map of a place, (lon, lat).

    Parameters
    ----------
    extent
        Of the file that it is in; the box is cut to it.
    """
    reach_m = _REACH_M.get(place.kind, _USUAL_REACH_M)
    outline = shapely.box(*place.bounds) if place.bounds else None
    if place.centre is None:
        if outline is None:
            raise AreaError(f"{place.label}: neither its middle nor its boundary is in this data")
        centre, reach_m = outline.centroid.coords[0][:2], _REACH_M["city"]
    else:
        centre = place.centre
    box = _draw_box(centre, reach_m)
    if outline is not None and outline.intersects(shapely.Point(centre)):
        box = box.intersection(_widen(outline, _ROUND_M))
    if extent is not None and extent.intersects(shapely.Point(centre)):
        box = box.intersection(extent)
    return _round(box)


def measure_extent(path: Path) -> tuple[BaseGeometry, tuple[float, float]]:
    """Measure where the bulk of a file lies: its header's box, if that is no mere guess.

    Returns
    -------
    extent
        A box, (lon, lat).
    middle
        Half of the nodes lie on either side of it.

    Raises
    ------
    AreaError
        When it has no nodes.
    """
    places = [
        (node.location.lon, node.location.lat)
        for node in read_objects(path, NODE)
        if node.location.valid()
    ]
    if not places:
        raise AreaError(f"{path}: has no nodes")
    places_deg = np.array(places)
    corners = np.quantile(places_deg, _BULK, axis=0)
    whole = shapely.box(*places_deg.min(axis=0), *places_deg.max(axis=0))
    bulk = shapely.box(*corners[0], *corners[1])
    said, _ = read_header(path)
    is_said = said is not None and said.area > 0 and said.intersects(bulk)
    box = said if is_said and said is not None and said.area <= _MOST_EMPTY * whole.area else bulk
    lon, lat = np.median(places_deg, axis=0).tolist()
    return _round(_widen(box, _LEAST_M) if _is_flat(box) else box), (lon, lat)


def choose_middle(
    path: Path, name: str, extent: BaseGeometry, middle: tuple[float, float]
) -> BaseGeometry:
    """Choose the middle of a file's extent as the area of a place that is not in it.

    All of it where that is no larger than a city.

    Raises
    ------
    AreaError
        When it is too large to be about one place.
    """
    area_m2 = measure_area_m2(extent)
    if area_m2 > LARGEST_AREA_M2:
        raise AreaError(
            f"{path}: has no place called {name!r}, and covers {area_m2 / 1e6:,.0f} km²: spell it "
            "otherwise, or say which part to map (--area LEFT,BOTTOM,RIGHT,TOP)"
        )
    return _round(_draw_box(middle, _MIDDLE_M).intersection(extent))


def _draw_box(centre: tuple[float, ...], reach_m: float) -> BaseGeometry:
    lon, lat = centre[:2]
    wgs84 = Geod(ellps="WGS84")
    east, _, _ = wgs84.fwd(lon, lat, 90, reach_m)
    _, north, _ = wgs84.fwd(lon, lat, 0, reach_m)
    half: Bounds = (abs(east - lon), abs(north - lat), 0, 0)
    box: BaseGeometry = shapely.box(
        max(lon - half[0], -180), max(lat - half[1], -85), min(lon + half[0], 180), lat + half[1]
    )
    return box


def _widen(box: BaseGeometry, by_m: float) -> BaseGeometry:
    left, bottom, right, top = box.bounds
    by_lat = by_m / 111_320
    by_lon = by_lat / max(np.cos(np.radians((bottom + top) / 2)), 0.05)
    widened: BaseGeometry = shapely.box(
        max(left - by_lon, -180), max(bottom - by_lat, -85), min(right + by_lon, 180), top + by_lat
    )
    return widened


def _is_flat(box: BaseGeometry) -> bool:
    left, bottom, right, top = box.bounds
    return bool(min(right - left, top - bottom) * 111_320 < _LEAST_M)


def _round(box: BaseGeometry) -> BaseGeometry:
    """Round a box to what a profile writes."""
    left, bottom, right, top = (round(at, _DECIMALS) for at in box.bounds)
    rounded: BaseGeometry = shapely.box(left, bottom, right, top)
    return rounded
