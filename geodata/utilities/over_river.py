"""What of the mapped networks is over the river, what touches it, and what projects would join."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.arrays import Floats, Indices
from geodata.cities.projects import ProjectKind
from geodata.crs import GEOGRAPHIC, project
from geodata.divide.sides import ACROSS
from geodata.layers import LAYERS, Sector, Shape, get_layer, has_shape
from geodata.snapshot.store import Snapshot
from geodata.utilities.networks import (
    SECTORS,
    Joints,
    find_joints,
    find_touching,
    list_names,
    number_networks,
    split_off,
)

REACHED_M = 10.0
"""A network no further from a project is one that it reaches."""

MOST_TOUCHING = 50
"""Features listed of those that touch one line over the river."""

SECTOR_OF = {
    ProjectKind.WATER: Sector.WATER,
    ProjectKind.WASTEWATER: Sector.SEWAGE,
    ProjectKind.HEATING: Sector.HEATING,
    ProjectKind.POWER: Sector.POWER,
    ProjectKind.TELECOM: Sector.TELECOM,
}
"""Kinds of projects that concern the networks of a sector."""

_COLUMNS = ("element", "id", "layer", "side", "left_share", "provider", "operator", "is_modelled")


@dataclass(frozen=True, slots=True)
class Mapped:
    """A feature as it is mapped."""

    id: str
    """OSM element and id, ``way/123``."""
    layer: str
    side: str
    provider: str | None
    operator: str | None
    is_modelled: bool


@dataclass(frozen=True, slots=True)
class MappedNetwork:
    """Features of one sector that are joined on the map."""

    id: int
    sector: str
    lines: int
    sites: int
    """`lines`, `sites`: how many there are."""
    bank_km: tuple[float, float]
    """Length of its lines on the left and on the right bank."""
    over_river: tuple[str, ...]
    """OSM ids of its lines over the river."""


@dataclass(frozen=True, slots=True)
class LineOverRiver:
    """A line or pipe over the river, and what is mapped as joined to it."""

    line: Mapped
    sector: str
    network: int
    """Id of its network."""
    touching: tuple[Mapped, ...]
    """At most `MOST_TOUCHING`."""
    number_touching: int
    split_off: tuple[int, int] | None = None
    """Features of the left and of the right bank, and others, that no other mapped way joins to
    the larger rest of the network; None unless an operator turned it on: see ``docs/harm.md``."""


@dataclass(frozen=True, slots=True)
class ProjectOnNetworks:
    """Which mapped networks a project reaches."""

    project: str
    sector: str
    joins: tuple[tuple[int, int], ...]
    """Networks of the left and the right bank that it would join: not joined on the map."""
    doubles: tuple[int, ...]
    """Networks of both banks that it would give another way over the river."""


@dataclass(frozen=True, slots=True)
class ServiceNetworks:
    """The mapped networks of both banks."""

    snapshot_id: str
    city: str
    is_modelled: bool
    lines: tuple[LineOverRiver, ...]
    networks: tuple[MappedNetwork, ...]
    """Those with a line, the longest first."""
    projects: tuple[ProjectOnNetworks, ...]
    attribution: str
    """Whose data it is found in."""

    def to_dict(self) -> dict[str, object]:
        """Turn it into plain lists and dictionaries for JSON."""
        return asdict(self)


def find_service_networks(snapshot: Snapshot, *, has_criticality: bool = False) -> ServiceNetworks:
    """Find the networks of a snapshot, by sector, and what of them is over the river.

    Parameters
    ----------
    has_criticality
        Whether to tell what each line alone joins to the rest of its network.
    """
    city = snapshot.manifest.city
    features = _read_features(snapshot)
    joints, n = find_joints(features), len(features)
    networks = number_networks(joints, n)
    metric = features.geometry.to_crs(city.crs)
    over = np.flatnonzero((features["side"] == ACROSS) & _is_line(features))
    described = _describe_networks(features, networks, metric.length.to_numpy())
    return ServiceNetworks(
        snapshot.id,
        city.id,
        snapshot.manifest.origin.is_modelled,
        tuple(
            _describe_line(
                features, joints, networks, at, city.left.id if has_criticality else None
            )
            for at in over.tolist()
        ),
        described,
        tuple(
            _reach(kind, name, shape, features, networks, metric, (city.left.id, city.right.id))
            for name, kind, shape in _list_projects(snapshot, city.crs)
        ),
        snapshot.manifest.attribution,
    )


def _read_features(snapshot: Snapshot) -> gpd.GeoDataFrame:
    """Read the lines and sites of all sectors, EPSG:4326; a feature of two layers is in it once."""
    names = [one.name for one in LAYERS if one.sector in SECTORS]
    wanted = [*_COLUMNS, "geometry"]
    frames = [snapshot.read_layer(one, wanted) for one in names if one in snapshot.layer_names]
    filled = [one for one in frames if len(one)]
    if not filled:
        columns = {name: pd.Series([], dtype=object) for name in (*_COLUMNS, "sector")}
        return gpd.GeoDataFrame(columns, geometry=[], crs=GEOGRAPHIC)
    joined = gpd.GeoDataFrame(pd.concat(filled, ignore_index=True), crs=GEOGRAPHIC)
    joined["sector"] = joined["layer"].map(lambda name: get_layer(name).sector.value)
    return joined.drop_duplicates(["element", "id", "sector"], ignore_index=True)


def _is_line(features: gpd.GeoDataFrame) -> pd.Series[bool]:
    return pd.Series(has_shape(features.geom_type, Shape.LINE), features.index)


def _describe(features: gpd.GeoDataFrame, at: int) -> Mapped:
    row = features.iloc[at]
    provider, operator = (
        None if pd.isna(row[one]) else str(row[one]) for one in ("provider", "operator")
    )
    name = f"{row['element']}/{row['id']}"
    return Mapped(name, row["layer"], row["side"], provider, operator, bool(row["is_modelled"]))


def _describe_networks(
    features: gpd.GeoDataFrame, networks: Indices, length_m: Floats
) -> tuple[MappedNetwork, ...]:
    is_line, names = _is_line(features).to_numpy(), list_names(features)
    share = features["left_share"].to_numpy(dtype=float)
    found = []
    for number in np.unique(networks[is_line]).tolist():
        own = np.flatnonzero(networks == number)
        lines = own[is_line[own]]
        left, total = float(length_m[lines] @ share[lines]), float(length_m[lines].sum())
        over = lines[(features["side"].to_numpy()[lines] == ACROSS)]
        found.append(
            MappedNetwork(
                int(number),
                features["sector"].iloc[own[0]],
                len(lines),
                len(own) - len(lines),
                (left / 1000, (total - left) / 1000),
                tuple(names[over]),
            )
        )
    return tuple(sorted(found, key=lambda one: -sum(one.bank_km)))


def _describe_line(
    features: gpd.GeoDataFrame, joints: Joints, networks: Indices, at: int, left_id: str | None
) -> LineOverRiver:
    touching = find_touching(joints, len(features), at)
    alone = None
    if left_id is not None:
        apart = features["side"].iloc[split_off(joints, len(features), at)]
        on_left = int((apart == left_id).sum())
        alone = on_left, len(apart) - on_left
    return LineOverRiver(
        _describe(features, at),
        features["sector"].iloc[at],
        int(networks[at]),
        tuple(_describe(features, one) for one in touching[:MOST_TOUCHING].tolist()),
        len(touching),
        alone,
    )


def _list_projects(snapshot: Snapshot, crs: str) -> Sequence[tuple[str, ProjectKind, BaseGeometry]]:
    """List the projects that concern networks and have a place, metric."""
    table = snapshot.read_table("projects")
    rows = zip(table["id"], table["kind"], table.geometry, strict=True)
    return [
        (name, ProjectKind(kind), project(shape, GEOGRAPHIC, crs))
        for name, kind, shape in rows
        if kind in {one.value for one in SECTOR_OF} and shape is not None
    ]


def _reach(
    kind: ProjectKind,
    name: str,
    shape: BaseGeometry,
    features: gpd.GeoDataFrame,
    networks: Indices,
    metric: gpd.GeoSeries,
    banks: tuple[str, str],
) -> ProjectOnNetworks:
    """Find the networks of its sector that a project reaches on either bank."""
    sector = SECTOR_OF[kind].value
    is_near = shapely.dwithin(metric.to_numpy(), shape, REACHED_M)
    is_near &= (features["sector"] == sector).to_numpy()
    side = features["side"].to_numpy()
    both = {int(one) for one in networks[is_near & (side == ACROSS)]}
    left, right = ({int(one) for one in networks[is_near & (side == bank)]} for bank in banks)
    spans = {int(one) for one in networks[(side == ACROSS)]}
    doubles = (left & right) | both | ((left | right) & spans)
    pairs = [(one, other) for one in sorted(left) for other in sorted(right) if one != other]
    joins = tuple(pair for pair in pairs if not set(pair) <= doubles)
    return ProjectOnNetworks(name, sector, joins, tuple(sorted(doubles)))
