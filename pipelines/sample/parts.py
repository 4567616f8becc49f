"""Takes the polygons and lines out of a geometry."""

from __future__ import annotations

import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry


def list_polygons(geometry: BaseGeometry) -> list[Polygon]:
    """List the polygons of a geometry that are larger than a square metre."""
    parts = shapely.get_parts(geometry)
    return [part for part in parts if isinstance(part, Polygon) and part.area > 1]


def list_lines(geometry: BaseGeometry) -> list[LineString]:
    """List the lines of a geometry that are longer than a metre."""
    parts = shapely.get_parts(geometry)
    return [part for part in parts if isinstance(part, LineString) and part.length > 1]


def pick_largest(geometry: BaseGeometry) -> Polygon:
    """Pick the largest polygon of a geometry."""
    return max(list_polygons(geometry), key=lambda part: part.area)
