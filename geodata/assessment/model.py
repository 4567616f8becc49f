"""What the what-if keeps of a snapshot in memory: banks, homes, places to reach, one net a mode."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import MultiLineString

from geodata.assessment.portals import PortalSearch, make_scenario
from geodata.assessment.profile import Stations, place_stations
from geodata.assessment.reach import search_nearest
from geodata.assessment.trips import (
    Residents,
    State,
    gather_residents,
    make_state,
    sum_state,
    sum_straight,
)
from geodata.assessment.weights import Homes, spread_people
from geodata.city import PopulationFigure
from geodata.crossings import Crossing, load_crossings
from geodata.divide import Divide, restore_divide
from geodata.layers import UTILITY_LINES
from geodata.network import (
    DRIVE_KMH,
    SPEED_KMH,
    Links,
    StreetNetwork,
    TravelMode,
    build_network,
    snap_points,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geodata.manifest import CitySummary
    from geodata.snapshot import Snapshot

PLACES = {
    "hospital": ("health", "amenity", "hospital"),
    "clinic": ("health", "amenity", "clinic"),
    "school": ("schools", "amenity", "school"),
    "university": ("universities", "amenity", "university"),
    "municipal office": ("town_halls", "amenity", "townhall"),
    "market": ("markets", "amenity", "marketplace"),
    "post": ("post_offices", "amenity", "post_office"),
    "bank": ("banks_and_atms", "amenity", "bank"),
}
"""Kind of place to reach → its layer, OSM key and value."""

KEPT_STATES = 3
"""Days and closures seldom make more states of one snapshot that are asked about by turns."""

STRAIGHT_KMH = {**SPEED_KMH, TravelMode.DRIVE: DRIVE_KMH["secondary"]}
"""Speeds in a straight line: of the mode, and of driving through a town without any detour."""


@dataclass(frozen=True, slots=True)
class ModeModel:
    """One mode's network with everything snapped to it.

    Attributes
    ----------
    network
        Severed at the divide.
    search
        Searches from and to portals, kept.
    home_nodes
        Node of each home, shape (k,); -1 where no street is near.
    place_nodes
        Kind → nodes of the places of that kind.
    nearest
        Time to the nearest place without crossing, in s, shape (targets, n): of the left bank, the
        right one and each of `place_nodes`.
    stations
        Along the divide.
    """

    network: StreetNetwork
    search: PortalSearch
    home_nodes: NDArray[np.int32]
    place_nodes: Mapping[str, NDArray[np.int32]]
    nearest: NDArray[np.float64]
    stations: Stations


class CityModel:
    """The parts of one snapshot that assessments share; each mode is made when first asked for.

    Parameters
    ----------
    snapshot
        Tables are read at once; the snapshot is not needed afterwards.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot_id = snapshot.id
        self.city: CitySummary = snapshot.manifest.city
        self.is_modelled = snapshot.manifest.origin.is_modelled
        self.divide: Divide = _load_divide(snapshot.read_table("banks"), self.city)
        self.crossings: tuple[Crossing, ...] = load_crossings(snapshot.read_table("crossings"))
        self.buildings = snapshot.read_layer("buildings")
        self.utility_lines = _read_lines(snapshot, self.city.crs)
        self._nodes = snapshot.read_table("network_nodes")
        self._edges = snapshot.read_table("network_edges")
        self._places = {kind: self._locate(snapshot, *where) for kind, where in PLACES.items()}
        self.homes: Homes = self.spread({})
        self._modes: dict[TravelMode, ModeModel] = {}
        self._recall_state = lru_cache(maxsize=KEPT_STATES)(self._make_state)
        self._recall_sums = lru_cache(maxsize=16)(self._sum_state)
        self._recall_straight = lru_cache(maxsize=64)(self._sum_straight)

    @property
    def crs(self) -> str:
        """The metric CRS of all positions and lengths."""
        return self.city.crs

    def spread(self, people: Mapping[str, int]) -> Homes:
        """Spread the newest published totals, or other ones that are given, over the dwellings."""
        population = self.city.population.items()
        figures = {name: max(known, key=_get_year) for name, known in population if known}
        given = {name: _state_total(value) for name, value in people.items()}
        return spread_people(self.buildings, figures | given, self.crs)

    def get_mode(self, mode: TravelMode) -> ModeModel:
        """Get a mode's network, made at the first call."""
        if mode not in self._modes:
            network = build_network(self._nodes, self._edges, mode, self.crs, self.city.left.id)
            places = {kind: self._snap_places(network, at) for kind, at in self._places.items()}
            home_nodes, _ = self._snap(network, self.homes.points)
            banks = [np.where(side, 0.0, np.inf) for side in (network.is_left, ~network.is_left)]
            kinds = [search_nearest(network, nodes) for nodes in places.values()]
            self._modes[mode] = ModeModel(
                network,
                PortalSearch(network),
                home_nodes,
                places,
                np.stack(banks + kinds),
                place_stations(self.divide, network),
            )
        return self._modes[mode]

    def gather_residents(self, mode: TravelMode, homes: Homes) -> tuple[Residents, Residents]:
        """Gather homes at the nodes of a mode: those of the left and of the right bank."""
        part = self.get_mode(mode)
        return gather_residents(part.network, part.home_nodes, homes.weight)

    def get_state(self, mode: TravelMode, links: Links) -> State:
        """Get the state of a network with some links, kept for the next questions."""
        return self._recall_state(mode, _freeze(links))

    def sum_straight(
        self, mode: TravelMode, banks: tuple[Residents, Residents], beta_per_s: float
    ) -> float:
        """Sum what interaction would be in a straight line: see `geodata.assessment.trips`."""
        return self._recall_straight(mode, _freeze_weights(banks), beta_per_s)

    def sum_state(
        self,
        mode: TravelMode,
        links: Links,
        banks: tuple[Residents, Residents],
        bank: int,
        beta_per_s: float,
    ) -> NDArray[np.float64]:
        """Sum the trips of a bank in a kept state: see `geodata.assessment.trips.sum_state`."""
        return self._recall_sums(mode, _freeze(links), _freeze_weights(banks), bank, beta_per_s)

    def _make_state(self, mode: TravelMode, ways: _Ways) -> State:
        start, end, seconds = np.array(ways, dtype=float).reshape(-1, 3).T
        unnamed = np.full(len(ways), "", dtype=object)
        links = Links(start.astype(np.int32), end.astype(np.int32), seconds, unnamed)
        scenario = make_scenario(self.get_mode(mode).search, links)
        return make_state(scenario, self.gather_residents(mode, self.homes), is_kept=True)

    def _sum_state(
        self,
        mode: TravelMode,
        ways: _Ways,
        weights: tuple[bytes, bytes],
        bank: int,
        beta_per_s: float,
    ) -> NDArray[np.float64]:
        banks = self._thaw_residents(mode, weights)
        return sum_state(self._recall_state(mode, ways), banks, bank, beta_per_s)

    def _sum_straight(
        self, mode: TravelMode, weights: tuple[bytes, bytes], beta_per_s: float
    ) -> float:
        banks = self._thaw_residents(mode, weights)
        return sum_straight(self.get_mode(mode).network, banks, STRAIGHT_KMH[mode], beta_per_s)

    def _thaw_residents(
        self, mode: TravelMode, weights: tuple[bytes, bytes]
    ) -> tuple[Residents, Residents]:
        left, right = self.gather_residents(mode, self.homes)
        return (
            replace(left, weight=np.frombuffer(weights[0]).copy()),
            replace(right, weight=np.frombuffer(weights[1]).copy()),
        )

    def _snap(
        self, network: StreetNetwork, points: NDArray[np.float64]
    ) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """Snap points to streets of their own bank: the nearest one may be over the water."""
        is_left = shapely.intersects_xy(self.divide.left, points[:, 0], points[:, 1])
        return snap_points(network, points, np.asarray(is_left, dtype=bool))

    def _snap_places(
        self, network: StreetNetwork, points: NDArray[np.float64]
    ) -> NDArray[np.int32]:
        nodes, _ = self._snap(network, points)
        return np.unique(nodes[nodes >= 0])

    def _locate(self, snapshot: Snapshot, layer: str, key: str, value: str) -> NDArray[np.float64]:
        """Find the places of a kind, metric, shape (k, 2)."""
        frame = snapshot.read_layer(layer)
        chosen = [json.loads(tags).get(key) == value for tags in frame["tags"]]
        centres = frame[np.array(chosen, dtype=bool)].geometry.to_crs(self.crs).centroid
        return np.asarray(np.c_[centres.x, centres.y], dtype=float)


