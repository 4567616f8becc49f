"""The street network of a travel mode as arrays: severed at the divide, the links over it apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from geodata.access.passages import PACE_KMH, read_passages
from geodata.access.trip_ends import TripEnds
from geodata.access.ways import Right, name_access
from geodata.arrays import Columns, Floats, Ids, Indices, Mask, Nodes, Objects
from geodata.cities.crossings import Access, Face, Mode
from geodata.crossings.crossing import Crossing
from geodata.crs import GEOGRAPHIC, require_crs
from geodata.divide.sides import BEYOND
from geodata.divide.zones import find_left_zone
from geodata.streets.parts import NodeTree, find_enclosed, find_joined, find_main_nodes


class TravelMode(StrEnum):
    """Ways to travel through the street network."""

    WALK = "walk"
    BICYCLE = "bicycle"
    DRIVE = "drive"
    STEP_FREE = "step-free"
    """On foot, in a wheelchair or with a pram, by ways that are not known to have a step: see
    `geodata.access.step_free`."""

    @property
    def passing(self) -> TravelMode:
        """The mode whose right to pass it has: of `PASSING_MODES`."""
        return TravelMode.WALK if self is TravelMode.STEP_FREE else self


PASSING_MODES = (TravelMode.WALK, TravelMode.BICYCLE, TravelMode.DRIVE)
"""Modes to which bridges can be opened and closed."""


def read_passing_mode(text: str) -> TravelMode:
    """Read one of `PASSING_MODES`, or raise a ValueError."""
    mode = TravelMode(text)
    if mode not in PASSING_MODES:
        raise ValueError(text)
    return mode


ACCESS_MODE = {
    TravelMode.WALK: Mode.FOOT,
    TravelMode.STEP_FREE: Mode.FOOT,
    TravelMode.BICYCLE: Mode.BICYCLE,
    TravelMode.DRIVE: Mode.MOTOR_VEHICLE,
}
"""The OSM access mode of a way to travel."""

SPEED_KMH = {
    TravelMode.WALK: PACE_KMH[Mode.FOOT],
    TravelMode.STEP_FREE: PACE_KMH[Mode.FOOT],
    TravelMode.BICYCLE: PACE_KMH[Mode.BICYCLE],
}
"""Speeds that no way changes; pushing a bicycle is walking."""


@dataclass(frozen=True, slots=True)
class Links(Columns):
    """Directed ways over the divide, as arrays of shape (k,)."""

    start: Nodes
    end: Nodes
    """`start`, `end`: node indices, on different banks."""
    seconds: Floats
    """Travel time over the link."""
    crossing: Objects
    """Id of its crossing; an empty text where none is known."""
    access: Objects | None = None
    """What its own way's tags allow the mode in its direction; None where everybody passes."""


def join_links(one: Links, other: Links) -> Links:
    """Put links together; what each one's tags allow is no longer told apart."""
    return Links(
        np.concatenate([one.start, other.start]),
        np.concatenate([one.end, other.end]),
        np.concatenate([one.seconds, other.seconds]),
        np.concatenate([one.crossing, other.crossing]),
    )


@dataclass(frozen=True, slots=True)
class StreetNetwork:
    """Directed streets of one mode, cut at the divide; n nodes."""

    mode: TravelMode
    crs: str
    ids: Ids
    """OSM node ids, shape (n,)."""
    points: Floats
    """Positions in the metric CRS, shape (n, 2)."""
    is_left: Mask
    """Whether a node lies in the zone of the left bank, shape (n,): see `geodata.divide.zones`."""
    seconds: csr_array
    """Severed network: sparse (n, n), travel time from row to column; no entry passes the
    divide."""
    links: Links
    """Everything of this mode that passes the divide, whoever may use it."""
    own_ends: csr_array | None = None
    """Streets on which trips only begin and end, as `seconds`: see `geodata.access.trip_ends`."""
    is_beyond: Mask | None = None
    """Whether a node lies past an end of the river, on neither bank, shape (n,)."""
    speed_factor: float = 1.0
    """By which speeds that no tag states were multiplied."""
    trip_ends: TripEnds = field(init=False, repr=False)
    """The nodes on these."""
    main_nodes: Indices = field(init=False, repr=False)
    """Where bridges can begin and end, in order: see `find_main_nodes`."""
    bank_trees: tuple[NodeTree, NodeTree] = field(init=False, repr=False)
    """Those of the left and of the right bank, to find the nearest."""
    home_trees: tuple[NodeTree, NodeTree] = field(init=False, repr=False)
    """Likewise where trips begin and end: these, and the nodes that `own_ends` join to them."""
    beyond_tree: NodeTree = field(init=False, repr=False)
    """The street nodes there."""

    def __post_init__(self) -> None:
        main_nodes = find_main_nodes(self.seconds, self.is_left)
        if self.is_beyond is not None:
            past = main_nodes[self.is_beyond[main_nodes]]
            main_nodes = main_nodes[~self.is_beyond[main_nodes]]
            object.__setattr__(self, "beyond_tree", NodeTree(past, self.points[past]))
        else:
            object.__setattr__(self, "beyond_tree", NodeTree(main_nodes[:0], self.points[:0]))
        homes = main_nodes if self.own_ends is None else find_joined(main_nodes, self.own_ends)
        object.__setattr__(self, "trip_ends", TripEnds.of(self.own_ends, len(self.ids)))
        object.__setattr__(self, "main_nodes", main_nodes)
        object.__setattr__(self, "bank_trees", self._plant(main_nodes))
        object.__setattr__(self, "home_trees", self._plant(homes))

    def choose_speed_kmh(self, driving_kmh: float) -> float:
        """Choose the speed over what OpenStreetMap does not have: of the mode, else of driving."""
        own = SPEED_KMH.get(self.mode)
        return driving_kmh if own is None else own * self.speed_factor

    @property
    def banks(self) -> tuple[Mask, Mask]:
        """Whether a node lies on the left bank, and on the right one, shape (n,) each."""
        if self.is_beyond is None:
            return self.is_left, ~self.is_left
        return self.is_left & ~self.is_beyond, ~self.is_left & ~self.is_beyond

    def _plant(self, nodes: Indices) -> tuple[NodeTree, NodeTree]:
        left, right = (nodes[bank[nodes]] for bank in self.banks)
        return NodeTree(left, self.points[left]), NodeTree(right, self.points[right])


