"""What an answer about a city lacks, and why: said in a sentence, the same wherever it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from geodata.access.step_free import Passage
from geodata.assessment.assumptions import Spread
from geodata.assessment.model import CityModel
from geodata.assessment.place_kinds import OWN_RESIDENTS
from geodata.assessment.request import Demand, TripsTo, Weekday
from geodata.assessment.words import say, say_name, say_target, write_duration, write_number
from geodata.cities.sources import Source
from geodata.names import Names
from geodata.sentences import end_sentence
from geodata.streets.network import ACCESS_MODE, Links, TravelMode
from geodata.wording import load_wording

_FEW = 2
"""Candidates that a brief remarks on one by one."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Why figures are missing, or what they were taken for."""

    about: About
    """See `About`."""
    bank: str | None = None
    """Id of the bank that it concerns; None where it concerns both."""
    metres: float | None = None
    """A length that belongs to it."""
    minutes: float | None = None
    """A time that belongs to it."""
    number: int | None = None
    """How many there are."""
    candidate: int | None = None
    """The candidate that it concerns, from 1; None where it concerns the whole answer."""
    crossing: Names | None = None
    """Names of the crossing that it tells of."""
    days: tuple[Weekday, ...] = ()
    """Days of the week."""
    shares: tuple[float, float] | None = None
    """0-1, of the left and of the right bank."""
    source: Source | None = None
    """Of what it tells of."""
    services: tuple[str, ...] = ()
    """Kinds of services that it concerns."""


class About(StrEnum):
    """What a remark is about; each is a sentence of `geodata.assessment.words`."""

    NO_STREETS = "no streets"
    NO_HOMES = "no homes"
    NO_SERVICES = "no services"
    NO_CROSSING = "no crossing"
    UNKNOWN_DAY = "unknown day"
    ONE_CROSSING = "one crossing"
    NO_PLACE = "no place"
    SPAN = "span"
    END_AT_GAP = "end at gap"
    GAIN_AT_GAP = "gain at gap"
    FAR_FROM_STREETS = "far from streets"
    OVER_BUILDINGS = "over buildings"
    BESIDE = "beside"
    SOME_DAYS = "some days"
    UNMET = "unmet"
    UNEVEN_STOREYS = "uneven storeys"
    UNEVEN_OPERATORS = "uneven operators"
    STEPS_UNKNOWN = "steps unknown"
    STEEP = "steep"
    OWN_RESIDENTS = "own residents"


def list_remarks(
    model: CityModel, demand: Demand, day: date, links: Links, *, names_services: bool = False
) -> tuple[Remark, ...]:
    """List what a demand lacks of a city on a day: streets, homes, services and open links.

    Parameters
    ----------
    names_services
        Whether the answer tells of kinds of services, also where trips go to homes.
    """
    lacking = list(_list_lacks(model, demand))
    if not len(links):
        lacking.append(Remark(About.NO_CROSSING))
    if model.storeys.is_uneven and model.assumptions.spread is Spread.FLOOR_AREA:
        lacking.append(Remark(About.UNEVEN_STOREYS, shares=model.storeys.shares))
    if demand.mode is TravelMode.STEP_FREE:
        lacking += tell_passages(model, Passage.UNKNOWN, Passage.STEEP)
    if model.is_unknown(ACCESS_MODE[demand.mode], day):
        lacking.append(Remark(About.UNKNOWN_DAY))
    if names_services or demand.trips_to is TripsTo.SERVICES:
        lacking += remark_own_residents(model.get_mode(demand.mode).place_nodes)
    return tuple(lacking)


def remark_own_residents(kinds: Iterable[str]) -> Iterator[Remark]:
    """Remark on the kinds of which people are not served at any place: the figures tell the way."""
    if concerned := tuple(kind for kind in kinds if kind in OWN_RESIDENTS):
        yield Remark(About.OWN_RESIDENTS, services=concerned)


