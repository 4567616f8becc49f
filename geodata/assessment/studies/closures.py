"""Closures ranked: what it would take from either bank to lose a crossing, or any two of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain, combinations

import numpy as np

from geodata.arrays import Floats, Mask
from geodata.assessment.answers import describe_answer
from geodata.assessment.engine.columns import POSSIBLE, SAVED, TIME
from geodata.assessment.engine.gains import Report
from geodata.assessment.engine.portals import PortalSearch, Scenario, make_scenario
from geodata.assessment.engine.reach import SLACK_S, measure_nearest, search_bank
from geodata.assessment.engine.sums import Legs
from geodata.assessment.engine.trips import Residents, measure_bank_legs, sum_after, sum_state
from geodata.assessment.indicators import CUT_OFF_MIN
from geodata.assessment.model import CityModel
from geodata.assessment.neighbourhoods import Neighbourhood
from geodata.assessment.remarks import About, Remark, list_remarks
from geodata.assessment.request import Demand
from geodata.assessment.results import Answer
from geodata.assessment.scenarios import check_day
from geodata.assessment.studies.closure_services import ServiceLoss, find_service_losses
from geodata.cities.crossings import Use
from geodata.crossings.crossing import IN_USE, PASSABLE, Crossing
from geodata.streets.network import ACCESS_MODE, Links, StreetNetwork, TravelMode


@dataclass(frozen=True, slots=True)
class BankLoss:
    """What the residents of one bank lose on their trips to the other."""

    bank: str
    residents: float
    """On the network, in the unit of the weights."""
    cut_off: float
    """Residents further than 60 min from the other bank, or without any way to it, once closed."""
    newly_cut_off: float
    """Those of them that are not so while everything is open."""
    cut: float
    """Residents, times the share of the other bank's that they can no longer reach."""
    lost_person_min_per_trip: float | None
    """Over the trips that remain possible; None where none does."""
    mean_cross_river_min: float | None
    """Mean time of the trips that remain possible; None where none does."""


@dataclass(frozen=True, slots=True)
class Closure:
    """One crossing or two that are closed together."""

    rank: int
    """From 1, by residents newly cut off, then by `BankLoss.cut`, then by minutes lost."""
    crossings: tuple[str, ...]
    banks: tuple[BankLoss, BankLoss]
    """The left and the right one."""
    services: tuple[ServiceLoss, ...] = ()
    """Whose nearest place somebody loses, or reaches at least 10 min later."""


class WhyLeftOut(StrEnum):
    """Why a crossing that people use on the day is in no closure."""

    PLACE_UNKNOWN = "place unknown"
    """No source says where it is."""
    NOT_OPEN = "not known to be open to this mode"
    NO_STREET = "no street leads over it"
    """It may be passed, but no street of the mode joins the banks by it."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A crossing of which nothing is told, and why."""

    crossing: str
    """Its id."""
    reason: WhyLeftOut


@dataclass(frozen=True, slots=True)
class ClosureRanking(Answer):
    """Every crossing open on the day, and every pair of them, the gravest loss first.

    Trips lead to homes: who is cut off does not depend on it.
    """

    singles: tuple[Closure, ...]
    pairs: tuple[Closure, ...]
    neighbourhoods: tuple[Neighbourhood, ...]
    """Those that `singles` and `pairs` name."""
    left_out: tuple[LeftOut, ...] = ()
    """Crossings that people use on the day, but for those that are ranked, by their ids."""


def rank_closures(
    model: CityModel,
    mode: TravelMode,
    day: date,
    *,
    population: str = "",
    report: Report | None = None,
) -> ClosureRanking:
    """Rank what the closure of each open crossing, and of each two, would do.

    Parameters
    ----------
    population
        Published totals to use: see `geodata.cities.population`.
    report
        Called after each closure with how many are done of how many.

    Raises
    ------
    RequestError
        Names ``day`` or ``population``.
    """
    check_day(model.crossings, day)
    weighed = model.spread({}, population)
    town = model.get_mode(mode)
    links = model.open_links(mode, day)
    demand = Demand(mode, population=weighed.population)
    homes = model.get_banks(demand)
    banks = model.divide.left_id, model.divide.right_id
    closed = list_closures(links)
    twice = 2 * len(closed)

    def tell(done: int, total: int) -> None:
        if report is not None:
            report(done + twice - 2 * total, twice)

    losses = measure_losses(town.search, links, homes, closed, banks, tell)
    before = model.get_baseline(demand, links)
    services = []
    for done, one in enumerate(closed, len(closed) + 1):
        after = make_scenario(town.search, _close(links, one))
        services.append(find_service_losses(model, demand, before, after))
        tell(done, len(closed))
    found = list(zip(closed, losses, services, strict=True))
    named = {name for lost in services for one in lost for name in one.neighbourhoods}
    return ClosureRanking(
        **describe_answer(model, demand, day),
        remarks=(
            *list_remarks(model, demand, day, links, names_services=True),
            *([Remark(About.ONE_CROSSING)] if len(closed) == 1 else []),
        ),
        singles=_rank([one for one in found if len(one[0]) == 1]),
        pairs=_rank([one for one in found if len(one[0]) == 2]),
        neighbourhoods=tuple(one for one in model.neighbourhoods if one.id in named),
        left_out=tuple(list_left_out(model.crossings, mode, day, links)),
    )


