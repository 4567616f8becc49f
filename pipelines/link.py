"""Link the two banks: find the crossings and mark the links over the divide in the network."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from geodata.arrays import Objects
from geodata.cities.crossings import CrossingFact
from geodata.crossings.crossing import Crossing
from geodata.crossings.ways import find_crossings
from geodata.crs import GEOGRAPHIC, project, require_crs
from geodata.divide.banks import TOUCH_M, Divide
from geodata.divide.sides import BEYOND
from geodata.divide.zones import find_links
from geodata.layers import CROSSING_WAYS, Shape, has_shape
from geodata.streets.near_gaps import find_near_gaps

AREA_JOINT_M = 0.5
"""A street that ends so near to a bridge drawn as an area leads onto it."""

MOST_JOINED = 20
"""Streets on either bank that lead onto one area."""


def link_crossings(
    features: gpd.GeoDataFrame, divide: Divide, crs: str, facts: Sequence[CrossingFact]
) -> list[Crossing]:
    """Find the crossings among the features and join the registry's facts to them.

    Parameters
    ----------
    features
        With `element`, `id` and `tags`, in the metric CRS of the divide.
    """
    is_line = has_shape(features.geom_type, Shape.LINE) & (features["element"] == "way").to_numpy()
    is_bridge = np.array(
        [tags.get("man_made") == "bridge" for tags in features["tags"]], dtype=bool
    )
    return find_crossings(
        features[is_line | has_shape(features.geom_type, Shape.AREA)],
        features[is_bridge & has_shape(features.geom_type, Shape.AREA)],
        divide,
        crs,
        facts,
    )


def select_crossing_ways(
    features: gpd.GeoDataFrame, crossings: Sequence[Crossing]
) -> gpd.GeoDataFrame:
    """Select the raw ways of all crossings: the layer `crossing_ways`."""
    known = {osm_id for one in crossings for osm_id in one.osm_ids}
    names = features["element"] + "/" + features["id"].astype(str)
    return features[names.isin(known)].assign(layer=CROSSING_WAYS.name).reset_index(drop=True)


def link_network(
    nodes: gpd.GeoDataFrame,
    edges: pd.DataFrame,
    divide: Divide,
    crs: str,
    crossings: Sequence[Crossing],
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Mark the bank of every node, and the edges that are links between the banks.

    Past an end of the river there are no banks, and people walk round it. The streets there stay
    joined to those of the bank to which more of them lead; the edges to the other bank are links
    that belong to no crossing, so that nothing closes them.

    Parameters
    ----------
    nodes, edges
        Of the street graph: `id`, geometry in EPSG:4326; `u`, `v`, `way` and more.

    Returns
    -------
    nodes
        With `side`: left or right id, or ``beyond``; the divide runs between them, also over water.
    edges
        With `is_link` and `crossing` (id, or None).
    """
    require_crs(nodes, GEOGRAPHIC)
    points = nodes.geometry.to_crs(crs).to_numpy()
    side = _find_banks(divide, points)
    ids = nodes["id"].to_numpy()
    u, v = (np.searchsorted(ids, edges[end].to_numpy()) for end in ("u", "v"))
    is_link = find_links(side, u, v, divide.left_id)
    crossing = pd.Series([None] * len(edges), index=edges.index, dtype=object)
    ends = np.stack([shapely.get_coordinates(points[end[is_link]]) for end in (u, v)], axis=1)
    steps = [shapely.LineString(step) for step in ends]
    ways = edges["way"].to_numpy()[is_link].tolist()
    crossing[is_link] = _find_crossings_of(ways, steps, divide, crs, crossings)
    return nodes.assign(side=side), edges.assign(is_link=is_link, crossing=crossing)


def _find_banks(divide: Divide, points: Objects) -> Objects:
    """Find the bank of points, or that they lie past the river's end; on an edge, the nearest."""
    names = np.array([divide.left_id, divide.right_id, BEYOND], dtype=object)
    places = (divide.left, divide.right, divide.beyond)
    is_there = np.array([shapely.intersects(place, points) for place in places])
    found = is_there.argmax(axis=0)
    lost = ~is_there.any(axis=0)
    apart_m = np.array([shapely.distance(place, points[lost]) for place in places])
    found[lost] = np.nan_to_num(apart_m, nan=np.inf).argmin(axis=0)
    return np.asarray(names[found], dtype=object)


