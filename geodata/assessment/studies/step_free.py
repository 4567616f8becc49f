"""Who gets over the river without a step, as far as OpenStreetMap says it, and what it leaves open.

On foot, by the ways of `geodata.access.step_free`: streets that are barred are left out, those of
which nothing is said are taken and counted apart. A resident is counted by the best crossing that
can be reached so: one that is stated to be passable, one of which nothing is said, or none.
Elevation is not read: an incline counts where it is tagged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from geodata.access.passages import read_passages
from geodata.access.step_free import Passage, read_step_free
from geodata.arrays import Mask, Nodes, Objects
from geodata.assessment.answers import describe_answer
from geodata.assessment.engine.reach import search_nearest
from geodata.assessment.engine.trips import Residents
from geodata.assessment.model import CityModel
from geodata.assessment.remarks import list_remarks
from geodata.assessment.request import Demand, TripsTo
from geodata.assessment.results import Answer
from geodata.assessment.scenarios import check_day
from geodata.assessment.studies.barrier import join_network
from geodata.cities.crossings import Mode
from geodata.streets.network import Links, StreetNetwork, TravelMode, build_network, open_links


@dataclass(frozen=True, slots=True)
class StepFreeBank:
    """Residents of a bank by the best crossing that they reach; the four add up to all of them."""

    bank: str
    residents: float
    stated: float
    """Over a crossing that is stated to be passable for wheelchairs."""
    unstated: float
    """Not so, but over one of which nothing is said."""
    barred: float
    """Neither, but with a way on foot."""
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
        Names ``day`` or ``population``.
    """
    check_day(model.crossings, day)
    population = model.spread({}, population).population
    demand = Demand(TravelMode.WALK, TripsTo.HOMES, population=population)
    passages = read_step_free(model.street_nodes, model.street_edges)
    walked, stated, unstated = (
        _open(model, day, keep)
        for keep in (
            np.ones(len(passages), dtype=bool),
            _keep(model, passages, {Passage.STATED}),
            _keep(model, passages, {Passage.STATED, Passage.UNSTATED}),
        )
    )
    left, right = (
        _count(model, bank, residents, (walked, stated, unstated), passages)
        for bank, residents in enumerate(model.get_banks(demand))
    )
    best = {name: Passage.BARRED for name in walked[1].crossing if name}
    for found, (_, over) in ((Passage.UNSTATED, unstated), (Passage.STATED, stated)):
        best |= {name: found for name in over.crossing if name}
    return StepFree(
        **describe_answer(model, demand, day),
        remarks=list_remarks(model, demand, day, walked[1]),
        banks=(left, right),
        crossings=tuple(StepFreeCrossing(name, best[name]) for name in sorted(best)),
    )


_Open = tuple[StreetNetwork, Links]


def _keep(model: CityModel, passages: Objects, over: set[Passage]) -> Mask:
    """Tell which rows of edges stay: streets that are not barred, links of these passages."""
    is_link = model.street_edges["is_link"].to_numpy(dtype=bool)
    return np.where(is_link, np.isin(passages, list(over)), passages != Passage.BARRED)


def _open(model: CityModel, day: date, keep: Mask) -> _Open:
    """Build the walkers' network of some rows of edges, and the links that are open on a day."""
    edges = model.street_edges[keep].reset_index(drop=True)
    network = build_network(
        model.street_nodes, edges, TravelMode.WALK, model.crs, model.city.left.id
    )
    return network, open_links(network, model.crossings, day)


def _count(
    model: CityModel,
    bank: int,
    residents: Residents,
    networks: tuple[_Open, _Open, _Open],
    passages: Objects,
) -> StepFreeBank:
    """Count one bank's residents by the first of the networks that leads them over."""
    others = np.flatnonzero(networks[0][0].banks[1 - bank]).astype(np.int32)
    leads = [_lead_over(*one, others, residents) for one in networks]
    walked, stated, unstated = (residents.weight * one for one in leads)
    total = float(residents.weight.sum())
    over_stated = float(stated.sum())
    over_unstated = float((unstated * ~leads[1]).sum())
    over_barred = float((walked * ~leads[1] * ~leads[2]).sum())
    return StepFreeBank(
        bank=(model.city.left, model.city.right)[bank].id,
        residents=total,
        stated=over_stated,
        unstated=over_unstated,
        barred=over_barred,
        none=max(total - over_stated - over_unstated - over_barred, 0.0),
        streets_m=_measure_streets(model, bank, networks[0][0], passages),
    )


def _lead_over(network: StreetNetwork, links: Links, others: Nodes, residents: Residents) -> Mask:
    """Tell which residents a network with its links leads to the other bank."""
    joined = join_network(network, links)
    seconds = joined.trip_ends.read(search_nearest(joined, others), residents.nodes)
    return np.asarray(np.isfinite(seconds), dtype=bool)


def _measure_streets(
    model: CityModel, bank: int, network: StreetNetwork, passages: Objects
) -> dict[str, float]:
    """Measure the ways of a bank that walkers pass, each once, by what is known of them."""
    edges = model.street_edges
    _, seconds = read_passages(model.street_nodes, edges, Mode.FOOT)
    start = np.searchsorted(network.ids, edges["u"].to_numpy(dtype="int64"))
    is_own = np.isfinite(seconds) & ~edges["is_link"].to_numpy(dtype=bool)
    is_own &= network.banks[bank][start]
    each_way_m = edges["length_m"].to_numpy(dtype=float) / 2  # a stretch has two rows
    return {str(one): float(each_way_m[is_own & (passages == one)].sum()) for one in Passage}
