"""Measures what a line leaves on either bank of an area: homes, or ground where none are mapped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.arrays import Floats
from geodata.assessment.weights import NO_DWELLINGS, count_levels
from geodata.cities.dividing_ways import DivideKind
from geodata.divide.banks import Divide, build_divide
from geodata.divide.tangles import is_tangled
from geodata.errors import DivideError
from geodata.layers import Shape, has_shape
from pipelines.cut import find_water

LEFT, RIGHT = "left", "right"
"""Ids of the banks, until somebody names them."""

_LEAST_GROUND = 0.005
"""Of the area, on the smaller bank: less is a corner that is cut off."""

_SAME_SHARE = 0.001
"""Of the area, by which the banks of two lines may differ that are one."""


@dataclass(frozen=True)
class Weights:
    """What is counted on either bank."""

    points: Floats
    """Shape (k, 2), metric."""
    weight: Floats
    unit: str
    """What `weight` is: floor area of homes, or area where no homes are mapped."""


def weigh_homes(features: gpd.GeoDataFrame) -> Weights:
    """Weigh the homes of an area by their floor area; nothing where none are mapped.

    Parameters
    ----------
    features
        With `tags`, in a metric CRS.
    """
    is_home = np.array([_is_home(tags) for tags in features["tags"]], dtype=bool)
    homes = features[is_home & has_shape(features.geom_type, Shape.AREA)]
    levels = np.array([count_levels(tags) for tags in homes["tags"]], dtype=float)
    middles = homes.geometry.centroid
    unit = "floor area of homes" if len(homes) else "area, as no homes are mapped"
    return Weights(np.c_[middles.x, middles.y], homes.area.to_numpy() * levels, unit)


def _is_home(tags: Mapping[str, str]) -> bool:
    return tags.get("building", "no") != "no" and tags["building"] not in NO_DWELLINGS


@dataclass(frozen=True)
class Measured:
    """A divide, and what is on its banks: shares of both together, and of all."""

    divide: Divide
    shares: tuple[float, float]
    on_banks: float


Measure = Callable[[Sequence[BaseGeometry], DivideKind], Measured | None]


def make_measure(features: gpd.GeoDataFrame, area: BaseGeometry, weights: Weights) -> Measure:
    """Make the function that measures lines of an area: None for one that does not divide it.

    Parameters
    ----------
    features
        With `tags`, in the metric CRS of the area.
    """
    water, buildings = find_water(features)

    def measure(pieces: Sequence[BaseGeometry], kind: DivideKind) -> Measured | None:
        own = water if kind is DivideKind.RIVER else ()
        if is_tangled(list(pieces)):
            return None
        try:
            divide = build_divide(area, pieces, own, buildings, left_id=LEFT, right_id=RIGHT)
        except DivideError:
            return None
        return _share(divide, weights)

    return measure


def _share(divide: Divide, weights: Weights) -> Measured | None:
    """Share what is counted between the banks; by their area where nothing is."""
    ground = divide.left.area, divide.right.area
    if min(ground) < _LEAST_GROUND * divide.area.area:
        return None  # a corner is cut off
    sums = [
        float(weights.weight[shapely.intersects_xy(bank, *weights.points.T)].sum())
        for bank in (divide.left, divide.right)
    ]
    is_counted = sum(sums) > 0
    left, right = sums if is_counted else ground
    total = float(weights.weight.sum()) if is_counted else divide.area.area
    shares = left / (left + right), right / (left + right)
    return Measured(divide, shares, (left + right) / total)


def is_same(one: Divide, other: Divide) -> bool:
    """Tell whether two divides cut an area alike."""
    apart_m2 = shapely.symmetric_difference(one.left, other.left).area
    return bool(apart_m2 < _SAME_SHARE * one.area.area)
