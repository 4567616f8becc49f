"""Geometries as RFC 7946 asks: (lon, lat), seven decimals, right-handed rings."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.arrays import Objects
from geodata.crs import COORDINATE_DECIMALS

_LONG_NUMBER = re.compile(rb"\.\d{%d}" % (COORDINATE_DECIMALS + 1))


def write_geometries(shapes: Objects) -> list[bytes]:
    """Write geometries as GeoJSON, each number by its fewest digits; None as null."""
    texts = shapely.to_geojson(shapes)
    return [b"null" if text is None else _shorten(text.encode()) for text in texts]


def _shorten(text: bytes) -> bytes:
    """Write numbers anew that GEOS wrote with more digits than they need."""
    return orjson.dumps(orjson.loads(text)) if _LONG_NUMBER.search(text) else text


def normalise_geometries(geometries: Sequence[BaseGeometry | None]) -> Objects:
    """Round, flatten and turn geometries as RFC 7946 asks; an empty one becomes None."""
    shapes = np.array([*geometries, None], dtype=object)[:-1]  # keeps numpy from looking inside
    shapes[shapely.is_empty(shapes)] = None
    rounded = shapely.transform(shapes, lambda at: np.round(at, COORDINATE_DECIMALS))
    turned: Objects = shapely.orient_polygons(rounded, exterior_cw=False)
    return turned
