"""What the what-if keeps of one mode: its network, what is snapped to it, and states of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from geodata.arrays import Floats, Nodes
from geodata.assessment.engine.portals import PortalSearch, Scenario
from geodata.assessment.engine.profile import Stations
from geodata.assessment.engine.reach import search_nearest
from geodata.assessment.engine.sums import Legs
from geodata.streets.network import StreetNetwork


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