def list_left_out(
    crossings: Iterable[Crossing], mode: TravelMode, day: date, links: Links
) -> Iterator[LeftOut]:
    """List the crossings in use by people that have no link of a mode on a day, and why."""
    ranked = set(links.crossing)
    for one in sorted(crossings, key=lambda crossing: crossing.id):
        if one.id in ranked or one.use is not Use.PEOPLE or one.status(day) not in IN_USE:
            continue
        access = one.access(day).get(ACCESS_MODE[mode])
        if one.geometry is None:
            yield LeftOut(one.id, WhyLeftOut.PLACE_UNKNOWN)
        elif access is None or access.effective not in PASSABLE:
            yield LeftOut(one.id, WhyLeftOut.NOT_OPEN)
        else:
            yield LeftOut(one.id, WhyLeftOut.NO_STREET)


def _close(links: Links, closed: tuple[str, ...]) -> Links:
    return links.select(~np.isin(links.crossing.astype(str), closed))


def list_closures(links: Links) -> list[tuple[str, ...]]:
    """List the known crossings of links, then every pair of them."""
    known = sorted(set(links.crossing) - {""})
    return list(chain(combinations(known, 1), combinations(known, 2)))


def measure_losses(
    search: PortalSearch,
    links: Links,
    homes: tuple[Residents, Residents],
    closures: list[tuple[str, ...]],
    banks: tuple[str, str],
    report: Report | None = None,
) -> list[tuple[BankLoss, BankLoss]]:
    """Measure exactly what each closure takes from the residents of the left and right banks."""
    before = make_scenario(search, links)
    starts = [_measure_start(search.network, before, homes, bank) for bank in (0, 1)]
    found = []
    for done, closed in enumerate(closures, 1):
        after = make_scenario(search, _close(links, closed))
        left, right = (
            _measure_loss(search.network, starts[bank], after, homes, bank, banks[bank])
            for bank in (0, 1)
        )
        found.append((left, right))
        if report is not None:
            report(done, len(closures))
    return found


def _find_cut_off(
    network: StreetNetwork, scenario: Scenario, homes: tuple[Residents, Residents], bank: int
) -> Mask:
    """Find the nodes of a bank's homes that are further than an hour from the other bank."""
    nearest = search_bank(network, 1 - bank)[None]
    seconds = measure_nearest(scenario, nearest, homes[bank].nodes)[0]
    return np.asarray(seconds > 60 * CUT_OFF_MIN + SLACK_S)


@dataclass(frozen=True, slots=True)
class _Start:
    """What one bank has while everything is open."""

    legs: Legs
    known: Floats
    """By home: see `geodata.assessment.engine.trips.sum_state`."""
    is_cut_off: Mask
    """By home."""


def _measure_start(
    network: StreetNetwork, scenario: Scenario, homes: tuple[Residents, Residents], bank: int
) -> _Start:
    legs = measure_bank_legs(scenario, homes, bank)
    known = sum_state(scenario, homes, bank, 0.0)
    return _Start(legs, known, _find_cut_off(network, scenario, homes, bank))


def _measure_loss(
    network: StreetNetwork,
    start: _Start,
    after: Scenario,
    homes: tuple[Residents, Residents],
    bank: int,
    bank_id: str,
) -> BankLoss:
    weight, others = homes[bank].weight, float(homes[1 - bank].attraction.sum())
    now, change = sum_after(start.legs, start.known, after, homes, bank, 0.0)
    is_cut_off = _find_cut_off(network, after, homes, bank)
    remain = float(weight @ now[:, POSSIBLE])
    cut = start.known[:, POSSIBLE] - now[:, POSSIBLE]
    cut[cut < 1e-9 * others] = 0.0  # rounding
    return BankLoss(
        bank=bank_id,
        residents=float(weight.sum()),
        cut_off=float(weight[is_cut_off].sum()),
        newly_cut_off=float(weight[is_cut_off & ~start.is_cut_off].sum()),
        cut=float(weight @ cut) / others if others else 0.0,
        lost_person_min_per_trip=_divide(-float(weight @ change[:, SAVED]), 60 * remain),
        mean_cross_river_min=_divide(float(weight @ now[:, TIME]), 60 * remain),
    )


def _divide(total: float, by: float) -> float | None:
    return total / by if by > 0 else None


_Found = tuple[tuple[str, ...], tuple[BankLoss, BankLoss], tuple[ServiceLoss, ...]]


def _rank(found: list[_Found]) -> tuple[Closure, ...]:
    def weigh(one: _Found) -> tuple[object, ...]:
        losses = one[1]
        newly, cut = sum(loss.newly_cut_off for loss in losses), sum(loss.cut for loss in losses)
        lost = [loss.lost_person_min_per_trip for loss in losses]
        # Where no trip remains, nothing is worse: minutes do not tell any more.
        return -newly, -cut, -sum(np.inf if part is None else part for part in lost), one[0]

    return tuple(Closure(rank, *one) for rank, one in enumerate(sorted(found, key=weigh), 1))