def join_areas(
    features: gpd.GeoDataFrame,
    nodes: gpd.GeoDataFrame,
    edges: pd.DataFrame,
    divide: Divide,
    crossings: Sequence[Crossing],
) -> pd.DataFrame:
    """Add edges over bridges that are drawn as areas: straight, from bank to bank, both ways.

    Parameters
    ----------
    features
        With `element`, `id` and `tags`, in the metric CRS of the divide.

    Returns
    -------
    DataFrame
        The edges, those over an area with its way as `way`, or its relation as a negative number.
    """
    names = features["element"] + "/" + features["id"].astype(str)
    known = {osm_id for one in crossings for osm_id in one.osm_ids}
    is_area = names.isin(known) & has_shape(features.geom_type, Shape.AREA)
    if not is_area.any():
        return edges
    points = nodes.geometry.to_crs(features.crs).to_numpy()
    tree = shapely.STRtree(points)
    rows = []
    for area in features[is_area].itertuples():
        at = tree.query(area.geometry.boundary, predicate="dwithin", distance=AREA_JOINT_M)
        on_left = shapely.intersects(divide.left, points[at])
        for one, other in product(at[on_left][:MOST_JOINED], at[~on_left][:MOST_JOINED]):
            length_m = float(points[one].distance(points[other]))
            way = area.id if area.element == "way" else -area.id
            tags = {key: area.tags[key] for key in edges.columns if key in area.tags}
            for u, v, is_forward in ((one, other, True), (other, one, False)):
                ends = {"u": nodes["id"].iloc[u], "v": nodes["id"].iloc[v], "way": way}
                rows.append({**ends, "length_m": length_m, "is_forward": is_forward, **tags})
    added = pd.DataFrame(rows, columns=edges.columns).astype(edges.dtypes.to_dict())
    joined = pd.concat([edges, added], ignore_index=True)
    return joined.sort_values(["u", "v", "way", "is_forward"], kind="stable", ignore_index=True)


def _find_crossings_of(
    ways: Sequence[int],
    steps: Sequence[LineString],
    divide: Divide,
    crs: str,
    crossings: Sequence[Crossing],
) -> list[str | None]:
    """Find the crossing that each link, shape (k,), is a part of: the nearest one of its way.

    None where it only passes pieces of the divide that nobody mapped, or goes round its end.
    """
    of_way: dict[str, list[tuple[str, BaseGeometry]]] = {}
    for one in crossings:
        if one.geometry is not None:
            place = (one.id, project(one.geometry, GEOGRAPHIC, crs))
            for osm_id in one.osm_ids:
                of_way.setdefault(osm_id, []).append(place)
    mapped = shapely.difference(divide.line, shapely.buffer(divide.assumed, TOUCH_M))
    found: list[str | None] = []
    for way, step in zip(ways, steps, strict=True):
        name = f"way/{way}" if way >= 0 else f"relation/{-way}"
        places = of_way.get(name, []) if shapely.dwithin(step, mapped, TOUCH_M) else []
        passed = step.intersection(mapped)
        at = step if passed.is_empty else passed
        nearest = min(((at.distance(place), name) for name, place in places), default=None)
        found.append(None if nearest is None else nearest[1])
    return found


def select_near_gaps(nodes: gpd.GeoDataFrame, edges: pd.DataFrame, crs: str) -> gpd.GeoDataFrame:
    """Make the features of the layer `near_gaps`: dead ends within a metre of another street.

    Parameters
    ----------
    nodes, edges
        Of the street graph, nodes in EPSG:4326.

    Returns
    -------
    GeoDataFrame
        `element`, `id`, `tags`, in the metric CRS, with `geographic`: as features come from a pull.
    """
    require_crs(nodes, GEOGRAPHIC)
    metric = nodes.geometry.to_crs(crs)
    gaps = find_near_gaps(nodes["id"].to_numpy(), np.c_[metric.x, metric.y], edges)
    told = zip(gaps.way.tolist(), gaps.other_way.tolist(), gaps.gap_m.tolist(), strict=True)
    tags = [
        {"street": f"way/{way}", "other_street": f"way/{other}", "gap_m": f"{gap_m:.2f}"}
        for way, other, gap_m in told
    ]
    found = nodes.iloc[gaps.node]
    columns = {"element": "node", "id": found["id"].to_numpy(), "tags": tags}
    features = gpd.GeoDataFrame(
        {**columns, "geographic": found.geometry.to_numpy()},
        geometry=metric.iloc[gaps.node].to_numpy(),
        crs=crs,
    )
    return features.astype({"element": object, "tags": object})
