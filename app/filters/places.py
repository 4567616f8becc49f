"""Areas that readers ask for, and how features lie to them: exact, after a look into the index."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from app.catalogue.collection import Collection
from app.catalogue.truth import Truth
from app.filters.crs import System
from geodata.arrays import Mask
from geodata.crs import GEOGRAPHIC
from geodata.sentences import sentence

RELATIONS: dict[str, Callable[..., Mask]] = {
    "s_contains": shapely.contains,
    "s_crosses": shapely.crosses,
    "s_disjoint": shapely.disjoint,
    "s_equals": shapely.equals,
    "s_intersects": shapely.intersects,
    "s_overlaps": shapely.overlaps,
    "s_touches": shapely.touches,
    "s_within": shapely.within,
}
"""Spatial function of CQL2 → what tells whether one geometry lies so to another."""

TURNED = {"s_contains": "s_within", "s_within": "s_contains"}
"""What holds of (b, a) where these hold of (a, b); the others read the same both ways."""


def read_box(numbers: Sequence[float], system: System) -> BaseGeometry:
    """Read a box in the order of axes of its system as an area in (lon, lat).

    Four numbers, or six with heights, which say nothing here. In degrees, a box whose left is more
    than its right goes over the antimeridian.

    Raises
    ------
    ValueError
        When it is no such box.
    """
    if len(numbers) not in {4, 6}:
        raise ValueError(sentence("should be four numbers, or six with heights"))
    if not all(map(math.isfinite, numbers)):
        raise ValueError(sentence("should be finite numbers"))
    half = len(numbers) // 2
    (x1, y1), (x2, y2) = numbers[:2], numbers[half : half + 2]
    if system.has_north_first:
        x1, y1, x2, y2 = y1, x1, y2, x2
    if system.code == GEOGRAPHIC:
        return _read_degrees(x1, y1, x2, y2)
    if x1 > x2 or y1 > y2:
        raise ValueError(sentence("should have its least coordinates first"))
    return system.read_box(x1, y1, x2, y2)


def _read_degrees(left: float, bottom: float, right: float, top: float) -> BaseGeometry:
    if not (abs(left) <= 180 and abs(right) <= 180 and -90 <= bottom <= top <= 90):
        raise ValueError(
            sentence("should have longitudes within ±180° and bottom ≤ top within ±90°")
        )
    if left <= right:
        # The envelope of a box without width is a line or a point, which can be touched.
        return shapely.envelope(shapely.box(left, bottom, right, top))
    return shapely.union(shapely.box(left, bottom, 180, top), shapely.box(-180, bottom, right, top))


def read_shape(literal: Mapping[str, object], system: System) -> BaseGeometry:
    """Read a GeoJSON geometry or a ``bbox`` of CQL2 as a geometry in (lon, lat).

    Raises
    ------
    ValueError
        When it is none, is not valid, or lies outside of its system.
    """
    if "bbox" in literal:
        numbers = literal["bbox"]
        if not isinstance(numbers, list) or not all(isinstance(one, float) for one in numbers):
            raise ValueError(sentence("a bbox should be a list of numbers"))
        return read_box(numbers, system)
    try:
        found = shapely.force_2d(shape(literal))  # type: ignore[arg-type]
    except Exception as error:  # shapely tells of malformed GeoJSON in many ways
        why = str(error)[:80]
        raise ValueError(sentence("a geometry cannot be read (%(why)s)", why=why)) from error
    if found.is_empty:
        raise ValueError(sentence("a geometry is empty"))
    if not found.is_valid:
        why = shapely.is_valid_reason(found)
        raise ValueError(sentence("a geometry is not valid (%(why)s)", why=why))
    return system.read(found)


def relate(collection: Collection, relation: str, area: BaseGeometry) -> Truth:
    """Tell which features lie to an area as a relation of `RELATIONS` says."""
    shapes = collection.shapes
    placed = ~shapely.is_missing(shapes)
    if relation == "s_disjoint":
        return Truth.of(~collection.find_in(area), placed)
    rows = np.flatnonzero(collection.find_in(area))
    mask = np.zeros(len(shapes), dtype=bool)
    mask[rows] = RELATIONS[relation](shapes[rows], area)
    return Truth.of(mask, placed)
