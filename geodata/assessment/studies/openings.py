"""A bridge that did open, assessed as a candidate the day before: the proof of the what-if."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from geodata.assessment.assess import assess_links
from geodata.assessment.model import CityModel
from geodata.assessment.request import Question, RequestError
from geodata.assessment.results import Assessment
from geodata.assessment.scenarios import LinkChange
from geodata.dates import PartialDate
from geodata.sentences import sentence
from geodata.streets.network import TravelMode, join_links, open_links


@dataclass(frozen=True, slots=True)
class Opening:
    """The same change, as a candidate on the eve and as the network of the day; they are equal."""

    crossing: str
    as_candidate: Assessment
    as_opened: Assessment


def assess_opening(
    model: CityModel, crossing_id: str, mode: TravelMode, population: str = ""
) -> Opening:
    """Assess a bridge by its own links before its opening, and the network after it.

    Of an opening known to a month or year these are the day before and the last day of it.

    Parameters
    ----------
    population
        Published totals to use: see `geodata.cities.population`.

    Raises
    ------
    RequestError
        When the crossing, the day of its opening or the totals are unknown.
    """
    opening = find_opening(model, crossing_id)
    question = Question(mode, find_eve(opening), population=population)
    drawn = [_add_crossing(model, crossing_id, one, opening) for one in (mode, TravelMode.WALK)]
    opened = [_open_day(model, one, opening) for one in (mode, TravelMode.WALK)]
    return Opening(
        crossing_id,
        assess_links(model, question, drawn[0], drawn[1]),
        assess_links(model, question, opened[0], opened[1]),
    )


def find_eve(opening: PartialDate) -> date:
    """Find the last day on which a crossing had not opened for sure."""
    return opening.first - timedelta(days=1)


def find_opening(model: CityModel, crossing_id: str) -> PartialDate:
    """Find when a crossing opened.

    Raises
    ------
    RequestError
        When the crossing or its opening is unknown.
    """
    facts = [one.fact for one in model.crossings if one.id == crossing_id]
    if not facts or facts[0] is None or facts[0].opened is None:
        fault = sentence("the opening date of %(id)s is not known", id=repr(crossing_id[:80]))
        raise RequestError("crossing", fault)
    return facts[0].opened


def _add_crossing(
    model: CityModel, crossing_id: str, mode: TravelMode, opening: PartialDate
) -> LinkChange:
    network = model.get_mode(mode).network
    before = open_links(network, model.crossings, find_eve(opening))
    opened = open_links(network, model.crossings, opening.last)
    own = opened.select(np.array([one == crossing_id for one in opened.crossing], dtype=bool))
    return LinkChange(mode, before, join_links(before, own), ())


def _open_day(model: CityModel, mode: TravelMode, opening: PartialDate) -> LinkChange:
    network = model.get_mode(mode).network
    before, after = (
        open_links(network, model.crossings, one) for one in (find_eve(opening), opening.last)
    )
    return LinkChange(mode, before, after, ())
