"""Who gets over the river without a step, as far as OpenStreetMap says it, and what it leaves open.

On foot, by the ways of `geodata.access.step_free`: streets that are barred or steep are left out,
those of which nothing is said are taken and counted apart. A resident is counted by the best
crossing that can be reached so, one that is stated to be passable or one of which nothing is said;
else by whether a way leads over that nothing but the ground's slope speaks against, or any on foot.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from geodata.access.step_free import KEPT, Passage
from geodata.arrays import Mask, Nodes
from geodata.assessment.answers import describe_answer
from geodata.assessment.engine.reach import search_nearest
from geodata.assessment.engine.trips import Residents
from geodata.assessment.model import CityModel
from geodata.assessment.remarks import list_remarks, tell_passages
from geodata.assessment.request import Demand, TripsTo
from geodata.assessment.results import Answer
from geodata.assessment.scenarios import check_day
from geodata.assessment.studies.barrier import join_network
from geodata.streets.network import Links, StreetNetwork, TravelMode, build_network, open_links
from geodata.streets.step_free import keep_passages


@dataclass(frozen=True, slots=True)
class StepFreeBank:
    """Residents of a bank by the best crossing that they reach; the five add up to all of them."""

    bank: str
    residents: float
    passable: float
    """Over a crossing that is stated to be passable for wheelchairs."""
    unknown: float
    """Not so, but over one of which nothing is said."""
    steep: float
    """Neither, unless by ways that are steep; 0 where no elevations are known."""
    barred: float
    """None of these, but with a way on foot."""
    none: float
    """Without any way on foot."""
    streets_m: dict[str, float]
    """Length of the bank's ways for walkers, in m, by `geodata.access.step_free.Passage`."""


@dataclass(frozen=True, slots=True)
class StepFreeCrossing:
    """What is known of an open crossing: the best of its ways over the river."""

    id: str
    passage: str
    """A `geodata.access.step_free.Passage`."""


@dataclass(frozen=True, slots=True)
class StepFree(Answer):
    """What is known of the ways over the river for who cannot take a step."""

    banks: tuple[StepFreeBank, StepFreeBank]
    crossings: tuple[StepFreeCrossing, ...]


def measure_step_free(model: CityModel, day: date, *, population: str = "") -> StepFree:
    """Count the residents of either bank by what is known of their way over the river.

    Raises
    ------
    RequestError
        Names ``day``, ``population``, or ``snapshot``: an older one, that lacks the tags.
    """
    check_day(model.crossings, day)
    population = model.spread({}, population).population
    demand = Demand(TravelMode.WALK, TripsTo.HOMES, population=population)
    walked, unknown = (
        (model.get_mode(mode).network, model.open_links(mode, day))
        for mode in (TravelMode.WALK, TravelMode.STEP_FREE)
    )
    passable = _open_passable(model, day)
    networks = (walked, passable, unknown, _open_steep(model, day))
    lengths_m = model.step_free_m
    left, right = (
        _count(model, bank, model.get_banks(demand), networks, lengths_m[bank]) for bank in (0, 1)
    )
    best = {name: Passage.BARRED for name in walked[1].crossing if name}
    for found, (_, over) in ((Passage.UNKNOWN, unknown), (Passage.PASSABLE, passable)):
        best |= {name: found for name in over.crossing if name}
    return StepFree(
        **describe_answer(model, demand, day),
        remarks=(
            *list_remarks(model, demand, day, walked[1]),
            *tell_passages(model, Passage.STEEP),
        ),
        banks=(left, right),
        crossings=tuple(StepFreeCrossing(name, best[name]) for name in sorted(best)),
    )


_Open = tuple[StreetNetwork, Links]


def _open_passable(model: CityModel, day: date) -> _Open:
    """Build the network of streets that are not barred, and its links that are passable."""
    is_link = model.street_edges["is_link"].to_numpy(dtype=bool)
    is_closed = is_link & (model.passages != Passage.PASSABLE)
    passages = np.where(is_closed, Passage.BARRED, model.passages)
    return _open(model, day, keep_passages(model.street_edges, passages))


def _open_steep(model: CityModel, day: date) -> _Open:
    """Build the network of streets that no tag bars."""
    edges = keep_passages(model.street_edges, model.passages, (*KEPT, Passage.STEEP))
    return _open(model, day, edges)


def _open(model: CityModel, day: date, edges: pd.DataFrame) -> _Open:
    network = build_network(
        model.street_nodes, edges, TravelMode.STEP_FREE, model.crs, model.city.left.id
    )
    return network, open_links(network, model.crossings, day)


def _count(
    model: CityModel,
    bank: int,
    homes: tuple[Residents, Residents],
    networks: tuple[_Open, _Open, _Open, _Open],
    streets_m: dict[str, float],
) -> StepFreeBank:
    """Count one bank's residents by the best of the networks that leads them over."""
    residents = homes[bank]
    others = _list_goals(model, networks[0][0], 1 - bank, homes[1 - bank])
    walked, passable, unknown, steep = (_lead_over(*one, others, residents) for one in networks)
    weight, total = residents.weight, float(residents.weight.sum())
    over_passable = float(weight[walked & passable].sum())
    over_unknown = float(weight[walked & unknown & ~passable].sum())
    over_steep = float(weight[walked & steep & ~unknown & ~passable].sum())
    over_barred = float(weight[walked & ~steep & ~unknown & ~passable].sum())
    return StepFreeBank(
        bank=(model.city.left, model.city.right)[bank].id,
        residents=total,
        passable=over_passable,
        unknown=over_unknown,
        steep=over_steep,
        barred=over_barred,
        none=max(total - over_passable - over_unknown - over_steep - over_barred, 0.0),
        streets_m=streets_m,
    )


def _list_goals(model: CityModel, network: StreetNetwork, bank: int, residents: Residents) -> Nodes:
    """List the nodes of a bank where somebody lives or some place is; all streets where none is.

    Who comes to the foot of stairs at the other end of a bridge is not over.
    """
    places = model.get_mode(TravelMode.WALK).place_nodes.values()
    nodes = np.unique(np.concatenate([residents.nodes, *places])).astype(np.int32)
    own = nodes[network.banks[bank][nodes]]
    if len(own):
        return own
    return network.main_nodes[network.banks[bank][network.main_nodes]].astype(np.int32)


def _lead_over(network: StreetNetwork, links: Links, others: Nodes, residents: Residents) -> Mask:
    """Tell which residents a network with its links leads to the other bank."""
    joined = join_network(network, links)
    seconds = joined.trip_ends.read(search_nearest(joined, others), residents.nodes)
    return np.asarray(np.isfinite(seconds), dtype=bool)
