"""What the what-if keeps of a snapshot in memory: banks, homes, places to reach, one net a mode."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd
import shapely

from geodata.access.speeds import CLASS_KMH
from geodata.access.step_free import read_step_free
from geodata.arrays import Floats, Objects
from geodata.assessment.assumptions import Assumptions
from geodata.assessment.engine.trips import (
    Residents,
    gather_residents,
    sum_state,
    sum_straight,
)
from geodata.assessment.modes import Baseline, ModeModel, make_baseline, make_mode
from geodata.assessment.named_streets import StreetFinder, list_named_streets
from geodata.assessment.neighbourhoods import Groups, divide_homes, gather_groups
from geodata.assessment.place_kinds import PLACES, RESPONDERS
from geodata.assessment.request import Demand, RequestError, TripsTo
from geodata.assessment.snapshot_parts import load_divide, locate_places, read_lines
from geodata.assessment.street_names import StreetNames, read_spoken_names, read_street_names
from geodata.assessment.surroundings import Surroundings
from geodata.assessment.weights import Homes, measure_dwellings, spread_people
from geodata.cities.crossings import Mode
from geodata.cities.population import PopulationChoice, choose_population
from geodata.cities.profile import PopulationFigure
from geodata.cities.sources import Source
from geodata.crossings.crossing import Crossing, load_crossings
from geodata.crs import GEOGRAPHIC, get_transformer
from geodata.dates import PartialDate
from geodata.divide.banks import Divide, prepare_copy
from geodata.divide.joins import list_lines
from geodata.divide.widths import measure_widths
from geodata.sentences import get_sentence, sentence
from geodata.snapshot.manifest import CitySummary
from geodata.snapshot.parity import Completeness, compare_levels, compare_operators
from geodata.snapshot.store import Snapshot
from geodata.streets.near_gaps import NearGaps, find_near_gaps
from geodata.streets.network import (
    SPEED_KMH,
    Links,
    TravelMode,
    build_network,
    open_links,
)
from geodata.streets.opened import find_approaches, find_opened_links
from geodata.streets.step_free import keep_passages, measure_streets

KEPT_STATES = 16
"""Days and modes seldom make more states of one snapshot that are asked about by turns."""

KEPT_ASSUMED = 2
"""Those of one question, under each of its `KEPT_ASSUMPTIONS`."""

WEIGHTS_OF_STATE = 4
"""Both banks of each state, by some totals of people; each is an array of nodes."""

KEPT_ASSUMPTIONS = 8

_TOO_OLD = sentence(
    "this data version was built before ways for wheelchairs were read; build a new one"
)

STRAIGHT_KMH = {**SPEED_KMH, TravelMode.DRIVE: CLASS_KMH["secondary"]}
"""Speeds in a straight line: of the mode, and of driving through a town without any detour."""


class CityModel:
    """The parts of one snapshot that assessments share; each mode is made when first asked for.

    Parameters
    ----------
    snapshot
        Tables are read at once; the snapshot is not needed afterwards.

    Attributes
    ----------
    assumptions
        Under which it answers: see `assume`.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot_id = snapshot.id
        self.city: CitySummary = snapshot.manifest.city
        self.is_modelled = snapshot.manifest.origin.is_modelled
        self.data_date: date = snapshot.manifest.origin.data_date
        self.attribution: str = snapshot.manifest.attribution
        self.divide: Divide = load_divide(snapshot.read_table("banks"), self.city)
        self.crossings: tuple[Crossing, ...] = load_crossings(snapshot.read_table("crossings"))
        buildings = snapshot.read_layer(
            "buildings", ["element", "id", "municipality", "side", "tags", "geometry"]
        )
        self.dwellings = measure_dwellings(buildings, self.city.crs)
        banks = self.city.left.id, self.city.right.id
        self.storeys: Completeness = compare_levels(buildings, banks)
        """How many buildings of either bank state their storeys, by which people are spread."""
        self.surroundings = Surroundings(buildings, self.crossings, self.divide, self.city.crs)
        lines = read_lines(snapshot, self.city.crs)
        self.utility_lines = list_lines(lines)
        self.operators: Completeness = compare_operators(lines, banks)
        """How many lines of services on either bank state who operates them."""
        self._names_of_ways = read_street_names(snapshot)
        self._spoken_names = read_spoken_names(snapshot)
        self.street_nodes = snapshot.read_table("network_nodes")
        self.street_edges = snapshot.read_table("network_edges")
        """`street_nodes`, `street_edges`: as `geodata.streets.network.build_network` takes them."""
        self._places = {kind: locate_places(snapshot, *where) for kind, where in PLACES.items()}
        self._responders = {
            kind: locate_places(snapshot, *where) for kind, where in RESPONDERS.items()
        }
        self.start(Assumptions(), {}, KEPT_STATES)
        is_left = np.asarray(
            shapely.intersects_xy(prepare_copy(self.divide.left), *self.homes.points.T)
        )
        self.neighbourhoods, self._neighbourhood_of = divide_homes(
            self.homes.points,
            is_left,
            snapshot.read_layer("places"),
            self.crs,
            (self.city.left.id, self.city.right.id),
        )
        """Where homes are, and the number of each home's, shape (homes,)."""

    def _assume(self, assumptions: Assumptions) -> CityModel:
        other = copy(self)
        is_shared = assumptions.speed_factor == self.assumptions.speed_factor
        other.start(assumptions, self._modes if is_shared else {}, KEPT_ASSUMED)
        return other

    def start(
        self, assumptions: Assumptions, modes: dict[TravelMode, ModeModel], states: int
    ) -> None:
        """Start to answer under some assumptions, with the modes made for them already.

        Parameters
        ----------
        states
            How many are kept.
        """
        self.assumptions, self._modes, weights = assumptions, modes, WEIGHTS_OF_STATE * states
        self.homes: Homes = self._spread("", ())
        self.assume = lru_cache(maxsize=KEPT_ASSUMPTIONS)(self._assume)
        """Make the same city under other assumptions; what does not depend on them is shared."""
        self.get_banks = lru_cache(maxsize=weights)(self._gather_banks)
        self.get_groups = lru_cache(maxsize=weights)(self._gather_groups)
        self.sum_straight = lru_cache(maxsize=weights)(self._sum_straight)
        self._recall_links = lru_cache(maxsize=64)(self._open_links)
        self.is_unknown = lru_cache(maxsize=64)(self._is_unknown)
        self.open_crossing = lru_cache(maxsize=64)(self._open_crossing)
        self._recall_baseline = lru_cache(maxsize=states)(self._make_baseline)
        self._recall_sums = lru_cache(maxsize=weights)(self._sum_baseline)
        self._recall_homes = lru_cache(maxsize=states)(self._spread)

    @cached_property
    def near_gaps(self) -> NearGaps:
        """The streets that nearly meet: nodes as in every mode's network."""
        places = self.street_nodes.geometry.to_crs(self.crs)
        ids = self.street_nodes["id"].to_numpy(dtype="int64")
        return find_near_gaps(ids, np.c_[places.x, places.y], self.street_edges)

    @cached_property
    def river_widths(self) -> tuple[tuple[float, float, int], ...]:
        """How wide the river is: lon and lat in degrees, and metres, every 50 m along the divide.

        Where no water is mapped there is none.
        """
        points, width_m = measure_widths(self.divide)
        lon, lat = get_transformer(self.crs, GEOGRAPHIC).transform(*points.T)
        places = zip(lon.tolist(), lat.tolist(), width_m.tolist(), strict=True)
        return tuple((round(x, 5), round(y, 5), round(metres)) for x, y, metres in places)

    @cached_property
    def street_names(self) -> StreetNames:
        """The names of the streets at nodes: as in every mode's network."""
        network = self.get_mode(TravelMode.WALK).network
        return StreetNames(
            network.ids, network.points, network.is_left, self.street_edges, self._names_of_ways
        )

    @cached_property
    def named_streets(self) -> StreetFinder:
        """The streets of both banks that bear a name: nodes as in every mode's network."""
        network = self.get_mode(TravelMode.WALK).network
        return StreetFinder(
            list_named_streets(
                *(network, self.street_edges, self._names_of_ways, self._spoken_names),
                self.divide,
                self.neighbourhoods,
            )
        )

    @property
    def crs(self) -> str:
        """The metric CRS of all positions and lengths."""
        return self.city.crs

    def spread(self, people: Mapping[str, int], population: str = "") -> Homes:
        """Spread published totals, or other ones that are given, over the dwellings.

        Networks, searches and times stay: only weights are made anew, and kept.

        Raises
        ------
        RequestError
            When there are no such totals; names ``population``.
        """
        if not people and population in {"", self.homes.population}:
            return self.homes
        return self._recall_homes(population, tuple(sorted(people.items())))

    def choose_population(self, asked: str) -> PopulationChoice:
        """Choose published totals by the text of a question; the default where it is empty.

        Raises
        ------
        RequestError
            When there are none of that name; names ``population`` and lists what there is.
        """
        try:
            return choose_population(self.city.population, asked)
        except ValueError as error:
            raise RequestError("population", get_sentence(error)) from None

    def _spread(self, population: str, people: tuple[tuple[str, int], ...]) -> Homes:
        choice = self.choose_population(population)
        given = {name: _state_total(value) for name, value in people}
        figures = {**choice.figures, **given}
        homes = spread_people(self.dwellings, figures, self.assumptions.spread)
        is_combination = choice.is_combination or bool(given)
        return replace(homes, population=choice.id, is_combination=is_combination)

    def get_mode(self, mode: TravelMode) -> ModeModel:
        """Get a mode's network, made at the first call."""
        if mode not in self._modes:
            network = build_network(
                *(self.street_nodes, self._list_edges(mode), mode, self.crs, self.city.left.id),
                self.assumptions.speed_factor,
            )
            is_own = mode is mode.passing
            self._modes[mode] = make_mode(
                network,
                # A home above stairs stays there: it is not moved to a street without any.
                network if is_own else self.get_mode(mode.passing).network,
                self.divide,
                self.homes.points,
                self._places,
                self._responders if mode is TravelMode.DRIVE else {},
            )
        return self._modes[mode]

    @cached_property
    def passages(self) -> Objects:
        """What is known of each row of `street_edges` for who cannot take a step.

        Each a `geodata.access.step_free.Passage`. An older snapshot, which lacks the tags, raises a
        RequestError that names ``snapshot``.
        """
        if "wheelchair" not in self.street_edges:
            raise RequestError("snapshot", _TOO_OLD)
        return read_step_free(self.street_nodes, self.street_edges)

    @cached_property
    def step_free_m(self) -> tuple[dict[str, float], dict[str, float]]:
        """Lengths of the ways of each bank, in m, by what is known of them, as `passages`."""
        network = self.get_mode(TravelMode.WALK).network
        return measure_streets(network, self.street_nodes, self.street_edges, self.passages)

    def _list_edges(self, mode: TravelMode) -> pd.DataFrame:
        """List the rows of `street_edges` of which a mode's network is made."""
        if mode is TravelMode.STEP_FREE:
            return keep_passages(self.street_edges, self.passages)
        return self.street_edges

    def get_straight_kmh(self, mode: TravelMode) -> float:
        """Get the speed of a mode in a straight line."""
        return STRAIGHT_KMH[mode] * self.assumptions.speed_factor

    def open_links(self, mode: TravelMode, day: date) -> Links:
        """Open the links of a mode that are there on a day."""
        return self._recall_links(mode, day)

    def get_baseline(self, demand: Demand, links: Links) -> Baseline:
        """Get what is known of a state with some links, kept for the next questions."""
        return self._recall_baseline(_drop_weights(demand), _freeze(links))

    def sum_baseline(self, demand: Demand, links: Links, bank: int, beta_per_s: float) -> Floats:
        """Sum the trips of a bank in a kept state, as `engine.trips.sum_state` does."""
        return self._recall_sums(demand, _freeze(links), bank, beta_per_s)

    def _is_unknown(self, mode: Mode, day: date) -> bool:
        """Tell whether sources leave open if a crossing served a mode on a day."""
        return any(one.is_unknown(mode, day) for one in self.crossings)

    def _open_links(self, mode: TravelMode, day: date) -> Links:
        network = self.get_mode(mode).network
        return open_links(network, self.crossings, day, self.assumptions.face)

    def _open_crossing(self, mode: TravelMode, crossing_id: str) -> Links:
        """Find what a mode could pass if a crossing were opened to it; none without streets."""
        network = self.get_mode(mode).network
        ways = self.find_opened_ways(mode, crossing_id)
        edges = self._list_edges(mode)
        return find_opened_links(network, self.street_nodes, edges, crossing_id, ways)

    def find_opened_ways(self, mode: TravelMode, crossing_id: str) -> set[int]:
        """Find the OSM ids of a crossing's ways, and of the approaches opened with them."""
        crossing = next(one for one in self.crossings if one.id == crossing_id)
        kinds = {"way": 1, "relation": -1}
        ids = [one.partition("/") for one in crossing.osm_ids]
        ways = {kinds[kind] * int(number) for kind, _, number in ids if kind in kinds}
        network = self.get_mode(mode).network
        return ways | find_approaches(network, self.street_edges, crossing_id, ways)

    def _gather_banks(self, demand: Demand) -> tuple[Residents, Residents]:
        """Gather what a demand weighs at the nodes of its mode: left bank, then right."""
        part = self.get_mode(demand.mode)
        weight = self.spread(dict(demand.people), demand.population).weight
        services = part.service_nodes if demand.trips_to is TripsTo.SERVICES else None
        return gather_residents(part.network, part.home_nodes, weight, services)

    def _gather_groups(self, demand: Demand) -> tuple[Groups, Groups]:
        """Gather the residents of both banks by neighbourhood."""
        return gather_groups(
            self.neighbourhoods,
            self._neighbourhood_of,
            self.get_mode(demand.mode).home_nodes,
            self.spread(dict(demand.people), demand.population).weight,
            self.get_banks(demand),
            (self.city.left.id, self.city.right.id),
        )

    def _make_baseline(self, demand: Demand, ways: _Ways) -> Baseline:
        return make_baseline(self.get_mode(demand.mode), self.get_banks(demand), _thaw(ways))

    def _sum_baseline(self, demand: Demand, ways: _Ways, bank: int, beta_per_s: float) -> Floats:
        kept = self._recall_baseline(_drop_weights(demand), ways).scenario
        scenario = replace(kept, kept={})  # else it would keep something of every demand
        return sum_state(scenario, self.get_banks(demand), bank, beta_per_s)

    def _sum_straight(self, demand: Demand, bank: int, beta_per_s: float) -> float:
        """Sum what interaction would be in a straight line, as `engine.trips` does."""
        network, speed_kmh = self.get_mode(demand.mode).network, self.get_straight_kmh(demand.mode)
        return sum_straight(network, self.get_banks(demand), bank, speed_kmh, beta_per_s)


_Ways = tuple[tuple[int, int, float], ...]
"""Links as something that can be looked up."""


def _freeze(links: Links) -> _Ways:
    ways = zip(links.start.tolist(), links.end.tolist(), links.seconds.tolist(), strict=True)
    return tuple(ways)


def _thaw(ways: _Ways) -> Links:
    start, end, seconds = np.array(ways, dtype=float).reshape(-1, 3).T
    unnamed = np.full(len(ways), "", dtype=object)
    return Links(start.astype(np.int32), end.astype(np.int32), seconds, unnamed)


def _drop_weights(demand: Demand) -> Demand:
    """Leave out of a demand what no time depends on: where people live stays the same."""
    return replace(demand, people=(), population="")


def _state_total(value: int) -> PopulationFigure:
    this_year = PartialDate.parse(datetime.now(UTC).year)
    return PopulationFigure(value, this_year, Source("given with the question"), "L")