def build_network(
    nodes: gpd.GeoDataFrame,
    edges: pd.DataFrame,
    mode: TravelMode,
    crs: str,
    left_id: str,
    speed_factor: float = 1.0,
) -> StreetNetwork:
    """Build the network of a mode from a snapshot's tables of nodes and edges.

    Parameters
    ----------
    nodes
        `id` (sorted), `side`, geometry in EPSG:4326, and the tags of barriers.
    edges
        Two rows a stretch, one a direction: `u`, `v`, `way`, `length_m`, `is_forward`, `is_link`,
        `crossing` and the tags of the way.
    left_id
        The `side` of nodes on the left bank.
    speed_factor
        By which speeds that no tag states are multiplied: of walking, cycling and classes.

    Raises
    ------
    CrsError
        When the nodes are not in EPSG:4326.
    """
    require_crs(nodes, GEOGRAPHIC)
    ids = nodes["id"].to_numpy(dtype="int64")
    places = nodes.geometry.to_crs(crs)
    right, seconds = read_passages(nodes, edges, ACCESS_MODE[mode], speed_factor)
    start = np.searchsorted(ids, edges["u"].to_numpy(dtype="int64")).astype(np.int32)
    end = np.searchsorted(ids, edges["v"].to_numpy(dtype="int64")).astype(np.int32)
    is_link = edges["is_link"].to_numpy(dtype=bool) & np.isfinite(seconds)
    is_street = ~is_link & np.isfinite(seconds) & (start != end)
    is_open = is_street & np.isin(right, [Right.PASS, Right.PUSH])
    is_own = is_street & (right == Right.OWN_END)
    side = nodes["side"].to_numpy(dtype=object)
    is_left = find_left_zone(side, start, end, edges["is_link"].to_numpy(dtype=bool), left_id)
    streets, own = (
        make_matrix(start[some], end[some], seconds[some], len(ids)) for some in (is_open, is_own)
    )
    is_own |= is_open & find_enclosed(streets, own, np.r_[start[is_link], end[is_link]])[start]
    is_open &= ~is_own
    crossing = edges["crossing"].fillna("").to_numpy(dtype=object)
    access = np.array([name_access(one) for one in right[is_link]], dtype=object)
    return StreetNetwork(
        mode=mode,
        crs=crs,
        ids=ids,
        points=np.c_[places.x, places.y],
        is_left=is_left,
        is_beyond=side == BEYOND,
        seconds=make_matrix(start[is_open], end[is_open], seconds[is_open], len(ids)),
        own_ends=make_matrix(start[is_own], end[is_own], seconds[is_own], len(ids)),
        links=Links(start[is_link], end[is_link], seconds[is_link], crossing[is_link], access),
        speed_factor=speed_factor,
    )


def make_matrix(start: Nodes, end: Nodes, seconds: Floats, n: int) -> csr_array:
    """Make a sparse (n, n) matrix of travel times; of parallel edges the quickest one counts."""
    order = np.lexsort((seconds, end, start))
    start, end, seconds = start[order], end[order], seconds[order]
    is_first = np.ones(len(start), dtype=bool)
    is_first[1:] = (start[1:] != start[:-1]) | (end[1:] != end[:-1])
    return csr_array((seconds[is_first], (start[is_first], end[is_first])), shape=(n, n))


def open_links(
    network: StreetNetwork,
    crossings: Iterable[Crossing],
    day: date,
    face: Face = Face.EFFECTIVE,
) -> Links:
    """Keep the links that the network's mode may use on a day.

    A link's own way says who may use it, and what is known of its crossing outranks that: see
    `geodata.crossings.crossing.Crossing.choose_access`. A link without a known crossing has its
    way alone.

    Parameters
    ----------
    face
        What counts of access where sources tell it: see `geodata.crossings.crossing.AccessState`.
    """
    links = network.links
    passage = (
        np.full(len(links), Access.YES, dtype=object) if links.access is None else links.access
    )
    passage = passage.copy()
    for one in crossings:
        is_its = links.crossing == one.id
        if is_its.any():
            own = passage[is_its].tolist()
            passage[is_its] = one.choose_access(ACCESS_MODE[network.mode], day, own, face)
    is_pushed = passage == Access.DISMOUNT
    slower = SPEED_KMH[TravelMode.BICYCLE] / SPEED_KMH[TravelMode.WALK]
    is_slower = is_pushed & (network.mode is TravelMode.BICYCLE)
    seconds = np.where(is_slower, links.seconds * slower, links.seconds)
    return replace(links, seconds=seconds).select(is_pushed | (passage == Access.YES))