def tell_passages(model: CityModel, *passages: Passage) -> Iterator[Remark]:
    """Tell which share of each bank's ways is unknown, or steep, for who cannot take a step."""
    for passage in passages:
        left, right = (
            lengths[passage] / max(sum(lengths.values()), 1.0) for lengths in model.step_free_m
        )
        is_steep = passage is Passage.STEEP
        if left or right:
            yield Remark(
                About.STEEP if is_steep else About.STEPS_UNKNOWN,
                shares=(left, right),
                source=model.city.elevation if is_steep else None,
            )


def _list_lacks(model: CityModel, demand: Demand) -> Iterator[Remark]:
    network, residents = model.get_mode(demand.mode).network, model.get_banks(demand)
    for name, is_here, one in zip(
        (model.city.left.id, model.city.right.id), network.banks, residents, strict=True
    ):
        if not is_here[network.main_nodes].any():
            yield Remark(About.NO_STREETS, name)
            continue
        if not one.weight.any():
            yield Remark(About.NO_HOMES, name)
        if demand.trips_to is TripsTo.SERVICES and not one.attraction.any():
            yield Remark(About.NO_SERVICES, name)


def say_remarks(
    remarks: Sequence[Remark], banks: Mapping[str, Names], language: str
) -> tuple[str, ...]:
    """Say remarks as sentences; banks are named by their ids."""
    return tuple(_say(one, banks, language) for one in remarks)


def say_briefly(
    remarks: Sequence[Remark], banks: Mapping[str, Names], language: str
) -> tuple[str, ...]:
    """Say remarks as `say_remarks`, but of more than two candidates once: ``1–3, 5``."""
    numbers: dict[About, list[int]] = {}
    for one in remarks:
        if one.candidate is not None:
            numbers.setdefault(one.about, []).append(one.candidate)
    found = dict.fromkeys(
        _say_of_many(one.about, numbers[one.about], language)
        if len(numbers.get(one.about, ())) > _FEW and one.candidate is not None
        else _say(one, banks, language)
        for one in remarks
    )
    return tuple(found)


def _say_of_many(about: About, numbers: Sequence[int], language: str) -> str:
    """Say something of several candidates, without its details."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    listed = ", ".join(f"{run[0]}–{run[-1]}" if run[1:] else str(run[0]) for run in runs)
    told = say(about, language).removesuffix(".")
    return f"{say('candidate', language)} {listed}: {told}."


def _say(remark: Remark, banks: Mapping[str, Names], language: str) -> str:
    told = say(remark.about, language)
    if details := "; ".join(_list_details(remark, banks, language)):
        told = end_sentence(f"{told}: {details}")
    if remark.bank is not None:
        told = f"{say_name(banks[remark.bank], language)}: {told}"
    if remark.candidate is not None:
        told = f"{say('candidate', language)} {remark.candidate}: {told}"
    return told


def _list_details(remark: Remark, banks: Mapping[str, Names], language: str) -> Iterator[str]:
    """List the numbers and names that belong to a remark, as its language writes them."""
    if remark.metres is not None:
        yield f"{write_number(remark.metres, language, 0)} m"
    if remark.minutes is not None:
        yield write_duration(remark.minutes, language)
    if remark.number is not None:
        yield write_number(remark.number, language, 0)
    yield from (say_target(kind, language) for kind in remark.services)
    if remark.crossing is not None:
        yield say_name(remark.crossing, language)
    if remark.days:
        yield load_wording(language).join_weekdays(remark.days)
    if remark.shares is not None:
        yield _say_shares(remark.shares, banks, language)
    if remark.source is not None:
        dated = remark.source.date and load_wording(language).write_day(remark.source.date)
        yield ", ".join([remark.source.name, *([dated] if dated else [])])


def _say_shares(shares: tuple[float, float], banks: Mapping[str, Names], language: str) -> str:
    """Say the shares of both banks; `banks` are the left one, then the right one."""
    return ", ".join(
        f"{say_name(names, language)} {write_number(100 * share, language, 0)} %"
        for names, share in zip(banks.values(), shares, strict=True)
    )
