"""The city with and without the divide: how much of the barrier its crossings take away.

Each figure is told three times: as the city is on a day, as if nobody could cross, and as if the
divide could be crossed on the level everywhere, streets of both banks joined over it at every 25 m.
The share of the barrier taken away is (A now - A none) ÷ (A free - A none), A being the residents
within some minutes of a goal.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from geodata.arrays import Floats, Nodes
from geodata.assessment.answers import describe_answer
from geodata.assessment.engine.reach import count_within, search_nearest
from geodata.assessment.engine.sets import join_both_ways
from geodata.assessment.indicators import OTHER_BANK, WITHIN_MIN
from geodata.assessment.model import CityModel
from geodata.assessment.remarks import list_remarks
from geodata.assessment.request import Demand, TripsTo
from geodata.assessment.results import Answer
from geodata.assessment.scenarios import check_day
from geodata.assessment.spans import choose_span_m
from geodata.assessment.studies.alignments import find_alignments
from geodata.assessment.studies.scan import make_links
from geodata.streets.network import Links, StreetNetwork, TravelMode, make_matrix


@dataclass(frozen=True, slots=True)
class Reached:
    """Residents within some minutes of a goal, in the unit of the weights."""

    target: str
    """``other bank``, or a kind of `geodata.assessment.place_kinds.PLACES`, on whichever bank."""
    within_min: int
    none: float
    """With no crossing at all."""
    now: float
    free: float
    """As if the divide could be crossed everywhere."""
    share_removed: float | None
    """0-1: (now - none) ÷ (free - none); None where the divide is no barrier to it."""


@dataclass(frozen=True, slots=True)
class BankBarrier:
    """What the divide keeps from the residents of one bank."""

    bank: str
    residents: float
    reached: tuple[Reached, ...]


@dataclass(frozen=True, slots=True)
class Barrier(Answer):
    """How much of the barrier the crossings of a day take away."""

    span_m: float
    """Streets of both banks are joined over no more, by the width of the river."""
    joined: int
    """How many places they are joined at."""
    banks: tuple[BankBarrier, BankBarrier]


def measure_barrier(
    model: CityModel, mode: TravelMode, day: date, *, population: str = ""
) -> Barrier:
    """Measure the barrier of the divide on a day.

    Raises
    ------
    RequestError
        Names ``day`` or ``population``.
    """
    check_day(model.crossings, day)
    weighed = model.spread({}, population)
    demand = Demand(mode, TripsTo.HOMES, population=weighed.population)
    part, residents = model.get_mode(mode), model.get_banks(demand)
    span_m = choose_span_m(model, mode)
    links = model.open_links(mode, day)
    added = make_links(part.network, find_alignments(part.network, model.divide, span_m))
    states = [
        part.network,
        join_network(part.network, links),
        join_network(part.network, join_both_ways(links, added)),
    ]
    banks = []
    for bank, name in enumerate((model.city.left.id, model.city.right.id)):
        others = np.flatnonzero(part.network.banks[1 - bank]).astype(np.int32)
        goals: dict[str, Nodes] = {OTHER_BANK: others, **part.place_nodes}
        counts = [
            _count(state, goals, residents[bank].nodes, residents[bank].weight) for state in states
        ]
        banks.append(
            BankBarrier(
                name,
                float(residents[bank].weight.sum()),
                tuple(
                    _compare(target, within, *(float(one[i, k]) for one in counts))
                    for k, target in enumerate(goals)
                    for i, within in enumerate(WITHIN_MIN)
                ),
            )
        )
    return Barrier(
        **describe_answer(model, demand, day),
        remarks=list_remarks(model, demand, day, links, names_services=True),
        span_m=span_m,
        joined=len(added),
        banks=(banks[0], banks[1]),
    )


def join_network(network: StreetNetwork, links: Links) -> StreetNetwork:
    """Join links into the streets of a network, the quickest where there are several."""
    streets = network.seconds.tocoo()
    joined = make_matrix(
        np.r_[streets.row, links.start].astype(np.int32),
        np.r_[streets.col, links.end].astype(np.int32),
        np.r_[streets.data, links.seconds],
        len(network.ids),
    )
    return replace(network, seconds=joined)


def _count(network: StreetNetwork, goals: dict[str, Nodes], nodes: Nodes, weight: Floats) -> Floats:
    """Count the residents within reach of each goal, shape (limits, goals)."""
    times = [
        network.trip_ends.read(search_nearest(network, places), nodes) for places in goals.values()
    ]
    return count_within(np.stack(times), weight, WITHIN_MIN)


def _compare(target: str, within_min: int, none: float, now: float, free: float) -> Reached:
    kept_away = free - none
    share = (now - none) / kept_away if kept_away > 1e-6 * max(free, 1.0) else None
    return Reached(target, within_min, none, now, free, share)
