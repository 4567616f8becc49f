"""The municipalities of an area, from its administrative boundaries."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.cities.profile import Municipality
from geodata.layers import Shape, has_shape
from geodata.names import UNSAID, Names
from pipelines.new_city.languages import list_language_names
from pipelines.new_city.slugs import make_slug, make_unlike

_LEVELS = ("8", "7", "6", "5")
"""Of municipalities, by country: the first one that is mapped here.
https://wiki.openstreetmap.org/wiki/Tag:boundary%3Dadministrative"""

_LEAST_SHARE = 0.01
"""Of the study area, that a municipality has of it."""

_MOST = 12
_INTERFACE = {"sq", "sr-Latn", "sr-Cyrl", "en", UNSAID}


@dataclass(frozen=True)
class Found:
    """A municipality that has a part of the area."""

    municipality: Municipality
    share: float
    """Of the area."""


def find_municipalities(features: gpd.GeoDataFrame, area: BaseGeometry) -> list[Found]:
    """Find the municipalities whose boundary is in the data, the largest part first.

    Parameters
    ----------
    features
        With `element`, `id` and `tags`, in the metric CRS of the area.
    """
    is_border = features["tags"].map(lambda tags: tags.get("boundary") == "administrative")
    is_area = has_shape(features.geom_type, Shape.AREA)
    is_relation = (features["element"] == "relation").to_numpy()
    borders = features[is_border.to_numpy(dtype=bool) & is_area & is_relation]
    for level in _LEVELS:
        is_level = [tags.get("admin_level") == level for tags in borders["tags"]]
        of_level = borders[np.array(is_level, dtype=bool)]
        parts = shapely.intersection(of_level.geometry.to_numpy(), area)
        shares = dict(zip(of_level["id"], shapely.area(parts) / area.area, strict=True))
        is_large = [shares[one] >= _LEAST_SHARE for one in of_level["id"]]
        large = of_level[np.array(is_large, dtype=bool)]
        found = _list_found(large, shares)
        if found:
            return sorted(found, key=lambda one: -one.share)[:_MOST]
    return []


def _list_found(borders: gpd.GeoDataFrame, shares: dict[int, float]) -> list[Found]:
    found: list[Found] = []
    for number, tags in zip(borders["id"], borders["tags"], strict=True):
        names = _choose_names(tags)
        if names:
            slug = make_slug(names.values(), "municipality")
            unlike = make_unlike(slug, {one.municipality.id for one in found})
            found.append(Found(Municipality(unlike, names, int(number)), shares[number]))
    return found


def _choose_names(tags: dict[str, str]) -> Names:
    known = list_language_names(tags)
    chosen = {code: name for code, name in known.items() if code in _INTERFACE}
    if len({*chosen.values()}) > 1 and chosen.get(UNSAID) in {
        name for code, name in chosen.items() if code != UNSAID
    }:
        del chosen[UNSAID]
    return chosen
