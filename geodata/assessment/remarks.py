"""What an answer about a city lacks, and why: said in a sentence, the same wherever it is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from geodata.assessment.model import CityModel
from geodata.assessment.request import Demand, TripsTo
from geodata.assessment.words import say, say_name, write_number
from geodata.names import Names
from geodata.streets.network import ACCESS_MODE, Links


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


def list_remarks(model: CityModel, demand: Demand, day: date, links: Links) -> tuple[Remark, ...]:
    """List what a demand lacks of a city on a day: streets, homes, services and open links."""
    lacking = list(_list_lacks(model, demand))
    if not len(links):
        lacking.append(Remark(About.NO_CROSSING))
    mode = ACCESS_MODE[demand.mode]
    if any(one.is_unknown(mode, day) for one in model.crossings):
        lacking.append(Remark(About.UNKNOWN_DAY))
    return tuple(lacking)


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


def _say(remark: Remark, banks: Mapping[str, Names], language: str) -> str:
    sentence = say(remark.about, language)
    if remark.metres is not None:
        sentence = f"{sentence}: {write_number(remark.metres, language, 0)} m."
    if remark.minutes is not None:
        sentence = f"{sentence}: {write_number(remark.minutes, language, 2)} min."
    return (
        sentence if remark.bank is None else f"{say_name(banks[remark.bank], language)}: {sentence}"
    )
