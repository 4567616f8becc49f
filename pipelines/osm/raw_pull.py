"""What a pull from any source ends in, and every later step begins with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from shapely import MultiPolygon, Polygon

    from geodata.snapshot.origin import Origin

    Area = Polygon | MultiPolygon


@dataclass(frozen=True)
class RawPull:
    """What every source ends in.

    Attributes
    ----------
    features
        element (node, way, relation), id, tags (dictionaries), geometry; EPSG:4326; sorted, unique.
    nodes
        Nodes of the street graph: id, geometry; EPSG:4326; sorted.
    edges
        One row a direction of travel, unsimplified; see `pipelines.osm.streets.fold_streets`.
    study_area
        Polygon in EPSG:4326 that was asked for.
    notes
        What a reader should know of this data, in plain words.
    """

    features: gpd.GeoDataFrame
    nodes: gpd.GeoDataFrame
    edges: pd.DataFrame
    study_area: Area
    origin: Origin
    notes: tuple[str, ...] = ()