_Ways = tuple[tuple[int, int, float], ...]
"""Links as something that can be looked up."""


def _freeze(links: Links) -> _Ways:
    ways = zip(links.start.tolist(), links.end.tolist(), links.seconds.tolist(), strict=True)
    return tuple(ways)


def _freeze_weights(banks: tuple[Residents, Residents]) -> tuple[bytes, bytes]:
    return banks[0].weight.tobytes(), banks[1].weight.tobytes()


def _load_divide(banks: pd.DataFrame, city: CitySummary) -> Divide:
    parts = banks.set_index("part").geometry.to_crs(city.crs)
    lines = parts["divide"]
    return restore_divide(
        parts["study_area"],
        lines if isinstance(lines, MultiLineString) else MultiLineString([lines]),
        parts["left"],
        parts["right"],
        parts["water"],
        left_id=city.left.id,
        right_id=city.right.id,
    )


def _read_lines(snapshot: Snapshot, crs: str) -> gpd.GeoDataFrame:
    """Read the lines that a structure could carry, metric."""
    names = [name for name in UTILITY_LINES if name in snapshot.layer_names]
    columns = ["layer", "side", "provider", "operator", "geometry"]
    frames = [snapshot.read_layer(name)[columns] for name in names]
    filled = [frame for frame in frames if len(frame)] or frames[:1]
    if not filled:
        return gpd.GeoDataFrame({name: [] for name in columns}, geometry="geometry", crs=crs)
    return gpd.GeoDataFrame(pd.concat(filled, ignore_index=True)).to_crs(crs)


def _get_year(figure: PopulationFigure) -> int:
    return figure.year


def _state_total(value: int) -> PopulationFigure:
    return PopulationFigure(value, datetime.now(UTC).year, "given with the question", "L")
