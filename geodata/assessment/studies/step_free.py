"""Who gets over the river without a step, as far as OpenStreetMap says it, and what it leaves open.

On foot, by the ways of `geodata.access.step_free`: streets that are barred are left out, those of
which nothing is said are taken and counted apart. A resident is counted by the best crossing that
can be reached so, one that is stated to be passable or one of which nothing is said, else by
whether any way leads over on foot.
Elevation is not read: an incline counts where it is tagged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from geodata.access.passages import read_passages
from geodata.access.step_free import Passage, read_step_free
from geodata.arrays import Mask, Nodes, Objects
from geodata.assessment.answers import describe_answer
from geodata.assessment.engine.reach import search_nearest
from geodata.assessment.engine.trips import Residents
from geodata.assessment.model import CityModel
from geodata.assessment.remarks import list_remarks
from geodata.assessment.request import Demand, RequestError, TripsTo
from geodata.assessment.results import Answer
from geodata.assessment.scenarios import check_day
from geodata.assessment.studies.barrier import join_network
from geodata.cities.crossings import Mode
from geodata.sentences import sentence
from geodata.streets.network import Links, StreetNetwork, TravelMode, build_network, open_links

_TOO_OLD = sentence(
    "this data version was built before ways for wheelchairs were read; build a new one"
)


@dataclass(frozen=True, slots=True)
class StepFreeBank:
    """Residents of a bank by the best crossing that they reach; the four add up to all of them."""

    bank: str
    residents: float
    passable: float
    """Over a crossing that is stated to be passable for wheelchairs."""
    unknown: float
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
        Names ``day``, ``population``, or ``snapshot``: an older one, that lacks the tags.
    """
    check_day(model.crossings, day)
    if "wheelchair" not in model.street_edges:
        raise RequestError("snapshot", _TOO_OLD)
    population = model.spread({}, population).population
    demand = Demand(TravelMode.WALK, TripsTo.HOMES, population=population)
    passages = read_step_free(model.street_nodes, model.street_edges)
    walked = model.get_mode(TravelMode.WALK).network, model.open_links(TravelMode.WALK, day)
    passable, unknown = (
        _open(model, day, _keep(model, passages, over))
        for over in ({Passage.PASSABLE}, {Passage.PASSABLE, Passage.UNKNOWN})
    )
    lengths_m = _measure_streets(model, walked[0], passages)
    left, right = (
        _count(model, bank, model.get_banks(demand), (walked, passable, unknown), lengths_m[bank])
        for bank in (0, 1)
    )
    best = {name: Passage.BARRED for name in walked[1].crossing if name}
    for found, (_, over) in ((Passage.UNKNOWN, unknown), (Passage.PASSABLE, passable)):
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
    homes: tuple[Residents, Residents],
    networks: tuple[_Open, _Open, _Open],
    streets_m: dict[str, float],
) -> StepFreeBank:
    """Count one bank's residents by the first of the networks that leads them over."""
    residents = homes[bank]
    others = _list_goals(model, networks[0][0], 1 - bank, homes[1 - bank])
    walked, passable, unknown = (_lead_over(*one, others, residents) for one in networks)
    weight, total = residents.weight, float(residents.weight.sum())
    over_passable = float(weight[walked & passable].sum())
    over_unknown = float(weight[walked & unknown & ~passable].sum())
    over_barred = float(weight[walked & ~unknown & ~passable].sum())
    return StepFreeBank(
        bank=(model.city.left, model.city.right)[bank].id,
        residents=total,
        passable=over_passable,
        unknown=over_unknown,
        barred=over_barred,
        none=max(total - over_passable - over_unknown - over_barred, 0.0),
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


def _measure_streets(
    model: CityModel, network: StreetNetwork, passages: Objects
) -> tuple[dict[str, float], dict[str, float]]:
    """Measure the ways of each bank that walkers pass, each once, by what is known of them."""
    edges = model.street_edges
    _, seconds = read_passages(model.street_nodes, edges, Mode.FOOT)
    is_street = np.isfinite(seconds) & ~edges["is_link"].to_numpy(dtype=bool)
    ends = np.sort(edges[["u", "v"]].to_numpy(dtype="int64"), axis=1)
    stretches = pd.DataFrame(
        {
            "u": ends[:, 0],
            "v": ends[:, 1],
            "way": edges["way"].to_numpy(),
            "passage": passages,
            "length_m": edges["length_m"].to_numpy(dtype=float),
        }
    )[is_street].drop_duplicates(["u", "v", "way"])  # a stretch has a row for each direction
    start = np.searchsorted(network.ids, stretches["u"].to_numpy())
    left, right = (
        stretches[bank[start]].groupby("passage")["length_m"].sum() for bank in network.banks
    )
    found = [{str(one): float(sums.get(one, 0.0)) for one in Passage} for sums in (left, right)]
    return found[0], found[1]
