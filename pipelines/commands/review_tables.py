"""The tables of assessments, closures and the barrier."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from geodata.access.step_free import Passage
from geodata.assessment.card import write_card
from geodata.assessment.model import CityModel
from geodata.assessment.ranges import Ranges
from geodata.assessment.reports.range_table import make_range_table
from geodata.assessment.reports.report import make_heading, make_tables
from geodata.assessment.reports.service_tables import say_neighbourhood
from geodata.assessment.reports.tables import ReportTable, Row
from geodata.assessment.results import Assessment
from geodata.assessment.studies.barrier import Barrier
from geodata.assessment.studies.closures import BankLoss, Closure, ClosureRanking
from geodata.assessment.studies.step_free import StepFree
from geodata.assessment.words import say, say_name, say_target
from geodata.snapshot.manifest import CitySummary
from pipelines.commands.printing import (
    LANGUAGE,
    list_facts,
    name_bank,
    print_heading,
    print_table,
    write,
    write_time,
)


def print_assessment(
    console: Console, city: CitySummary, result: Assessment, ranges: Ranges | None = None
) -> None:
    """Print an assessment and how sure it is; of reach, what changes and the other bank."""
    banks = {bank.id: bank.name for bank in (city.left, city.right)}
    print_heading(console, city, result, make_heading(result, LANGUAGE))
    if ranges is not None:
        text = write_card(city, result, ranges).texts[LANGUAGE]
        own = len(text.not_known) - len(result.remarks)  # the heading has said the remarks
        for sentence in ("", *text.sentences, *text.not_known[:own]):
            console.print(Text(sentence))
    for table in make_tables(result, banks, LANGUAGE):
        print_table(console, _shorten(table))
    if ranges is not None:
        print_table(console, make_range_table(result, ranges, banks, LANGUAGE))
    console.print(result.attribution, highlight=False)


def print_closures(console: Console, model: CityModel, result: ClosureRanking) -> None:
    """Print what the closure of each crossing, and of each two, takes from either bank."""
    print_heading(console, model.city, result, list_facts(result))
    banks = [name_bank(model.city, number) for number in (0, 1)]
    whats = ("cut off", "no route", "lost")
    headings = ("#", "Crossing", *(f"{bank}\n{what}" for bank in banks for what in whats))
    for heading, closures in (("One closed", result.singles), ("Two closed", result.pairs)):
        if closures:
            print_table(console, ReportTable(heading, headings, tuple(map(_tell, closures))))
    if rows := tuple(_list_service_losses(model, result)):
        headings = ("Crossing", "Bank", "service", "cut off", "≥10 more", "most of them in")
        print_table(console, ReportTable("Services lost, one closed", headings, rows))
    for one in result.left_out:
        console.print(f"Left out: {one.crossing}, {one.reason}.", soft_wrap=True, highlight=False)
    if result.singles:
        console.print(_RANKED_BY % result.weights_unit, soft_wrap=True, highlight=False)
    console.print(model.attribution, highlight=False)


def _list_service_losses(model: CityModel, result: ClosureRanking) -> Iterator[Row]:
    """List what residents lose of services when one crossing is closed."""
    names = {one.id: say_neighbourhood(one, LANGUAGE) for one in result.neighbourhoods}
    banks = {one.id: say_name(one.name, LANGUAGE) for one in (model.city.left, model.city.right)}
    for closure in result.singles:
        for one in closure.services:
            where = names[one.neighbourhoods[0]] if one.neighbourhoods else "–"
            kind = say_target(one.service, LANGUAGE)
            numbers = write(one.cut_off, 0), write(one.late, 0)
            yield closure.crossings[0], banks[one.bank], kind, *numbers, where


def print_barrier(console: Console, model: CityModel, result: Barrier) -> None:
    """Print who reaches what with no crossing, as it is, and if it could be crossed everywhere."""
    print_heading(console, model.city, result, list_facts(result))
    headings = ("Target", "none", "now", "everywhere", "taken away, %")
    for number, bank in enumerate(result.banks):
        rows = tuple(
            (
                f"{say_target(one.target, LANGUAGE)}, {one.within_min} min",
                *(write(value, 0) for value in (one.none, one.now, one.free)),
                write(None if one.share_removed is None else 100 * one.share_removed, 0),
            )
            for one in bank.reached
            if one.share_removed is not None
        )
        name = f"{name_bank(model.city, number)} ({write(bank.residents, 0)})"
        left_out = len(bank.reached) - len(rows)
        title = f"{name}; {left_out} left out: the river is no barrier to them"
        if rows:
            print_table(console, ReportTable(title, headings, rows))
        else:
            console.print(f"\n{name}: the river is no barrier to any target.", highlight=False)
    console.print(_BARRIER % result.weights_unit, soft_wrap=True, highlight=False)
    console.print(model.attribution, highlight=False)


def print_step_free(console: Console, model: CityModel, result: StepFree) -> None:
    """Print who is known to get over the river without a step, and what is not known."""
    print_heading(console, model.city, result, list_facts(result))
    names = [name_bank(model.city, number) for number in (0, 1)]
    for title, decimals, headings, rows in (
        (
            *(result.weights_unit, 0),
            ("Bank", "passable", "unknown", "steep", "barred", "no way"),
            [(one.passable, one.unknown, one.steep, one.barred, one.none) for one in result.banks],
        ),
        (
            *("Ways for walkers, km", 1),
            ("Bank", *Passage),
            [[one.streets_m[kind] / 1_000 for kind in Passage] for one in result.banks],
        ),
    ):
        cells = [
            (name, *(write(value, decimals) for value in row))
            for name, row in zip(names, rows, strict=True)
        ]
        print_table(console, ReportTable(title, headings, tuple(cells)))
    crossings = tuple((one.id, one.passage) for one in result.crossings)
    if crossings:
        print_table(console, ReportTable("Open crossings", ("Crossing", "passage"), crossings))
    console.print(_STEP_FREE, soft_wrap=True, highlight=False)
    console.print(model.attribution, highlight=False)


_STEP_FREE = """
Residents by the best crossing that they reach on foot by ways without a known
step, high kerb or incline of over 6 %:
  passable  OpenStreetMap says that wheelchairs can pass the crossing
  unknown   no tag says either
  steep     none that nothing speaks against, but one by ways that only the
            elevation model makes steep (none, where the city has no such model)
  barred    they have a way on foot, but none without what bars
  no way    they have none on foot
