"""Which services residents lose when crossings are closed: nobody can reach one, or much later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from geodata.arrays import Floats, Nodes
from geodata.assessment.engine.portals import Scenario
from geodata.assessment.engine.reach import SLACK_S, measure_nearest
from geodata.assessment.model import CityModel
from geodata.assessment.modes import Baseline
from geodata.assessment.request import Demand
from geodata.assessment.results import NearestChange, ServiceChange
from geodata.assessment.services import STEPS_MIN, assess_services

LATE_MIN = STEPS_MIN[-1]
"""A way that gets longer by so much is told beside those that are lost."""

SMALLEST = 0.5
"""Residents, of which no smaller number is told."""

_Times = tuple[Floats, Floats]


@dataclass(frozen=True, slots=True)
class ServiceLoss:
    """What the residents of one bank lose of the nearest place of a kind, on either bank."""

    service: str
    bank: str
    is_from: bool
    """Whether it is the way from the place to the residents."""
    cut_off: float
    """Residents left without any way; in the unit of the weights."""
    late: float
    """Residents whose way gets longer by at least 10 min."""
    neighbourhoods: tuple[str, ...]
    """Ids of those where these live, most of them first."""


def find_service_losses(
    model: CityModel, demand: Demand, before: Baseline, after: Scenario
) -> tuple[ServiceLoss, ...]:
    """Find the services that residents lose from one state to another, exactly."""
    part, banks = model.get_mode(demand.mode), model.get_banks(demand)
    left, right = (measure_nearest(after, part.nearest[2:], one.nodes) for one in banks)
    was = before.nearest_s[0][2:], before.nearest_s[1][2:]
    found = list(_find(model, demand, part.place_nodes, was, (left, right), is_from=False))
    if part.responder_nodes:
        left, right = (
            measure_nearest(after, part.nearest_from, one.nodes, is_from=True) for one in banks
        )
        known, both = before.nearest_from_s, (left, right)
        found += _find(model, demand, part.responder_nodes, known, both, is_from=True)
    return tuple(found)


def _find(
    model: CityModel,
    demand: Demand,
    places: Mapping[str, Nodes],
    before: _Times,
    after: _Times,
    *,
    is_from: bool,
) -> Iterator[ServiceLoss]:
    lost = [at for at in range(len(places)) if _is_lost(before, after, slice(2 * at, 2 * at + 2))]
    names = list(places)
    rows = [row for at in lost for row in (2 * at, 2 * at + 1)]
    counts = {names[at]: (1, 1) for at in lost}
    changes = assess_services(
        counts,
        (before[0][rows], before[1][rows]),
        (after[0][rows], after[1][rows]),
        model.get_banks(demand),
        model.get_groups(demand),
        is_from=is_from,
    )
    for change in changes:
        yield from _list_losses(model, change)


def _is_lost(before: _Times, after: _Times, rows: slice) -> bool:
    """Tell whether anybody at all loses the nearest place of a kind, or reaches it much later."""
    limit_s = 60 * LATE_MIN - SLACK_S
    for was, now in zip(before, after, strict=True):
        nearest, then = was[rows].min(axis=0), now[rows].min(axis=0)
        known = np.isfinite(nearest)
        if bool((then[known] - nearest[known] >= limit_s).any()):
            return True
    return False


def _list_losses(model: CityModel, change: ServiceChange) -> Iterator[ServiceLoss]:
    bank_of = {one.id: one.bank for one in model.neighbourhoods}
    for bank, own in zip((model.city.left.id, model.city.right.id), change.banks, strict=True):
        late = own.lose[-1]
        if own.cut_off < SMALLEST and late < SMALLEST:
            continue
        hit = [
            (-_count(one.change), one.neighbourhood)
            for one in change.neighbourhoods
            if bank_of[one.neighbourhood] == bank and _count(one.change) >= SMALLEST
        ]
        yield ServiceLoss(
            service=change.service,
            bank=bank,
            is_from=change.is_from,
            cut_off=own.cut_off,
            late=late,
            neighbourhoods=tuple(name for _, name in sorted(hit)),
        )


def _count(change: NearestChange) -> float:
    return change.cut_off + change.lose[-1]
