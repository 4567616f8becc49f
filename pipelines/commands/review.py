"""The commands of the review: what a bridge would change, or several, or a closure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from geodata.assessment.assess import assess as assess_question
from geodata.assessment.model import CityModel
from geodata.assessment.remarks import say_remarks
from geodata.assessment.request import Candidate, Question, RequestError, TripsTo
from geodata.assessment.results import Answer
from geodata.assessment.studies.barrier import measure_barrier
from geodata.assessment.studies.closures import rank_closures
from geodata.assessment.studies.plan import MOST_BRIDGES, Limits, plan_bridges
from geodata.assessment.studies.scan import scan_divide
from geodata.snapshot.store import open_snapshot
from geodata.streets.network import TravelMode
from pipelines.commands.consoles import SafeConsole
from pipelines.commands.options import AsJson, ChartsFolder, DataFolder, LanguageOption, print_json
from pipelines.commands.review_files import open_folder, write_files
from pipelines.commands.review_tables import (
    print_assessment,
    print_barrier,
    print_closures,
    print_plan,
    print_scan,
)

app = typer.Typer()

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


@app.command()
def assess(
    data: DataFolder,
    line: Annotated[
        list[str] | None,
        typer.Option(metavar="LON,LAT,LON,LAT", help="A bridge from bank to bank; repeatable."),
    ] = None,
    close: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="A crossing to close; repeatable.")
    ] = None,
    mode: ModeOption = TravelMode.WALK,
    as_of: DayOption = None,
    trips_to: TripsOption = TripsTo.HOMES,
    population: PopulationOption = "",
    *,
    charts: ChartsFolder = None,
    lang: LanguageOption = "en",
    as_json: AsJson = False,
) -> None:
    """Say what bridges, closures or both would change, for each bank."""
    candidates = tuple(Candidate(parse_line(text)) for text in line or ())
    closures = tuple(close or ())
    day = _choose_day(as_of)
    question = Question(mode, day, candidates, closures, trips_to=trips_to, population=population)
    if charts:
        open_folder(charts)
    model = _load_model(data)
    with _name_options():
        result = assess_question(model, question)
    if as_json:
        print_json(_say_all(result, model))
    else:
        print_assessment(SafeConsole(), model.city, result)
    if charts:
        names = write_files(charts, result, model.city, lang)
        typer.echo(f"Wrote {', '.join(names)} in {charts}.", err=True)


@app.command()
def scan(
    data: DataFolder,
    mode: ModeOption = TravelMode.WALK,
    top: Annotated[int, typer.Option(min=1, help="How many of the best to list.")] = 20,
    span: Annotated[
        float | None,
        typer.Option("--span-m", help="Longest bridge, in m; else what the river asks for."),
    ] = None,
    as_of: DayOption = None,
    trips_to: TripsOption = TripsTo.HOMES,
    population: PopulationOption = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Find where a bridge would save most, at every place along the whole river."""
    model = _load_model(data)
    with _name_options():
        day = _choose_day(as_of)
        result = scan_divide(
            model, mode, day, span_m=span, trips_to=trips_to, population=population
        )
    if as_json:
        print_json(_say_all(replace(result, alignments=result.alignments[:top]), model))
    else:
        print_scan(SafeConsole(), model, result, top)


@app.command()
def plan(
    data: DataFolder,
    mode: ModeOption = TravelMode.WALK,
    most: Annotated[
        int, typer.Option(min=1, max=MOST_BRIDGES, help="Bridges of the largest set to find.")
    ] = 2,
    length: Annotated[
        float | None,
        typer.Option("--length-km", help="What the bridges of a set may measure together, in km."),
    ] = None,
    span: Annotated[
        float | None,
        typer.Option("--span-m", help="Longest bridge, in m; else what the river asks for."),
    ] = None,
    as_of: DayOption = None,
    trips_to: TripsOption = TripsTo.HOMES,
    population: PopulationOption = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Find the best one, two or three bridges together, for both banks and for each."""
    model = _load_model(data)
    with _name_options():
        result = plan_bridges(
            *(model, mode, _choose_day(as_of), Limits(most, length, span)),
            trips_to=trips_to,
            population=population,
        )
    if as_json:
        print_json(_say_all(result, model))
    else:
        print_plan(SafeConsole(), model, result)


@app.command()
def closures(
    data: DataFolder,
    mode: ModeOption = TravelMode.WALK,
    as_of: DayOption = None,
    population: PopulationOption = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Rank the crossings, singly and in pairs, by what closing them would cost."""
    model = _load_model(data)
    with _name_options():
        result = rank_closures(model, mode, _choose_day(as_of), population=population)
    if as_json:
        print_json(_say_all(result, model))
    else:
        print_closures(SafeConsole(), model, result)


@app.command()
def barrier(
    data: DataFolder,
    mode: ModeOption = TravelMode.WALK,
    as_of: DayOption = None,
    population: PopulationOption = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Say how much of the barrier the crossings take away: none, as it is, crossed everywhere."""
    model = _load_model(data)
    with _name_options():
        result = measure_barrier(model, mode, _choose_day(as_of), population=population)
    if as_json:
        print_json(_say_all(result, model))
    else:
        print_barrier(SafeConsole(), model, result)


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


def _say_all(result: Answer, model: CityModel) -> dict[str, object]:
    """Turn an answer into plain values, its remarks as sentences, too."""
    banks = {bank.id: bank.name for bank in (model.city.left, model.city.right)}
    return result.to_dict() | {"sentences": say_remarks(result.remarks, banks, "en")}


@contextmanager
def _name_options() -> Iterator[None]:
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
    "population": "--population",
}
"""Field of a question → the option that it comes from."""


def _name_option(field: str) -> str:
    """Name the option that a field of a question came from."""
    found = re.match(r"(candidates|closures)\[(\d+)\]", field)
    if not found:
        return _OPTIONS.get(field, field)
    option = {"candidates": "--line", "closures": "--close"}[found[1]]
    return f"{option} (number {int(found[2]) + 1})"


def _choose_day(as_of: datetime | None) -> date:
    return as_of.date() if as_of else datetime.now(UTC).date()


def _load_model(data: Path) -> CityModel:
    return CityModel(open_snapshot(data))
