"""The commands of the review: what a bridge would change, or several, or a closure."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from geodata.assessment.assess import assess as assess_question
from geodata.assessment.line_files import read_candidates
from geodata.assessment.ranges import measure_ranges
from geodata.assessment.request import Candidate, Question, TripsTo
from geodata.assessment.storing import store_assessment
from geodata.assessment.studies.barrier import measure_barrier
from geodata.assessment.studies.closures import rank_closures
from geodata.assessment.studies.plan import MOST_BRIDGES, Limits, plan_bridges
from geodata.assessment.studies.robustness import scan_robustly
from geodata.assessment.studies.scan import scan_divide
from geodata.assessment.studies.step_free import measure_step_free
from geodata.streets.network import TravelMode
from pipelines.commands.consoles import SafeConsole
from pipelines.commands.options import AsJson, ChartsFolder, DataFolder, LanguageOption, print_json
from pipelines.commands.place_tables import print_plan, print_scan
from pipelines.commands.questions import (
    DayOption,
    LineOption,
    ModeOption,
    PopulationOption,
    TripsOption,
    choose_day,
    load_model,
    name_options,
    parse_access,
    parse_line,
    say_all,
)
from pipelines.commands.review_files import open_folder, write_files, write_stored_file
from pipelines.commands.review_tables import (
    print_assessment,
    print_barrier,
    print_closures,
    print_step_free,
)

app = typer.Typer()


@app.command()
def assess(
    data: DataFolder,
    line: LineOption = None,
    lines: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Bridges from a file of at most 20 lines: GeoJSON, GeoPackage or what GDAL reads.",
        ),
    ] = None,
    close: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="A crossing to close; repeatable.")
    ] = None,
    open_to: Annotated[
        list[str] | None,
        typer.Option(
            "--open",
            metavar="ID:MODE[,…]",
            help="An existing crossing to open to some modes; repeatable.",
        ),
    ] = None,
    restrict: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID:MODE[,…][:DAY,…]",
            help="A crossing to close to some modes, or on some days (Mo … Su); repeatable.",
        ),
    ] = None,
    mode: ModeOption = TravelMode.WALK,
    as_of: DayOption = None,
    trips_to: TripsOption = TripsTo.HOMES,
    population: PopulationOption = "",
    *,
    ranges: Annotated[
        bool, typer.Option("--ranges", help="Also say how sure the figures are.")
    ] = False,
    charts: ChartsFolder = None,
    store: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Also write it as a file that the register takes."),
    ] = None,
    lang: LanguageOption = "en",
    as_json: AsJson = False,
) -> None:
    """Say what bridges, closures and changes of access would mean, for each bank."""
    candidates = tuple(Candidate(parse_line(text)) for text in line or ())
    candidates += read_candidates(lines) if lines else ()
    access = tuple(parse_access(text, "--open", is_open=True) for text in open_to or ())
    access += tuple(parse_access(text, "--restrict", is_open=False) for text in restrict or ())
    closures = tuple(close or ())
    day = choose_day(as_of)
    question = Question(
        mode, day, candidates, closures, trips_to=trips_to, population=population, access=access
    )
    if charts:
        open_folder(charts)
    model = load_model(data)
    with name_options():
        result = assess_question(model, question)
        found = measure_ranges(model, question) if ranges else None
        stored = store_assessment(model, question) if store else None
    if as_json:
        more = {} if found is None else {"ranges": found.to_dict()}
        print_json(say_all(result, model) | more)
    else:
        print_assessment(SafeConsole(), model.city, result, found)
    if charts:
        names = write_files(charts, result, model.city, lang)
        typer.echo(f"Wrote {', '.join(names)} in {charts}.", err=True)
    if store and stored:
        write_stored_file(store, stored)
        typer.echo(f"Wrote {store}.", err=True)


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
    robust: Annotated[
        bool,
        typer.Option("--robust", help="Also rank under other assumptions; some ten times as long."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Find where a bridge would save most, at every place along the whole river."""
    model = load_model(data)
    with name_options():
        day = choose_day(as_of)
        result = (scan_robustly if robust else scan_divide)(
            model, mode, day, span_m=span, trips_to=trips_to, population=population
        )
    if as_json:
        print_json(say_all(replace(result, alignments=result.alignments[:top]), model))
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
    model = load_model(data)
    with name_options():
        result = plan_bridges(
            *(model, mode, choose_day(as_of), Limits(most, length, span)),
            trips_to=trips_to,
            population=population,
        )
    if as_json:
        print_json(say_all(result, model))
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
    model = load_model(data)
    with name_options():
        result = rank_closures(model, mode, choose_day(as_of), population=population)
    if as_json:
        print_json(say_all(result, model))
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
    model = load_model(data)
    with name_options():
        result = measure_barrier(model, mode, choose_day(as_of), population=population)
    if as_json:
        print_json(say_all(result, model))
    else:
        print_barrier(SafeConsole(), model, result)


@app.command(name="step-free")
def step_free(
    data: DataFolder,
    as_of: DayOption = None,
    population: PopulationOption = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Say who is known to get over the river without a step, and what OpenStreetMap leaves open."""
    model = load_model(data)
    with name_options():
        result = measure_step_free(model, choose_day(as_of), population=population)
    if as_json:
        print_json(say_all(result, model))
    else:
        print_step_free(SafeConsole(), model, result)
