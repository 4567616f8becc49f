"""The command that tells how many trips a day would pay for a bridge."""

from __future__ import annotations

from typing import Annotated

import typer

from geodata.assessment.break_even import Costs, Payback, Sourced, assess_break_even, read_sourced
from geodata.assessment.model import CityModel
from geodata.assessment.reports.tables import ReportTable
from geodata.assessment.request import Candidate, Question, RequestError
from geodata.assessment.words import say, write_duration, write_number
from geodata.streets.network import TravelMode
from pipelines.commands.consoles import SafeConsole
from pipelines.commands.options import AsJson, DataFolder, print_json
from pipelines.commands.printing import print_heading, print_table
from pipelines.commands.questions import (
    DayOption,
    LineOption,
    ModeOption,
    PopulationOption,
    choose_day,
    load_model,
    name_options,
    parse_line,
    say_all,
)

app = typer.Typer()

_SOURCED = "VALUE: SOURCE"


@app.command("break-even")
def break_even(
    data: DataFolder,
    currency: Annotated[str, typer.Option(help="Of all sums, such as EUR.")],
    low: Annotated[str, typer.Option(metavar=_SOURCED, help="Least cost to build.")],
    high: Annotated[str, typer.Option(metavar=_SOURCED, help="Most cost to build.")],
    upkeep: Annotated[str, typer.Option(metavar=_SOURCED, help="Upkeep of a year.")],
    life: Annotated[str, typer.Option(metavar=_SOURCED, help="Years that it lasts.")],
    value_of_time: Annotated[
        str, typer.Option(metavar=_SOURCED, help="Worth of one hour of one person.")
    ],
    rate: Annotated[
        str, typer.Option(metavar=_SOURCED, help="Discount rate of a year, such as 0.03.")
    ],
    line: LineOption = None,
    mode: ModeOption = TravelMode.WALK,
    as_of: DayOption = None,
    population: PopulationOption = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Say how many trips a day would pay for bridges by the time saved; needs every source."""
    given = {
        "--low": low,
        "--high": high,
        "--upkeep": upkeep,
        "--life": life,
        "--value-of-time": value_of_time,
        "--rate": rate,
    }
    costs = Costs(currency, *(_read(option, text) for option, text in given.items()))
    candidates = tuple(Candidate(parse_line(text)) for text in line or ())
    question = Question(mode, choose_day(as_of), candidates, population=population)
    model = load_model(data)
    with name_options():
        result = assess_break_even(model, question, costs)
    if as_json:
        print_json(say_all(result, model))
    else:
        _print(model, result)


def _read(option: str, text: str) -> Sourced:
    try:
        return read_sourced(text)
    except ValueError as error:
        raise RequestError(option, str(error)) from None


def _print(model: CityModel, result: Payback) -> None:
    console, found = SafeConsole(), result.break_even
    facts = ((say("mode", "en"), result.mode), (say("day", "en"), result.day))
    print_heading(console, model.city, result, facts)
    low, high = (write_number(one, "en", 0) for one in found.trips_per_day)
    least, most = (write_number(one, "en", 0) for one in found.cost_per_year)
    saved = write_duration(found.saved_min_per_trip, "en")
    console.print(
        f"\nIt pays for itself by the time saved from {low} to {high} trips a day, each"
        f"\nsaving {saved}: it costs {least} to {most} {found.costs.currency} a year."
        "\nHow many trips there will be is not foreseen.",
        highlight=False,
    )
    costs = found.costs
    rows = tuple(
        (label, f"{one.value:,.12g}", one.source)
        for label, one in (
            ("least cost", costs.low),
            ("most cost", costs.high),
            ("upkeep a year", costs.upkeep),
            ("life, years", costs.life),
            ("worth of an hour", costs.value_of_time),
            ("discount rate", costs.rate),
        )
    )
    print_table(console, ReportTable("As given", ("figure", "value", "source"), rows))
    console.print(model.attribution, highlight=False)
