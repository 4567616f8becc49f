"""Link the two banks: find the crossings and mark the links over the divide in the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.crossing_ways import find_crossings
from geodata.crs import GEOGRAPHIC, require_crs
from geodata.layers import CROSSING_WAYS, Shape, has_shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd

    from geodata.crossing_facts import CrossingFact
    from geodata.crossings import Crossing
    from geodata.divide import Divide


def link_crossings(
    features: gpd.GeoDataFrame, divide: Divide, crs: str, facts: Sequence[CrossingFact]
) -> list[Crossing]:
    """Find the crossings among the features and join the registry's facts to them.

    Parameters
    ----------
    features
        With `element`, `id` and `tags`, in the metric CRS of the divide.
    """
    is_way = (features["element"] == "way").to_numpy()
    is_bridge = np.array(
        [tags.get("man_made") == "bridge" for tags in features["tags"]], dtype=bool
    )
    return find_crossings(
        features[is_way & has_shape(features.geom_type, Shape.LINE)],
        features[is_bridge & has_shape(features.geom_type, Shape.AREA)],
        divide,
        crs,
        facts,
    )


def select_crossing_ways(
    features: gpd.GeoDataFrame, crossings: Sequence[Crossing]
) -> gpd.GeoDataFrame:
    """Select the raw ways of all crossings: the layer `crossing_ways`."""
    ways = {int(osm_id.split("/")[1]) for one in crossings for osm_id in one.osm_ids}
    is_selected = (features["element"] == "way") & features["id"].isin(ways)
    return features[is_selected].assign(layer=CROSSING_WAYS.name).reset_index(drop=True)


def link_network(
    nodes: gpd.GeoDataFrame,
    edges: pd.DataFrame,
    divide: Divide,
    crs: str,
    crossings: Sequence[Crossing],
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Mark the bank of every node, and the edges that are links over the divide.

    Parameters
    ----------
    nodes, edges
        Of the street graph: `id`, geometry in EPSG:4326; `u`, `v`, `way` and more.

    Returns
    -------
    nodes
        With `side`: left or right id; the divide runs between them, also over water.
    edges
        With `is_link` (its ends lie on different banks) and `crossing` (id, or None).
    """
    require_crs(nodes, GEOGRAPHIC)
    points = nodes.geometry.to_crs(crs).to_numpy()
    is_left = shapely.intersects(divide.left, points)
    bank = dict(zip(nodes["id"], is_left, strict=True))
    is_link = edges["u"].map(bank).to_numpy(dtype=bool) != edges["v"].map(bank).to_numpy(dtype=bool)
    crossing_of = {int(osm_id.split("/")[1]): one.id for one in crossings for osm_id in one.osm_ids}
    crossing = edges["way"].map(crossing_of).astype(object)
    return (
        nodes.assign(side=np.where(is_left, divide.left_id, divide.right_id)),
        edges.assign(is_link=is_link, crossing=crossing.where(is_link & crossing.notna(), None)),
    )
