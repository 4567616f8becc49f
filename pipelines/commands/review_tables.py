"""The tables of the commands of the review."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from geodata import ATTRIBUTION
from geodata.assessment.figures import say_weights
from geodata.assessment.model import CityModel
from geodata.assessment.remarks import say_remarks
from geodata.assessment.reports.report import make_heading, make_tables
from geodata.assessment.reports.tables import ReportTable
from geodata.assessment.results import Answer, Assessment
from geodata.assessment.studies.barrier import Barrier
from geodata.assessment.studies.closures import BankLoss, Closure, ClosureRanking
from geodata.assessment.studies.plan import Plan
from geodata.assessment.studies.scan import Scan
from geodata.assessment.studies.set_search import BestSet, PlannedSet
from geodata.assessment.words import say, say_name, say_target, write_number
from geodata.snapshot.manifest import CitySummary

_LANGUAGE = "en"
_NUMBER = re.compile(r"[−+]?[\d,.]+( \+ [\d,.]+)?|[–·]?")


def print_assessment(console: Console, city: CitySummary, result: Assessment) -> None:
    """Print an assessment; of reach, what changes and the other bank."""
    banks = {bank.id: bank.name for bank in (city.left, city.right)}
    print_heading(console, city, result, make_heading(result, _LANGUAGE))
    for table in make_tables(result, banks, _LANGUAGE):
        print_table(console, _shorten(table))
    console.print(ATTRIBUTION, highlight=False)


def print_scan(console: Console, model: CityModel, result: Scan, top: int) -> None:
    """Print the best places for a bridge, and how to look at the first one."""
    print_heading(console, model.city, result, _list_facts(result))
    banks = [_name_bank(model.city, number) for number in (0, 1)]
    rows = [
        (
            str(one.rank),
            _write(one.station_m, 0),
            _write(one.length_m, 0),
            _write(one.saved_person_min_per_trip, 2),
            *(_write(bank.saved_person_min_per_trip, 2) for bank in one.banks),
            _write(one.gained, 0),
            _write(one.mutuality, 2),
            "best" if one.is_best else "",
        )
        for one in result.alignments[:top]
    ]
    headings = ("#", "at m", "span m", "saved", *banks, "connected", "balance", "")
    shown = f"{len(rows)} of {len(result.alignments):,} places"
    title = f"{shown}; saved: person-min per trip; best: nothing beats it"
    if rows:
        print_table(console, ReportTable(title, headings, tuple(rows)))
        ends = ",".join(f"{degrees:.6f}" for at in result.alignments[0].line for degrees in at)
        command = (
            f"uramost assess --mode {result.mode} --trips-to {result.trips_to}"
            f" --as-of {result.day} --population {result.population} --line {ends} --data DIR"
        )
        console.print(f"\nThe first one in full:\n{command}", soft_wrap=True, highlight=False)
    console.print(ATTRIBUTION, highlight=False)


def print_plan(console: Console, model: CityModel, result: Plan) -> None:
    """Print the best sets of bridges, and how sure it is that they are."""
    print_heading(console, model.city, result, _list_facts(result))
    banks = [_name_bank(model.city, number) for number in (0, 1)]
    aims = {"both": "both banks", model.city.left.id: banks[0], model.city.right.id: banks[1]}
    found: dict[tuple[int, ...], list[tuple[BestSet, PlannedSet]]] = {}
    for one in result.sets:
        if (best := one.overtaken_by or one.best) is not None:
            found.setdefault(best.places, []).append((one, best))
    rows = [
        (
            str(len(best.places)),
            ", ".join(aims[one.aim] for one, _ in of),
            " + ".join(str(at + 1) for at in best.places),
            _write(best.length_m, 0),
            _write(best.saved_person_min_per_trip, 2),
            *(_write(bank.saved_person_min_per_trip, 2) for bank in best.banks),
            _write(sum(bank.gained for bank in best.banks), 0),
            "; ".join(dict.fromkeys(_tell_proof(one) for one, _ in of)),
        )
        for of in found.values()
        for best in [of[0][1]]
    ]
    headings = ("#", "best for", "places", "m", "saved", *banks, "new", "")
    left_out = f", {result.left_out} that save less left out" if result.left_out else ""
    title = f"{len(result.places)} places, one per 150 m{left_out}; saved: person-min per trip"
    if rows:
        print_table(console, ReportTable(title, headings, tuple(rows)))
        print_table(console, _list_places(result, {at for best in found for at in best}))
        console.print(_PROVEN, soft_wrap=True, highlight=False)
        if result.connects_first:
            console.print(_CONNECTS_FIRST, soft_wrap=True, highlight=False)
    else:
        console.print("\nNo set of bridges of this length saves anything.", highlight=False)
    console.print(ATTRIBUTION, highlight=False)


_PROVEN = """
proven   no other set of these places saves more while each trip uses at most
         one new bridge