Most ways have no such tag in OpenStreetMap; nothing is assumed about them."""
_BARRIER = """
%s within N minutes of the target, on whichever bank it is:
  none        with no crossing
  now         as it is on the day
  everywhere  if streets of both banks were joined along the whole river
  taken away  (now - none) / (everywhere - none)"""
_RANKED_BY = """
Ranked by the sums of both banks, each settling what the one before leaves even:
  cut off   %s that now need more than 60 min
  no route  the same, times the share of the other bank out of their reach
  lost      time added to a trip that remains; where none does (–), the gravest"""


def _tell(one: Closure) -> tuple[str, ...]:
    cells = (cell for loss in one.banks for cell in _tell_loss(loss))
    return str(one.rank), " + ".join(one.crossings), *cells


def _tell_loss(loss: BankLoss) -> tuple[str, str, str]:
    lost = write_time(loss.lost_person_min_per_trip)
    return write(loss.newly_cut_off, 0), write(loss.cut, 0), lost


_SERVICE_COLUMNS = (0, 1, 2, 3, 4, 6, 7, 8)
_SERVICE_HEADINGS = ("Service", "before", "after", "diff.", "≥1 less", "≥1 more", "new", "cut off")
"""``≥1 less``: residents whose way is at least 1 min shorter."""


def _shorten(table: ReportTable) -> ReportTable:
    """Leave out the rows of reach that do not change, and what fits no terminal of services."""
    if table.headings[0] == say("service", LANGUAGE):
        cells = tuple(tuple(row[at] for at in _SERVICE_COLUMNS) for row in table.rows)
        return ReportTable(table.title, _SERVICE_HEADINGS, cells)
    if table.headings[0] != say("target", LANGUAGE):
        return table
    rows = [
        row
        for row in table.rows
        if row[-1] != "0" or row[0].startswith(say("other bank", LANGUAGE))
    ]
    left_out = len(table.rows) - len(rows)
    title = f"{table.title}; {left_out} unchanged ones left out" if left_out else table.title
    return ReportTable(title, table.headings, tuple(rows))
