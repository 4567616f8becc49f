"""Where people live: a municipality's total spread over its dwellings by floor area.

Without a published total the weights are floor area, and are called so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.arrays import Floats, Objects
from geodata.assessment.assumptions import Spread
from geodata.cities.profile import FLOOR_AREA as FLOOR_AREA_ONLY
from geodata.cities.profile import PopulationFigure
from geodata.crs import GEOGRAPHIC, require_crs

NO_DWELLINGS = frozenset(
    {
        "barn", "carport", "cathedral", "chapel", "church", "civic", "commercial", "construction",
        "farm_auxiliary", "fire_station", "garage", "garages", "government", "greenhouse", "hangar",
        "hospital", "hut", "industrial", "kindergarten", "kiosk", "mosque", "office", "parking",
        "public", "religious", "retail", "roof", "ruins", "school", "service", "shed",
        "sports_hall",
        "stable", "storage_tank", "supermarket", "synagogue", "temple", "toilets",
        "train_station", "transformer_tower", "transportation", "university", "warehouse",
    }
)  # fmt: skip
"""Values of ``building`` in which nobody is counted as living.

https://wiki.openstreetmap.org/wiki/Key:building
"""

PEOPLE = "people"
FLOOR_AREA = "m² of floor area"


@dataclass(frozen=True, slots=True)
class Dwellings:
    """Buildings in which people live, shape (k,) each."""

    ids: Objects
    """OSM ids, ``way/123``."""
    points: Floats
    """Centroids in the metric CRS, shape (k, 2)."""
    footprint_m2: Floats
    floor_area_m2: Floats
    """Footprint × storeys."""
    municipality: Objects
    """Id, or None outside all of them."""


@dataclass(frozen=True, slots=True)
class Homes:
    """Dwellings with their weights, shape (k,) each."""

    ids: Objects
    """OSM ids, ``way/123``."""
    points: Floats
    """Positions in the metric CRS, shape (k, 2)."""
    weight: Floats
    """People, or floor area in m², as `unit` says."""
    unit: str
    """`PEOPLE` where every municipality with dwellings has a total, else `FLOOR_AREA`."""
    figures: Mapping[str, PopulationFigure]
    """The totals used, by municipality."""
    population: str = FLOOR_AREA_ONLY
    """The choice that they are: see `geodata.cities.population`."""
    is_combination: bool = False
    """Whether no source published them together for one year."""


def measure_dwellings(buildings: gpd.GeoDataFrame, crs: str) -> Dwellings:
    """Measure the floor area of the buildings in which people live.

    Parameters
    ----------
    buildings
        The layer of a snapshot: `element`, `id`, `municipality`, `tags` (JSON), EPSG:4326.
    crs
        Metric CRS of points and areas.
    """
    require_crs(buildings, GEOGRAPHIC)
    tags = [json.loads(text) for text in buildings["tags"]]
    is_home = np.array([one.get("building") not in NO_DWELLINGS for one in tags], dtype=bool)
    homes = buildings[is_home]
    outlines = homes.geometry.to_crs(crs)
    levels = np.array([count_levels(one) for one in tags], dtype=float)[is_home]
    centres, footprint_m2 = outlines.centroid, outlines.area.to_numpy()
    return Dwellings(
        (homes["element"] + "/" + homes["id"].astype("str")).to_numpy(dtype=object),
        np.c_[centres.x, centres.y],
        footprint_m2,
        footprint_m2 * levels,
        homes["municipality"].to_numpy(dtype=object),
    )


def spread_people(
    dwellings: Dwellings,
    figures: Mapping[str, PopulationFigure],
    spread: Spread = Spread.FLOOR_AREA,
) -> Homes:
    """Spread each municipality's people, or its floor area, over its dwellings.

    Parameters
    ----------
    figures
        Municipality id → the total to use.
    spread
        What a dwelling's share of the total is in proportion to.
    """
    municipality = dwellings.municipality
    used = {name: figures[name] for name in set(municipality) & set(figures)}
    share = {
        Spread.FLOOR_AREA: dwellings.floor_area_m2,
        Spread.FOOTPRINT: dwellings.footprint_m2,
        Spread.DWELLINGS: np.ones(len(municipality)),
    }[spread]
    weight = np.zeros(len(municipality))
    of_town, towns = pd.factorize(municipality, use_na_sentinel=False)
    for at, name in enumerate(towns):
        members = of_town == at
        total = dwellings.floor_area_m2[members].sum()
        if used:
            total = used[name].value if name in used else 0.0
        weight[members] = share[members] * (total / share[members].sum())
    return Homes(dwellings.ids, dwellings.points, weight, PEOPLE if used else FLOOR_AREA, used)


def count_levels(tags: Mapping[str, str]) -> float:
    """Count a building's storeys: its ``building:levels``, else one."""
    try:
        levels = float(tags.get("building:levels", "1").split(";")[0])
    except ValueError:
        return 1.0
    return min(levels, 200.0) if levels > 0 else 1.0
