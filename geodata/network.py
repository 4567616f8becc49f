"""The street network of a travel mode as arrays: severed at the divide, the links over it apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from geodata.access import read_access
from geodata.crossing_facts import Access, Mode, Status
from geodata.crs import GEOGRAPHIC, require_crs
from geodata.street_parts import NodeTree, find_main_nodes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    import geopandas as gpd
    from numpy.typing import NDArray

    from geodata.crossings import Crossing


class TravelMode(StrEnum):
    """Ways to travel through the street network."""

    WALK = "walk"
    BICYCLE = "bicycle"
    DRIVE = "drive"


ACCESS_MODE = {
    TravelMode.WALK: Mode.FOOT,
    TravelMode.BICYCLE: Mode.BICYCLE,
    TravelMode.DRIVE: Mode.MOTOR_VEHICLE,
}
"""The OSM access mode of a way to travel."""

SPEED_KMH = {TravelMode.WALK: 4.8, TravelMode.BICYCLE: 15.0}
"""Speeds that no way changes; pushing a bicycle is walking."""

DRIVE_KMH = {
    "motorway": 110.0, "motorway_link": 60.0, "trunk": 80.0, "trunk_link": 50.0, "primary": 60.0,
    "primary_link": 45.0, "secondary": 50.0, "secondary_link": 40.0, "tertiary": 40.0,
    "tertiary_link": 35.0, "unclassified": 40.0, "residential": 30.0, "living_street": 10.0,
    "service": 20.0, "road": 30.0, "track": 15.0, "busway": 40.0,
}  # fmt: skip
"""Speeds by class where ``maxspeed`` is silent, in km/h."""

OTHER_KMH = 30.0

_PACE_TAGS = [
    "highway", "railway", "access", "foot", "bicycle", "vehicle", "motor_vehicle", "motorcar",
    "maxspeed",
]  # fmt: skip
_OPPOSITE = ("opposite", "opposite_lane", "opposite_track")
_MPH_KMH = 1.609344
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*(mph)?")


@dataclass(frozen=True, slots=True)
class Links:
    """Directed ways over the divide, as arrays of shape (k,).

    Attributes
    ----------
    start, end
        Node indices, on different banks.
    seconds
        Travel time over the link.
    crossing
        Id of its crossing; an empty text where none is known.
    """

    start: NDArray[np.int32]
    end: NDArray[np.int32]
    seconds: NDArray[np.float64]
    crossing: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.start)

    def select(self, chosen: NDArray[np.bool_]) -> Links:
        """Keep some of the links, by a mask of shape (k,)."""
        return Links(
            self.start[chosen], self.end[chosen], self.seconds[chosen], self.crossing[chosen]
        )


@dataclass(frozen=True, slots=True)
class StreetNetwork:
    """Directed streets of one mode, cut at the divide; n nodes.

    Attributes
    ----------
    ids
        OSM node ids, shape (n,).
    points
        Positions in the metric CRS, shape (n, 2).
    is_left
        Whether a node lies on the left bank, shape (n,).
    seconds
        Severed network: sparse (n, n), travel time from row to column; no entry passes the divide.
    links
        Everything of this mode that passes the divide, whoever may use it.
    main_nodes
        Where trips begin and end, in order: see `find_main_nodes`.
    bank_trees
        Those of the left and of the right bank, to find the nearest.
    """

    mode: TravelMode
    crs: str
    ids: NDArray[np.int64]
    points: NDArray[np.float64]
    is_left: NDArray[np.bool_]
    seconds: csr_array
    links: Links
    main_nodes: NDArray[np.intp] = field(init=False, repr=False)
    bank_trees: tuple[NodeTree, NodeTree] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        main_nodes = find_main_nodes(self.seconds, self.is_left)
        on_left = self.is_left[main_nodes]
        banks = main_nodes[on_left], main_nodes[~on_left]
        object.__setattr__(self, "main_nodes", main_nodes)
        trees = tuple(NodeTree(nodes, self.points[nodes]) for nodes in banks)
        object.__setattr__(self, "bank_trees", trees)


def build_network(
    nodes: gpd.GeoDataFrame, edges: pd.DataFrame, mode: TravelMode, crs: str, left_id: str
) -> StreetNetwork:
    """Build the network of a mode from a snapshot's tables of nodes and edges.

    Parameters
    ----------
    nodes
        `id` (sorted), `side`, geometry in EPSG:4326.
    edges
        One row a direction of travel: `u`, `v`, `length_m`, `is_oneway`, `is_link`, `crossing` and
        the tags of the way.
    left_id
        The `side` of nodes on the left bank.

    Raises
    ------
    CrsError
        When the nodes are not in EPSG:4326.
    """
    require_crs(nodes, GEOGRAPHIC)
    ids = nodes["id"].to_numpy(dtype="int64")
    places = nodes.geometry.to_crs(crs)
    travelled = _add_ways_back(edges, mode)
    is_link = travelled["is_link"].to_numpy(dtype=bool)
    seconds = travelled["length_m"].to_numpy(dtype=float) * _measure_pace(travelled, mode)
    start = np.searchsorted(ids, travelled["u"].to_numpy(dtype="int64")).astype(np.int32)
    end = np.searchsorted(ids, travelled["v"].to_numpy(dtype="int64")).astype(np.int32)
    is_street = ~is_link & np.isfinite(seconds) & (start != end)
    crossing = travelled["crossing"].fillna("").to_numpy(dtype=object)
    return StreetNetwork(
        mode=mode,
        crs=crs,
        ids=ids,
        points=np.c_[places.x, places.y],
        is_left=(nodes["side"] == left_id).to_numpy(dtype=bool),
        seconds=make_matrix(start[is_street], end[is_street], seconds[is_street], len(ids)),
        links=Links(start[is_link], end[is_link], seconds[is_link], crossing[is_link]),
    )


def make_matrix(
    start: NDArray[np.int32], end: NDArray[np.int32], seconds: NDArray[np.float64], n: int
) -> csr_array:
    """Make a sparse (n, n) matrix of travel times; of parallel edges the quickest one counts."""
    order = np.lexsort((seconds, end, start))
    start, end, seconds = start[order], end[order], seconds[order]
    is_first = np.ones(len(start), dtype=bool)
    is_first[1:] = (start[1:] != start[:-1]) | (end[1:] != end[:-1])
    return csr_array((seconds[is_first], (start[is_first], end[is_first])), shape=(n, n))


def open_links(network: StreetNetwork, crossings: Iterable[Crossing], day: date) -> Links:
    """Keep the links whose crossing the network's mode may use on a day.

    A link without a known crossing is open.
    """
    links = network.links
    access = {one.id: read_passage(one, network.mode, day) for one in crossings}
    passage = np.array([access.get(crossing, Access.YES) for crossing in links.crossing])
    is_pushed = passage == Access.DISMOUNT
    slower = SPEED_KMH[TravelMode.BICYCLE] / SPEED_KMH[TravelMode.WALK]
    seconds = np.where(is_pushed, links.seconds * slower, links.seconds)
    return replace(links, seconds=seconds).select(is_pushed | (passage == Access.YES))


def read_passage(crossing: Crossing, mode: TravelMode, day: date) -> Access:
    """Read whether a mode may pass a crossing on a day: yes, no, or pushing a bicycle.

    What nobody knows to be forbidden is allowed; a passage for some only is none.
    """
    state = crossing.access(day).get(ACCESS_MODE[mode])
    if state is None or crossing.status(day) not in {Status.OPEN, Status.RESTRICTED}:
        return Access.NO
    if state.effective is Access.DISMOUNT and mode is TravelMode.BICYCLE:
        return Access.DISMOUNT
    return Access.NO if state.effective in {Access.NO, Access.RESTRICTED} else Access.YES


def _add_ways_back(edges: pd.DataFrame, mode: TravelMode) -> pd.DataFrame:
    """Add the way back on one-way streets to whoever may go against the traffic."""
    if mode is TravelMode.DRIVE:
        return edges
    is_oneway = edges["is_oneway"].to_numpy(dtype=bool)
    if mode is TravelMode.WALK:
        is_two_way = (edges["oneway:foot"] != "yes").to_numpy(dtype=bool)
    else:
        is_opposite = edges["cycleway"].isin(_OPPOSITE)
        is_two_way = ((edges["oneway:bicycle"] == "no") | is_opposite).to_numpy(dtype=bool)
    back = edges[is_oneway & is_two_way]
    return pd.concat([edges, back.assign(u=back["v"], v=back["u"])], ignore_index=True)


def _measure_pace(edges: pd.DataFrame, mode: TravelMode) -> NDArray[np.float64]:
    """Measure each edge's pace in s/m; infinite where the mode may not go.

    Who may pass a link is decided by its crossing and the day, so that links always have a pace.
    """
    code, kinds = pd.factorize(pd.MultiIndex.from_frame(edges[[*_PACE_TAGS, "is_link"]]))
    paces = []
    for *values, is_link in kinds:
        pairs = zip(_PACE_TAGS, values, strict=True)
        tags = {key: value for key, value in pairs if isinstance(value, str)}
        paces.append(_find_pace(tags, mode, is_link=bool(is_link)))
    return np.array(paces, dtype=float)[code]


def _find_pace(tags: Mapping[str, str], mode: TravelMode, *, is_link: bool) -> float:
    access = Access.YES if is_link else read_access(tags, ACCESS_MODE[mode])
    if access in {Access.NO, Access.RESTRICTED}:
        return np.inf
    if mode is TravelMode.DRIVE:
        return 3.6 / read_speed(tags)
    return 3.6 / SPEED_KMH[TravelMode.WALK if access is Access.DISMOUNT else mode]


def read_speed(tags: Mapping[str, str]) -> float:
    """Read how fast one drives on a way, in km/h: its lowest speed limit, else its class's.

    https://wiki.openstreetmap.org/wiki/Key:maxspeed
    """
    limits = [
        float(number) * (_MPH_KMH if unit else 1.0)
        for number, unit in _NUMBER.findall(tags.get("maxspeed", ""))
    ]
    return min(
        (limit for limit in limits if limit > 0),
        default=DRIVE_KMH.get(tags.get("highway", ""), OTHER_KMH),
    )
