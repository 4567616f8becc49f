"""The elements that divide a city, among the features of a pull: which they are, and as lines."""

from __future__ import annotations

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.arrays import Mask
from geodata.cities.dividing_ways import DivideKind, DividingWays
from geodata.cities.profile import DivideSpec
from geodata.gazetteer.folding import fold_spelling
from geodata.layers import Shape, has_shape
from geodata.names import list_tagged_names

_BEYOND_M = 1.0
"""Beyond the study area, to where an outline is drawn."""


def select_ways(features: gpd.GeoDataFrame, ways: DividingWays) -> Mask:
    """Tell which features divide the city, shape (n,): lines, or outlines of what is no water.

    Parameters
    ----------
    features
        With `element`, `id` and `tags`.
    """
    shapes = features.geom_type
    can_divide = has_shape(shapes, Shape.LINE)
    if ways.kind is not DivideKind.RIVER:  # a river's area is no line of its course
        can_divide |= has_shape(shapes, Shape.AREA)
    names, ids = {*map(fold_spelling, ways.names)}, set(ways.ids)
    rows = zip(features["element"], features["id"], features["tags"], strict=True)
    is_chosen = [
        ways.has_tags(tags)
        and (not ids or f"{element}/{number}" in ids)
        and (not names or not names.isdisjoint(map(fold_spelling, list_tagged_names(tags))))
        for element, number, tags in rows
    ]
    return np.asarray(can_divide & np.array(is_chosen, dtype=bool), dtype=bool)


def leave_out_dividing(features: gpd.GeoDataFrame, divide: DivideSpec) -> gpd.GeoDataFrame:
    """Leave out what is of the dividing line's own kind: a siding gets nobody over a railway."""
    ways = divide.chosen_ways
    if ways is None or divide.line_kind is DivideKind.RIVER:
        return features
    is_own = features["tags"].map(ways.has_tags).astype(bool)
    return features[~is_own]


def draw_pieces(geometries: Iterable[BaseGeometry], area: BaseGeometry) -> list[BaseGeometry]:
    """Draw features as lines: of an area, its outline near the study area, its inside on the left.

    An outline that lies in the study area as a whole stays a ring, which has no banks.
    """
    parts = shapely.get_parts(np.array(list(geometries), dtype=object))
    is_area = shapely.get_dimensions(parts) == 2
    rings = [shapely.orient_polygons(one).exterior.coords for one in parts[is_area]]
    near = shapely.intersection([shapely.LineString(one) for one in rings], area.buffer(_BEYOND_M))
    return [*parts[~is_area], *shapely.get_parts(near)]
