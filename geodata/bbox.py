"""Boxes as people write them: ``left,bottom,right,top`` in degrees."""

from __future__ import annotations

import math

import shapely

from geodata.sentences import sentence


def parse_bbox(text: object) -> shapely.Polygon:
    """Read ``left,bottom,right,top`` in degrees as a box in EPSG:4326, (lon, lat).

    Raises
    ------
    ValueError
        When it is no such box.
    """
    try:
        left, bottom, right, top = (float(part) for part in str(text).split(","))
    except ValueError:
        raise ValueError(
            sentence("should be four numbers: left,bottom,right,top in degrees")
        ) from None
    if not all(map(math.isfinite, (left, bottom, right, top))):
        raise ValueError(sentence("should be finite numbers"))
    if not (-180 <= left <= right <= 180 and -90 <= bottom <= top <= 90):
        raise ValueError(
            sentence("should have left ≤ right within ±180° and bottom ≤ top within ±90°")
        )
    return shapely.box(left, bottom, right, top)
