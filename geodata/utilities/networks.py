"""Networks as they are mapped: lines, pipes and sites of one sector that share a place.

Two lines are joined where they have a position in common, as ways of OpenStreetMap that share a
node have; a site is joined to the lines that lead to its point, or into its area. That is the
mapped topology alone: which way a pipe flows, which switch is closed and whom a line serves is not
in OpenStreetMap, and nothing of it is guessed.

https://wiki.openstreetmap.org/wiki/Power_networks
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from geodata.arrays import Columns, Ids, Indices, Objects
from geodata.crs import GEOGRAPHIC, require_crs
from geodata.layers import Sector, Shape, get_layer, has_shape

SECTORS = (
    Sector.POWER,
    Sector.TELECOM,
    Sector.WATER,
    Sector.SEWAGE,
    Sector.HEATING,
    Sector.GAS,
)
"""Of whose features networks are made."""

_OF_OSM = 1e7
"""Positions of OpenStreetMap have seven decimals."""


@dataclass(frozen=True, slots=True)
class Joints(Columns):
    """Features and the positions that they share, shape (k,) each: a row a feature and position."""

    feature: Indices
    """Number of a feature."""
    place: Ids
    """Number of a position; two features with one number are joined."""


def find_joints(features: gpd.GeoDataFrame) -> Joints:
    """Find where features of one sector are joined.

    Parameters
    ----------
    features
        `layer` and geometry in EPSG:4326, numbered by their order.

    Raises
    ------
    CrsError
        When they are not in EPSG:4326.
    """
    require_crs(features, GEOGRAPHIC)
    shapes = features.geometry.to_numpy()
    is_area = has_shape(features.geom_type, Shape.AREA)
    lines = np.flatnonzero(~is_area)
    places, owner = shapely.get_coordinates(shapes[lines], return_index=True)
    feature = lines[owner]
    sector_of = {name: SECTORS.index(get_layer(name).sector) for name in set(features["layer"])}
    sector = features["layer"].map(sector_of).to_numpy(dtype=np.int64)
    keys = np.c_[sector[feature], np.round(places * _OF_OSM).astype(np.int64)]
    known, place = np.unique(keys, axis=0, return_inverse=True)
    place = place.ravel()
    areas = np.flatnonzero(is_area)
    if len(areas) and len(known):
        points = np.asarray(shapely.points(known[:, 1:] / _OF_OSM), dtype=object).reshape(-1)
        at, within = shapely.STRtree(points).query(shapes[areas], predicate="intersects")
        is_own = known[within, 0] == sector[areas[at]]
        feature = np.r_[feature, areas[at[is_own]]]
        place = np.r_[place, within[is_own]]
    return Joints(feature.astype(np.intp), place.astype(np.int64))


def number_networks(joints: Joints, n: int) -> Indices:
    """Tell the number of the network of each of n features, shape (n,), in their order."""
    matrix = _make_matrix(joints, n)
    _, label = connected_components(matrix, directed=False)
    _, first, number = np.unique(label[:n], return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[number.ravel()]


def find_touching(joints: Joints, n: int, feature: int) -> Indices:
    """Find the features that share a position with one of n, in order."""
    of_place = csr_array(
        (np.ones(len(joints)), (joints.place, joints.feature)), shape=(_count(joints), n)
    )
    own = np.unique(joints.place[joints.feature == feature])
    touching = np.flatnonzero(of_place[own].sum(axis=0) > 0)
    return np.asarray(touching[touching != feature], dtype=np.intp)


def split_off(joints: Joints, n: int, feature: int) -> Indices:
    """Find the features that one feature alone joins to the larger rest of its network, in order.

    Of parts that are equally large, the one with the first feature counts as the rest.
    """
    networks = number_networks(joints, n)
    others = number_networks(joints.select(joints.feature != feature), n)
    left: Indices = np.flatnonzero((networks == networks[feature]) & (np.arange(n) != feature))
    if not len(left):
        return left
    parts, size = np.unique(others[left], return_counts=True)
    rest = parts[size == size.max()].min()
    return np.asarray(left[others[left] != rest], dtype=np.intp)


def _count(joints: Joints) -> int:
    return int(joints.place.max()) + 1 if len(joints) else 0


def _make_matrix(joints: Joints, n: int) -> coo_array:
    """Make the graph of features and places, sparse and symmetric by use."""
    size = n + _count(joints)
    ones = np.ones(len(joints))
    return coo_array((ones, (joints.feature, n + joints.place)), shape=(size, size))


def list_names(features: gpd.GeoDataFrame) -> Objects:
    """List the OSM ids of features, ``way/123``."""
    return np.asarray(
        (features["element"] + "/" + features["id"].astype("str")).to_numpy(dtype=object)
    )
