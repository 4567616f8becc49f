"""Questions of the review as options of its commands, and refusals that name the option."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from geodata.assessment.model import CityModel
from geodata.assessment.remarks import say_remarks
from geodata.assessment.request import AccessChange, RequestError, TripsTo, Weekday
from geodata.assessment.results import Answer
from geodata.snapshot.store import open_snapshot
from geodata.streets.network import PASSING_MODES, TravelMode, read_passing_mode

LineOption = Annotated[
    list[str] | None,
    typer.Option(metavar="LON,LAT,LON,LAT[,…]", help="A bridge from bank to bank; repeatable."),
]
ModeOption = Annotated[TravelMode, typer.Option(help="How people travel.")]
DayOption = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day whose crossings are there."),
]
TripsOption = Annotated[
    TripsTo, typer.Option(help="What draws the trips: the other bank's homes, or its services.")
]
PopulationOption = Annotated[
    str,
    typer.Option(
        metavar="TOTALS",
        help="Published totals to use, floor-area, or ID:PUBLICATION,…; else the newest pair.",
    ),
]


def parse_line(text: str) -> tuple[tuple[float, float], ...]:
    """Read ``LON,LAT,LON,LAT,…`` in degrees, EPSG:4326.

    Raises
    ------
    RequestError
        When it is no such line.
    """
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) < 4 or len(numbers) % 2:
        raise RequestError("--line", "should be LON,LAT,LON,LAT in degrees, from bank to bank")
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))


def parse_access(text: str, option: str, *, is_open: bool) -> AccessChange:
    """Read ``ID:MODE,…``, and ``:DAY,…`` after it, as a change of access.

    Raises
    ------
    RequestError
        When it is none; names the option.
    """
    crossing, modes, *rest = [*text.split(":"), ""]
    days = ":".join(rest).removesuffix(":")  # more than one part is no day
    try:
        return AccessChange(
            crossing,
            is_open,
            frozenset(map(read_passing_mode, modes.split(",")) if modes else PASSING_MODES),
            frozenset(map(Weekday, days.split(","))) if days else frozenset(Weekday),
        )
    except ValueError:
        fault = "should be ID, ID:MODE,… or ID:MODE,…:DAY,…; modes: {}; days: {}"
        fault = fault.format(", ".join(PASSING_MODES), ", ".join(Weekday))
        raise RequestError(option, fault) from None


def say_all(result: Answer, model: CityModel) -> dict[str, object]:
    """Turn an answer into plain values, its remarks as sentences, too."""
    banks = {bank.id: bank.name for bank in (model.city.left, model.city.right)}
    return result.to_dict() | {"sentences": say_remarks(result.remarks, banks, "en")}


@contextmanager
def name_options() -> Iterator[None]:
    """Let a refusal name the option that was given."""
    try:
        yield
    except RequestError as error:
        raise RequestError(_name_option(error.field), error.fault) from None


_OPTIONS = {
    "day": "--as-of",
    "span_m": "--span-m",
    "length_km": "--length-km",
    "most": "--most",
    "candidates": "--line",
    "access": "--open, --restrict",
    "population": "--population",
}
"""Field of a question → the option that it comes from."""


def _name_option(field: str) -> str:
    """Name the option that a field of a question came from."""
    found = re.match(r"(candidates|closures|access)\[(\d+)\]", field)
    if not found:
        return _OPTIONS.get(field, field)
    options = {"candidates": "--line", "closures": "--close", "access": "--open, --restrict"}
    option = options[found[1]]
    return f"{option} (number {int(found[2]) + 1})"


def choose_day(as_of: datetime | None) -> date:
    """Choose the day that is asked about: today where none is given."""
    return as_of.date() if as_of else datetime.now(UTC).date()


def load_model(data: Path) -> CityModel:
    """Load the newest snapshot of a folder for the what-if."""
    return CityModel(open_snapshot(data))
