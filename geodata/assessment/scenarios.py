"""From a question to the links over the divide before and after, or a refusal naming the field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from shapely.geometry import LineString

from geodata.assessment.access_changes import change_access, check_access, find_crossing_fault
from geodata.assessment.candidates import Placement, check_line, make_candidate_links, place_line
from geodata.assessment.engine.portals import Scenario
from geodata.assessment.engine.trips import Residents
from geodata.assessment.model import CityModel
from geodata.assessment.modes import Baseline
from geodata.assessment.request import (
    LARGEST_BETA,
    MOST_CANDIDATES,
    MOST_PEOPLE,
    Demand,
    Question,
    RequestError,
)
from geodata.cities.profile import FLOOR_AREA
from geodata.crossings.crossing import Crossing
from geodata.sentences import sentence
from geodata.streets.network import Links, TravelMode, join_links
from geodata.streets.snapping import LARGEST_SNAP_M


@dataclass(frozen=True, slots=True)
class LinkChange:
    """The links of a mode before and after."""

    mode: TravelMode
    before: Links
    after: Links
    placements: tuple[Placement | None, ...]
    """One a candidate; None for those that the mode does not use."""


def check_question(model: CityModel, question: Question) -> tuple[LineString, ...]:
    """Check everything of a question and return its candidates' lines, metric.

    Raises
    ------
    RequestError
        Names the field that is wrong.
    """
    check_day(model.crossings, question.day)
    _check_people(model, question)
    model.choose_population(question.population)
    if not 0 < question.beta_per_min <= LARGEST_BETA:
        fault = sentence("it must be above 0 and at most %(most)s", most=f"{LARGEST_BETA:g}")
        raise RequestError("beta_per_min", fault)
    for at, closed in enumerate(question.closures):
        unknown = find_crossing_fault(model, closed)
        if unknown is not None:
            raise RequestError(f"closures[{at}]", unknown)
    check_access(model, question)
    if len(question.candidates) > MOST_CANDIDATES:
        fault = sentence("at most %(most)s are assessed together", most=MOST_CANDIDATES)
        raise RequestError("candidates", fault)
    return tuple(
        check_line(candidate, model.divide, model.crs, f"candidates[{at}]")
        for at, candidate in enumerate(question.candidates)
    )


def check_day(crossings: Iterable[Crossing], day: date) -> None:
    """Refuse a day before the first crossing of which a source tells since when it is there.

    Raises
    ------
    RequestError
        Names the field ``day``.
    """
    dates = [one.fact.in_place for one in crossings if one.fact is not None]
    first = min((one for one in dates if one is not None), default=None)
    if first is not None and day < first.first:
        raise RequestError("day", sentence("no crossing is known before %(day)s", day=first))


def settle_population(model: CityModel, question: Question) -> Question:
    """Say in a question which published totals it means, where a city has any.

    Links, answers that are kept and pages then name them, although the default was asked for.

    Raises
    ------
    RequestError
        When there are none of that name; names ``population``.
    """
    choice = model.choose_population(question.population)
    has_choice = any(model.city.population.values())
    return replace(question, population=choice.id if has_choice else "")


def _check_people(model: CityModel, question: Question) -> None:
    known = {one.id for one in model.city.municipalities}
    if question.people and question.population == FLOOR_AREA:
        raise RequestError("people", sentence("floor area takes no totals of people"))
    for name, value in question.people.items():
        if name not in known:
            raise RequestError(f"people.{name[:80]}", sentence("no municipality has this id"))
        if not isinstance(value, int) or not 0 <= value <= MOST_PEOPLE:
            fault = sentence(
                "the population must be a whole number from 0 to %(most)s", most=MOST_PEOPLE
            )
            raise RequestError(f"people.{name}", fault)


def change_links(
    model: CityModel, question: Question, lines: tuple[LineString, ...], mode: TravelMode
) -> LinkChange:
    """Make the links of a mode before and after from a question that has been checked.

    Raises
    ------
    RequestError
        When a candidate of the question's own mode ends too far from its streets.
    """
    network = model.get_mode(mode).network
    placements: list[Placement | None] = []
    for at, (line, candidate) in enumerate(zip(lines, question.candidates, strict=True)):
        placed = None
        if mode.passing in candidate.modes:
            placed = place_line(line, candidate, network, model.divide)
            if placed is None and mode is question.mode:
                fault = sentence(
                    "an end is further than %(metres)s m from every street of its bank",
                    metres=f"{LARGEST_SNAP_M:g}",
                )
                raise RequestError(f"candidates[{at}].line", fault)
        placements.append(placed)
    before = model.open_links(mode, question.day)
    added = make_candidate_links([placed for placed in placements if placed is not None])
    after = join_links(change_access(model, question, mode, before), added)
    return LinkChange(mode, before, after, tuple(placements))


@dataclass(frozen=True, slots=True)
class Pair:
    """Everything of one mode, before and after."""

    demand: Demand
    banks: tuple[Residents, Residents]
    links: LinkChange
    before: Baseline
    after: Scenario
