"""Raw features: osmnx's wide frames folded to one row an element, with its tags in a dictionary."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.crs import GEOGRAPHIC

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

SHELTER = "kept::"
"""Prefix of a tag's key while osmnx has it in hand; see `shelter_tags`."""

_RESERVED = frozenset(
    {
        *("id", "element", "geometry", "nodes", "members", "tags", "lat", "lon"),
        *("changeset", "timestamp", "uid", "user", "version", "visible"),
    }
)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ELEMENTS = ("node", "way", "relation")


def shelter_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """Make tags that osmnx carries through whole, from Overpass and from a file alike.

    osmnx spreads an element's tags among its own columns, so that a tag called ``id`` breaks its
    index and one called ``version`` is lost: such keys wear a prefix until `fold_features` takes it
    off. Characters that XML cannot hold are left out of both sources.
    """
    return {_shelter_key(key): _NOT_XML.sub("", value) for key, value in tags.items()}


def _shelter_key(key: str) -> str:
    key = _NOT_XML.sub("", key)
    return SHELTER + key if key in _RESERVED or key.startswith(SHELTER) else key


def fold_features(wide: gpd.GeoDataFrame, area: BaseGeometry) -> gpd.GeoDataFrame:
    """Fold a frame of osmnx into columns element, id, tags and geometry.

    Parameters
    ----------
    wide
        Indexed by (element, id), a column a tag; EPSG:4326. Rows may come twice.
    area
        What was asked for, in EPSG:4326. A closed way that goes all round it is left out: Overpass
        finds ways by their outline, and only by chance brings such a one along with a relation.

    Returns
    -------
    GeoDataFrame
        In EPSG:4326, (lon, lat); sorted by element (node, way, relation) and id, each once.
    """
    folded = gpd.GeoDataFrame(
        {
            "element": wide.index.get_level_values("element").astype(str),
            "id": wide.index.get_level_values("id").astype("int64"),
            "tags": _fold_tags(wide.drop(columns=wide.geometry.name)),
            "geometry": wide.geometry.to_numpy(),
        },
        crs=GEOGRAPHIC,
    )
    return merge_features([folded[_meets_area(folded, area)]])


def _fold_tags(columns: pd.DataFrame) -> pd.Series:
    """Gather the cells that hold something, column by column, as rows are many and mostly empty."""
    tags: list[dict[str, str]] = [{} for _ in range(len(columns))]
    for column in sorted(str(name) for name in columns):
        key = column.removeprefix(SHELTER)
        values = columns[column].to_numpy(dtype=object)
        for row in np.flatnonzero(columns[column].notna()):
            tags[row][key] = values[row]
    return pd.Series(tags, dtype=object)


def _meets_area(folded: gpd.GeoDataFrame, area: BaseGeometry) -> pd.Series:
    """Tell which features have more than their inside in common with the area."""
    kept = pd.Series(data=True, index=folded.index)
    rings = folded.geometry[(folded["element"] == "way") & (folded.geom_type.str.endswith("ygon"))]
    shapely.prepare(area)
    kept[rings.index] = rings.boundary.intersects(area)
    return kept


def merge_features(frames: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Join folded frames; an element that several hold stays once, and the order is settled."""
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return make_no_features()
    joined = pd.concat(filled, ignore_index=True).drop_duplicates(["element", "id"])
    rank = joined["element"].map(_ELEMENTS.index)
    order = np.lexsort([joined["id"], rank])
    return gpd.GeoDataFrame(joined.iloc[order].reset_index(drop=True), crs=GEOGRAPHIC)


def make_no_features() -> gpd.GeoDataFrame:
    """Make the folded frame of an area that holds nothing."""
    columns = {"element": pd.Series(dtype=str), "id": pd.Series(dtype="int64")}
    columns["tags"] = pd.Series(dtype=object)
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries([]), crs=GEOGRAPHIC)
