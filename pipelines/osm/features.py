"""Raw features: what osmnx draws of elements, folded to one row an element with all its tags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from osmnx.features import _POLYGON_FEATURES
from shapely.geometry.base import BaseGeometry

from geodata.crs import GEOGRAPHIC
from geodata.layers import LAYERS, Layer, merge_query_tags
from pipelines.osm.areas import settle_roles
from pipelines.osm.elements import Elements
from pipelines.osm.xml import OsmXmlWriter

_ELEMENTS = ("node", "way", "relation")
_SHAPING_KEYS = frozenset({*_POLYGON_FEATURES, "area", "type"})
"""Keys that decide as what an element is drawn."""


def write_features(elements: Elements, path: Path, layers: Iterable[Layer] = LAYERS) -> None:
    """Write elements for osmnx to draw, with no more tags than it needs for that.

    It makes a column of every key of every element, among columns of its own: with all tags, 1,500
    nodes of 20 keys each take gigabytes, and a tag called ``id`` breaks its index.
    """
    keys = _SHAPING_KEYS.union(merge_query_tags(layers))
    with OsmXmlWriter(path) as writer:
        for number, place in elements.nodes.items():
            writer.write_node(number, *place, _list_drawing_tags(elements, "node", number, keys))
        for number, nodes in elements.ways.items():
            writer.write_way(number, nodes, _list_drawing_tags(elements, "way", number, keys))
        for number, members in elements.relations.items():
            tags = _list_drawing_tags(elements, "relation", number, keys)
            writer.write_relation(number, settle_roles(members), tags)


def _list_drawing_tags(
    elements: Elements, kind: str, number: int, keys: AbstractSet[str]
) -> dict[str, str]:
    tags = elements.get_tags(kind, number)
    return {key: tags[key] for key in tags.keys() & keys}


def fold_features(
    wide: gpd.GeoDataFrame,
    shapes: Mapping[int, BaseGeometry],
    elements: Elements,
    area: BaseGeometry,
) -> gpd.GeoDataFrame:
    """Fold a frame of osmnx into columns element, id, tags and geometry.

    Parameters
    ----------
    wide
        Indexed by (element, id), EPSG:4326.
    shapes
        Relation → area of those that were drawn without osmnx.
    elements
        Have the tags of all.
    area
        What was asked for, in EPSG:4326. A closed way that goes all round it is left out: Overpass
        finds ways by their outline, and only by chance brings such a one along with a relation.

    Returns
    -------
    GeoDataFrame
        In EPSG:4326, (lon, lat); sorted by element (node, way, relation) and id, each once.
    """
    met = [one for one, shape in shapes.items() if shapely.intersects(area, shape)]
    kinds = [*wide.index.get_level_values("element").astype(str), *["relation"] * len(met)]
    numbers = [*wide.index.get_level_values("id").astype("int64"), *met]
    tags = [dict(elements.get_tags(*key)) for key in zip(kinds, numbers, strict=True)]
    folded = gpd.GeoDataFrame(
        {
            "element": pd.Series(kinds, dtype="str"),
            "id": pd.Series(numbers, dtype="int64"),
            "tags": pd.Series(tags, dtype=object),
            "geometry": [*wide.geometry, *(shapes[one] for one in met)],
        },
        crs=GEOGRAPHIC,
    )
    return _sort_features(folded[_meets_area(folded, area)])


def _meets_area(folded: gpd.GeoDataFrame, area: BaseGeometry) -> pd.Series:
    """Tell which features have more than their inside in common with the area."""
    kept = pd.Series(data=True, index=folded.index)
    rings = folded.geometry[(folded["element"] == "way") & (folded.geom_type.str.endswith("ygon"))]
    shapely.prepare(area)
    kept[rings.index] = rings.boundary.intersects(area)
    return kept


def _sort_features(folded: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    order = np.lexsort([folded["id"], folded["element"].map(_ELEMENTS.index)])
    return gpd.GeoDataFrame(folded.iloc[order].reset_index(drop=True), crs=GEOGRAPHIC)


def make_no_features() -> gpd.GeoDataFrame:
    """Make the frame of osmnx of an area that holds nothing."""
    empty = pd.MultiIndex.from_arrays([[], []], names=["element", "id"])
    return gpd.GeoDataFrame(geometry=gpd.GeoSeries([]), index=empty, crs=GEOGRAPHIC)
