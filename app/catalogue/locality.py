"""Where a place is: on which bank, in which municipality, how far from the river."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from app.catalogue.catalogue import Catalogue
from app.catalogue.texts import Texts
from geodata.arrays import Objects
from geodata.crs import GEOGRAPHIC, project
from geodata.divide.sides import OUTSIDE, find_sides, measure_bank_distance
from geodata.gazetteer.coordinates import Place

_MUNICIPALITY_LAYERS = ("buildings", "roads", "paths")
_NEAREST_M = 500.0
"""A place further from everything mapped is in no municipality that is known."""


@dataclass(frozen=True, slots=True)
class Locality:
    """Where a place is."""

    side: str
    """Id of a bank, or one of `geodata.divide.sides.NO_BANKS`."""
    municipality: str | None = None
    """That of the nearest building or street; None where none is near, or outside."""
    river_m: float | None = None
    """How far away the river's line is; None outside."""


def find_locality(catalogue: Catalogue, place: Place) -> Locality:
    """Find where a place, (lon, lat), is; outside of the study area nothing else is known."""
    points: Objects = np.array(
        [project(shapely.Point(place), GEOGRAPHIC, catalogue.manifest.city.crs)]
    )
    (side,), _ = find_sides(catalogue.banks, points)
    if side == OUTSIDE:
        return Locality(side)
    (river_m,) = measure_bank_distance(catalogue.banks, points)
    return Locality(side, _find_municipality(catalogue, place), float(river_m))


def _find_municipality(catalogue: Catalogue, place: Place) -> str | None:
    """Find the municipality of the nearest thing of which one is known."""
    point = shapely.Point(place)
    # Degrees of latitude; those of longitude are shorter, so that what is found is never further.
    most_deg = _NEAREST_M / 111_320
    found: list[tuple[float, str]] = []
    for name in _MUNICIPALITY_LAYERS:
        collection = catalogue.collections.get(name)
        if collection is None or not len(collection.everything):
            continue
        rows, apart = collection.features.tree.query_nearest(
            point, max_distance=most_deg, return_distance=True, all_matches=False
        )
        column = collection.columns["municipality"]
        if len(rows) and isinstance(column, Texts) and column.codes[rows[0]] >= 0:
            found.append((float(apart[0]), column.distinct[column.codes[rows[0]]]))
    return min(found)[1] if found else None
