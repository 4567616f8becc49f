"""What the residents of each home have before and after: minutes, and people by their minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from geodata.arrays import Floats, Objects
from geodata.assessment.assess import make_pair
from geodata.assessment.engine.columns import POSSIBLE, POSSIBLE_BOTH, SAVED, TIME
from geodata.assessment.engine.trips import sum_after, sum_saved
from geodata.assessment.model import CityModel
from geodata.assessment.modes import ModeModel
from geodata.assessment.request import Question
from geodata.assessment.scenarios import Pair, change_links, check_question
from geodata.divide.sides import BEYOND
from geodata.streets.network import TravelMode

CLASSES_FROM_MIN: Mapping[TravelMode, tuple[float, ...]] = {
    TravelMode.WALK: (0, 10, 15, 20, 25, 30, 45, 60),
    TravelMode.STEP_FREE: (0, 10, 15, 20, 25, 30, 45, 60),
    TravelMode.BICYCLE: (0, 4, 6, 8, 10, 15, 30, 60),
    TravelMode.DRIVE: (0, 2, 3, 4, 6, 10, 20, 60),
}
"""Lower edges of the classes in which homes are counted and drawn, the same before and after.

Fixed for each mode, so that the maps of two questions can be compared.
"""


SAVED_FROM_MIN = (float("-inf"), -1, -0.1, 0.1, 1, 5, 10)
"""Lower edges of the classes of minutes saved, from loss to gain; the middle one is no change."""


@dataclass(frozen=True, slots=True)
class HomeMinutes:
    """The mean trip to the other bank from each home, in min, shape (homes,) each.

    In the order of `CityModel.homes`; NaN where no trip is possible, or no street is near.
    """

    before_min: Floats
    after_min: Floats
    """`before_min`, `after_min`: over the trips possible then."""
    saved_min: Floats
    """Over the trips possible both before and after."""


@dataclass(frozen=True, slots=True)
class ClassCount:
    """Residents of a bank by the minutes of their mean trip, in the unit of the weights."""

    bank: str
    from_min: tuple[float, ...]
    """Lower edges: see `CLASSES_FROM_MIN`; the last class has no end."""
    before: tuple[float, ...]
    after: tuple[float, ...]
    """`before`, `after`: as many as `from_min`."""
    without_before: float
    without_after: float
    """`without_before`, `without_after`: those without any way."""
    saved: tuple[float, ...]
    """By minutes saved: as many as `SAVED_FROM_MIN`."""
    without_saved: float
    """Those without any trip that is possible both before and after."""


def measure_home_minutes(model: CityModel, question: Question) -> HomeMinutes:
    """Measure the mean trip from each home to what the question's trips lead to, exactly.

    Raises
    ------
    RequestError
        When the question cannot be answered; names the field.
    """
    part, pair = _prepare(model, question)
    beta_per_s = question.beta_per_min / 60
    before, after, saved = [], [], []
    for bank in (0, 1):
        known = model.sum_baseline(pair.demand, pair.links.before, bank, beta_per_s)
        legs = pair.before.legs[bank]
        now, change = sum_after(legs, known, pair.after, pair.banks, bank, beta_per_s)
        before.append(_divide(known[:, TIME], known[:, POSSIBLE]))
        after.append(_divide(now[:, TIME], now[:, POSSIBLE]))
        saved.append(_divide(change[:, SAVED], change[:, POSSIBLE_BOTH]))
    return HomeMinutes(*(_put_at_homes(part, pair, one) for one in (before, after, saved)))


def minutes_saved_by_home(model: CityModel, question: Question) -> Floats:
    """Measure `HomeMinutes.saved_min` alone, or refuse what `measure_home_minutes` does."""
    part, pair = _prepare(model, question)
    changes = [sum_saved(pair.before.legs[bank], pair.after, pair.banks, bank) for bank in (0, 1)]
    saved = [_divide(one[:, SAVED], one[:, POSSIBLE_BOTH]) for one in changes]
    return _put_at_homes(part, pair, saved)


def count_classes(
    model: CityModel, question: Question, minutes: HomeMinutes
) -> tuple[ClassCount, ClassCount]:
    """Count the residents of the left and the right bank by their minutes before and after.

    Parameters
    ----------
    minutes
        Of the same question.
    """
    from_min = CLASSES_FROM_MIN[question.mode]
    weight = model.spread(question.people, question.population).weight
    sides = find_sides(model, question.mode)

    def count(name: str) -> ClassCount:
        is_here = sides == name
        (before, without_before), (after, without_after) = (
            _count(from_min, one[is_here], weight[is_here])
            for one in (minutes.before_min, minutes.after_min)
        )
        saved = _count(SAVED_FROM_MIN, minutes.saved_min[is_here], weight[is_here])
        return ClassCount(name, from_min, before, after, without_before, without_after, *saved)

    return count(model.city.left.id), count(model.city.right.id)


def find_sides(model: CityModel, mode: TravelMode) -> Objects:
    """Find the bank of each home, shape (homes,); None where no street of the mode is near.

    Homes past an end of the river are on neither bank: ``beyond``.
    """
    part = model.get_mode(mode)
    at_nodes = np.full(len(part.network.ids) + 1, BEYOND, dtype=object)
    at_nodes[-1] = None
    for bank, there in zip((model.city.left, model.city.right), part.network.banks, strict=True):
        at_nodes[:-1][there] = bank.id
    return at_nodes[part.home_nodes]


def _prepare(model: CityModel, question: Question) -> tuple[ModeModel, Pair]:
    lines = check_question(model, question)
    links = change_links(model, question, lines, question.mode)
    return model.get_mode(question.mode), make_pair(model, question.demand, links)


def _divide(seconds: Floats, trips: Floats) -> Floats:
    """Divide sums of seconds by sums of trips, to min; NaN where there are none."""
    minutes = np.full(len(trips), np.nan)
    np.divide(seconds, 60 * trips, out=minutes, where=trips > 0)
    return minutes


def _put_at_homes(part: ModeModel, pair: Pair, of_banks: Sequence[Floats]) -> Floats:
    """Put the figures of both banks' nodes at the homes; NaN at those without a node."""
    at_nodes = np.full(len(part.network.ids) + 1, np.nan)  # the last is for homes without a node
    for residents, figures in zip(pair.banks, of_banks, strict=True):
        at_nodes[residents.nodes] = figures
    return at_nodes[part.home_nodes]


def _count(
    from_min: tuple[float, ...], minutes: Floats, weight: Floats
) -> tuple[tuple[float, ...], float]:
    has_way = np.isfinite(minutes)
    at = np.searchsorted(from_min, minutes[has_way], side="right") - 1
    counts = np.bincount(at, weight[has_way], len(from_min))
    return tuple(counts.tolist()), float(weight[~has_way].sum())
