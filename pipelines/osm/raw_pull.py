"""What a pull from any source ends in, and every later step begins with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import geopandas as gpd
import pandas as pd
from shapely import MultiPolygon, Polygon

from geodata.snapshot.origin import Origin

Area = Polygon | MultiPolygon


@dataclass(frozen=True)
class RawPull:
    """What every source ends in."""

    features: gpd.GeoDataFrame
    """element (node, way, relation), id, tags (dictionaries), geometry; EPSG:4326; sorted,
    unique."""
    nodes: gpd.GeoDataFrame
    """Nodes of the street graph: id, geometry; EPSG:4326; sorted."""
    edges: pd.DataFrame
    """One row a direction of travel, unsimplified; see `pipelines.osm.streets.fold_streets`."""
    study_area: Area
    """Polygon in EPSG:4326 that was asked for."""
    origin: Origin
    edited: Mapping[tuple[str, int], str] = field(default_factory=dict)
    """(element, id) → day of its newest edit, ISO 8601, where the source tells it."""
    notes: tuple[str, ...] = ()
    """What a reader should know of this data, in plain words."""


def tell_now() -> str:
    """Tell when a pull is made: ISO 8601 in UTC, to the second."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
