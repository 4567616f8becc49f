"""What a bridge would have to bring: the trips a day at which the time that it saves pays for it.

Nothing is taken for granted: every figure is given by who asks, with its source. No traffic is
foreseen, and nothing is weighed but time.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from geodata.assessment.answers import describe_answer
from geodata.assessment.assess import assess
from geodata.assessment.figure_list import average_saved_min
from geodata.assessment.indicators import SMALLEST_SAVED_MIN
from geodata.assessment.model import CityModel
from geodata.assessment.request import Question, RequestError
from geodata.assessment.results import Answer
from geodata.sentences import sentence

DAYS = 365.25
"""In a year."""

LONGEST_LIFE = 200
LONGEST_SOURCE = 300
SOURCED_FORM = "VALUE: SOURCE"
LARGEST_SUM = 1e12
LARGEST_RATE = 1.0
LEAST_WORTH = 1e-6
"""Of one hour, in any currency."""


@dataclass(frozen=True, slots=True)
class Sourced:
    """A figure, and who says so."""

    value: float
    source: str


@dataclass(frozen=True, slots=True)
class Costs:
    """What a bridge costs, all in one currency."""

    currency: str
    low: Sourced
    high: Sourced
    """`low`, `high`: to build it."""
    upkeep: Sourced
    """Each year."""
    life: Sourced
    """Years that it lasts."""
    value_of_time: Sourced
    """Of one hour of one person."""
    rate: Sourced
    """Of discount, by year, such as 0.03; 0 for none."""


@dataclass(frozen=True, slots=True)
class BreakEven:
    """The trips a day at which a bridge pays, and what that stands on."""

    saved_min_per_trip: float
    cost_per_year: tuple[float, float]
    """Low and high: cost × r ÷ (1 − (1 + r)⁻ⁿ) + upkeep, cost ÷ n + upkeep where r is 0."""
    trips_per_day: tuple[float, float]
    """Low and high, each way one: cost per year ÷ (days × hours saved × value of an hour)."""
    costs: Costs


@dataclass(frozen=True, slots=True)
class Payback(Answer):
    """The break-even of a question's change, for the trips that it asks about."""

    break_even: BreakEven


def read_sourced(text: object) -> Sourced:
    """Read a figure and its source, ``2400000: Ministry, tender of 2025-03-01``.

    Raises
    ------
    ValueError
        When it is no such thing; its message is a sentence.
    """
    found = re.fullmatch(r"\s*([0-9.eE+-]{1,40})\s*:\s*(\S.*)", str(text), flags=re.DOTALL)
    if found is None or len(found[2]) > LONGEST_SOURCE:
        raise ValueError(sentence("should be %(form)s", form=SOURCED_FORM))
    try:
        return Sourced(float(found[1]), found[2].strip())
    except ValueError:
        raise ValueError(sentence("should be %(form)s", form=SOURCED_FORM)) from None


def assess_break_even(model: CityModel, question: Question, costs: Costs) -> Payback:
    """Find the trips a day at which what a question changes pays for itself by the time saved.

    Raises
    ------
    RequestError
        When the question cannot be answered, or as `find_break_even` does; names the field.
    """
    result = assess(model, question)
    return Payback(
        **describe_answer(model, question.demand, question.day),
        remarks=result.remarks,
        break_even=find_break_even(average_saved_min(result), costs),
    )


def find_break_even(saved_min_per_trip: float | None, costs: Costs) -> BreakEven:
    """Find the trips a day at which the time that a bridge saves is worth its cost.

    The yearly cost is the annuity of the cost over its life (as ``numpy_financial.pmt``), plus
    upkeep.

    Raises
    ------
    RequestError
        Names the figure that is out of bounds or has no source; ``saved_min_per_trip`` where
        nothing is saved.
    """
    _check(costs)
    if saved_min_per_trip is None or saved_min_per_trip < SMALLEST_SAVED_MIN:
        fault = sentence("no time is saved, so that no number of trips pays for it")
        raise RequestError("saved_min_per_trip", fault)
    worth = saved_min_per_trip / 60 * costs.value_of_time.value
    low, high = (
        one.value * _annuity(costs.rate.value, costs.life.value) + costs.upkeep.value
        for one in (costs.low, costs.high)
    )
    return BreakEven(
        saved_min_per_trip, (low, high), (low / DAYS / worth, high / DAYS / worth), costs
    )


def _annuity(rate: float, years: float) -> float:
    """Tell the share of a cost that is paid each year; exact for the smallest rates, too."""
    if rate == 0:
        return 1 / years
    return rate / -math.expm1(-years * math.log1p(rate))


def _check(costs: Costs) -> None:
    bounds = {
        "low": (0.0, LARGEST_SUM),
        "high": (0.0, LARGEST_SUM),
        "upkeep": (0.0, LARGEST_SUM),
        "life": (1.0, LONGEST_LIFE),
        "value_of_time": (LEAST_WORTH, LARGEST_SUM),
        "rate": (0.0, LARGEST_RATE),
    }
    for name, (least, most) in bounds.items():
        figure: Sourced = getattr(costs, name)
        if not figure.source.strip():
            raise RequestError(name, sentence("a figure needs its source"))
        if not least <= figure.value <= most:
            fault = sentence(
                "it must be from %(least)s to %(most)s", least=f"{least:g}", most=f"{most:g}"
            )
            raise RequestError(name, fault)
    if costs.low.value > costs.high.value:
        raise RequestError("high", sentence("it must not be less than the low one"))