checked  nor with trips over several, of all sets within 2 % of the best"""
_CONNECTS_FIRST = """
Nobody can cross now: sets are ranked by people newly connected, then by
minutes."""


def _list_places(result: Plan, used: set[int]) -> ReportTable:
    """List the places of some sets, from the first to the last along the river."""
    rows = tuple(
        (
            str(at + 1),
            _write(place.station_m, 0),
            _write(place.length_m, 0),
            " – ".join(name or "unnamed street" for name in place.streets),
            place.beside or "",
        )
        for at, place in enumerate(result.places)
        if at in used
    )
    headings = ("place", "at m", "span m", "streets at its ends", "beside")
    return ReportTable("Places, by metres along the river", headings, rows)


def _tell_proof(one: BestSet) -> str:
    told = ["proven" if one.is_proven else "best found"]
    if one.overtaken_by is not None:
        told.append("overtakes the best without trips over two new bridges")
    elif one.is_checked:
        told.append("checked")
    return ", ".join(told)


def print_closures(console: Console, model: CityModel, result: ClosureRanking) -> None:
    """Print what the closure of each crossing, and of each two, takes from either bank."""
    print_heading(console, model.city, result, _list_facts(result))
    banks = [_name_bank(model.city, number) for number in (0, 1)]
    whats = ("cut off", "no route", "min lost")
    headings = ("#", "Crossing", *(f"{bank}\n{what}" for bank in banks for what in whats))
    for heading, closures in (("One closed", result.singles), ("Two closed", result.pairs)):
        if closures:
            print_table(console, ReportTable(heading, headings, tuple(map(_tell, closures))))
    if result.singles:
        console.print(_RANKED_BY % result.weights_unit, soft_wrap=True, highlight=False)
    console.print(ATTRIBUTION, highlight=False)


def print_barrier(console: Console, model: CityModel, result: Barrier) -> None:
    """Print who reaches what with no crossing, as it is, and if it could be crossed everywhere."""
    print_heading(console, model.city, result, _list_facts(result))
    headings = ("Target", "none", "now", "everywhere", "taken away, %")
    for number, bank in enumerate(result.banks):
        rows = tuple(
            (
                f"{say_target(one.target, _LANGUAGE)}, {one.within_min} min",
                *(_write(value, 0) for value in (one.none, one.now, one.free)),
                _write(None if one.share_removed is None else 100 * one.share_removed, 0),
            )
            for one in bank.reached
            if one.share_removed is not None
        )
        name = f"{_name_bank(model.city, number)} ({_write(bank.residents, 0)})"
        left_out = len(bank.reached) - len(rows)
        title = f"{name}; {left_out} left out: the river is no barrier to them"
        if rows:
            print_table(console, ReportTable(title, headings, rows))
        else:
            console.print(f"\n{name}: the river is no barrier to any target.", highlight=False)
    console.print(_BARRIER % result.weights_unit, soft_wrap=True, highlight=False)
    console.print(ATTRIBUTION, highlight=False)


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
  min lost  person-min per trip that remains; where none does (–), the gravest"""


def _tell(one: Closure) -> tuple[str, ...]:
    cells = (cell for loss in one.banks for cell in _tell_loss(loss))
    return str(one.rank), " + ".join(one.crossings), *cells


def _tell_loss(loss: BankLoss) -> tuple[str, str, str]:
    lost = _write(loss.lost_person_min_per_trip, 2)
    return _write(loss.newly_cut_off, 0), _write(loss.cut, 0), lost


def _list_facts(result: Scan | Plan | Barrier | ClosureRanking) -> list[tuple[str, str]]:
    said = say_weights(result.figures, _LANGUAGE, is_combination=result.is_combination)
    figures = [*said] if result.figures else []
    pairs = [
        ("city", result.city),
        ("mode", say(result.mode, _LANGUAGE)),
        ("day", result.day),
        ("trips", say(result.trips_to, _LANGUAGE)),
        ("weights", "; ".join([say(result.weights_unit, _LANGUAGE), *figures])),
        ("snapshot", result.snapshot_id),
    ]
    return [(say(key, _LANGUAGE), value) for key, value in pairs]


def _name_bank(city: CitySummary, number: int) -> str:
    return say_name((city.left, city.right)[number].name, _LANGUAGE)


def _write(value: float | None, decimals: int) -> str:
    return write_number(value, _LANGUAGE, decimals)


def print_heading(
    console: Console, city: CitySummary, result: Answer, pairs: Sequence[tuple[str, str]]
) -> None:
    """Print what was asked, and the notes that readers must not miss."""
    for label, value in pairs:
        console.print(Text.assemble((f"{label}: ", "bold"), value))
    banks = {bank.id: bank.name for bank in (city.left, city.right)}
    notes = [say("modelled", _LANGUAGE)] if result.is_modelled else []
    for note in (*notes, *say_remarks(result.remarks, banks, _LANGUAGE)):
        console.print(Text(f"Note: {note}", style="yellow"), soft_wrap=True)


def print_table(console: Console, table: ReportTable) -> None:
    """Print a table; columns of numbers to the right."""
    console.print()
    console.print(Text(table.title, style="bold"))
    shown = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    columns = zip(*table.rows, strict=True) if table.rows else [()] * len(table.headings)
    for heading, column in zip(table.headings, columns, strict=True):
        is_number = all(_NUMBER.fullmatch(cell) for cell in column)
        shown.add_column(heading, justify="right" if is_number else "left", no_wrap=is_number)
    for row in table.rows:
        shown.add_row(*(Text(cell) for cell in row))
    console.print(shown)


_SERVICE_COLUMNS = (0, 1, 2, 3, 4, 6, 7, 8)
_SERVICE_HEADINGS = ("Service", "before", "after", "diff.", "≥1 less", "≥1 more", "new", "cut off")
"""``≥1 less``: residents whose way is at least 1 min shorter."""


def _shorten(table: ReportTable) -> ReportTable:
    """Leave out the rows of reach that do not change, and what fits no terminal of services."""
    if table.headings[0] == say("service", _LANGUAGE):
        cells = tuple(tuple(row[at] for at in _SERVICE_COLUMNS) for row in table.rows)
        return ReportTable(table.title, _SERVICE_HEADINGS, cells)
    if table.headings[0] != say("target", _LANGUAGE):
        return table
    rows = [
        row
        for row in table.rows
        if row[-1] != "0" or row[0].startswith(say("other bank", _LANGUAGE))
    ]
    left_out = len(table.rows) - len(rows)
    title = f"{table.title}; {left_out} unchanged ones left out" if left_out else table.title
    return ReportTable(title, table.headings, tuple(rows))
