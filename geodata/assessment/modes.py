"""What the what-if keeps of one mode: its network, what is snapped to it, and states of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.arrays import Floats, Nodes
from geodata.assessment.engine.portals import PortalSearch, Scenario, make_scenario
from geodata.assessment.engine.profile import Stations, measure_stations, place_stations
from geodata.assessment.engine.reach import measure_nearest, search_bank, search_nearest
from geodata.assessment.engine.sums import Legs
from geodata.assessment.engine.trips import Residents, measure_bank_legs
from geodata.divide.banks import Divide, prepare_copy
from geodata.streets.network import Links, StreetNetwork
from geodata.streets.snapping import snap_points


@dataclass(frozen=True, slots=True)
class ModeModel:
    """One mode's network with everything snapped to it."""

    network: StreetNetwork
    """Severed at the divide."""
    search: PortalSearch
    """Searches from and to portals, kept."""
    home_nodes: Nodes
    """Node of each home, shape (k,); -1 where no street is near."""
    place_nodes: Mapping[str, Nodes]
    """Kind → nodes of the places of that kind; only kinds of which there are any."""
    service_nodes: Nodes
    """Node of every place, whatever its kind."""
    nearest: Floats
    """Time to the nearest place without crossing, in s, shape (targets, n): of the left bank, the
    right one, then for each of `place_nodes` those on the left and those on the right."""
    responder_nodes: Mapping[str, Nodes]
    """Kind → nodes of those who come to help; only where people drive."""
    nearest_from: Floats
    """Time from the nearest of them, likewise: on the left and on the right for each kind."""
    stations: Stations
    """Along the divide."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is known of a state that many scenarios are compared with."""

    scenario: Scenario
    legs: tuple[Legs, Legs]
    """Of the trips of each bank: see `geodata.assessment.engine.portals.measure_legs`."""
    nearest_s: tuple[Floats, Floats]
    """Times of the residents of each bank to the targets of `ModeModel.nearest`."""
    nearest_from_s: tuple[Floats, Floats]
    """Times to the residents of each bank from those of `ModeModel.nearest_from`."""
    stations_s: Floats
    """From bank to bank at each station."""


def make_mode(
    network: StreetNetwork,
    joined: StreetNetwork,
    divide: Divide,
    homes: Floats,
    places: Mapping[str, Floats],
    responders: Mapping[str, Floats],
) -> ModeModel:
    """Make what is kept of a mode.

    Parameters
    ----------
    network
        Of the mode.
    joined
        To whose streets homes and places are joined.
    homes, places, responders
        Where they are, metric, shape (k, 2) each; kind → those of it.
    """
    # Prepared once, for this thread alone.
    sides = prepare_copy(divide.left), prepare_copy(divide.beyond)
    every = {kind: _snap_places(joined, sides, at) for kind, at in places.items()}
    found = {kind: _snap_places(network, sides, at) for kind, at in responders.items()}
    own, helpers = (
        {kind: np.unique(nodes) for kind, nodes in one.items() if len(nodes)}
        for one in (every, found)
    )
    banks = [search_bank(network, bank) for bank in (0, 1)]
    return ModeModel(
        network,
        PortalSearch(network),
        _snap(joined, sides, homes),
        own,
        np.concatenate(list(every.values())),
        np.vstack([*banks, search_by_bank(network, own)]),
        helpers,
        search_by_bank(network, helpers, is_from=True),
        place_stations(divide, network),
    )


def make_baseline(part: ModeModel, banks: tuple[Residents, Residents], links: Links) -> Baseline:
    """Make what is known of a state with some links."""
    scenario = make_scenario(part.search, links)
    left, right = (measure_nearest(scenario, part.nearest, bank.nodes) for bank in banks)
    from_left, from_right = (
        measure_nearest(scenario, part.nearest_from, bank.nodes, is_from=True) for bank in banks
    )
    legs = (measure_bank_legs(scenario, banks, 0), measure_bank_legs(scenario, banks, 1))
    stations_s = measure_stations(scenario, part.stations)
    scenario.kept.clear()  # of a state that is kept
    return Baseline(scenario, legs, (left, right), (from_left, from_right), stations_s)


_Sides = tuple[BaseGeometry, BaseGeometry]
"""The left bank, and what lies past the ends of the river."""


def _snap(network: StreetNetwork, sides: _Sides, points: Floats) -> Nodes:
    """Snap points to streets of their own bank: the nearest one may be over the water."""
    is_left, is_beyond = (np.asarray(shapely.intersects_xy(one, *points.T)) for one in sides)
    return snap_points(network, points, is_left, is_beyond)[0]


def _snap_places(network: StreetNetwork, sides: _Sides, points: Floats) -> Nodes:
    nodes = _snap(network, sides, points)
    return nodes[nodes >= 0]


def search_by_bank(
    network: StreetNetwork, places: Mapping[str, Nodes], *, is_from: bool = False
) -> Floats:
    """Search the nearest place of each kind on the left bank, and on the right, by `reach`."""
    sides = (network.is_left, ~network.is_left)
    rows = [
        search_nearest(network, nodes[side[nodes]], is_from=is_from)
        for nodes in places.values()
        for side in sides
    ]
    return np.array(rows).reshape(len(rows), len(network.ids) + len(network.trip_ends.nodes))
