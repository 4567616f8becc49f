"""How the commands of the review print what was asked, and tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from geodata.assessment.figures import say_weights
from geodata.assessment.remarks import say_remarks
from geodata.assessment.reports.tables import ReportTable
from geodata.assessment.results import Answer
from geodata.assessment.words import say, say_name, write_duration, write_number
from geodata.snapshot.manifest import CitySummary

LANGUAGE = "en"
_NUMBER = re.compile(r"[−+]?[\d,.]+( (s|min))?( \+ [\d,.]+)?|[–·]?")


def list_facts(result: Answer) -> list[tuple[str, str]]:
    """List what an answer stands on: labels and values."""
    said = say_weights(result.figures, LANGUAGE, is_combination=result.is_combination)
    figures = [*said] if result.figures else []
    pairs = [
        ("city", result.city),
        ("mode", say(result.mode, LANGUAGE)),
        ("day", result.day),
        ("trips", say(result.trips_to, LANGUAGE)),
        ("weights", "; ".join([say(result.weights_unit, LANGUAGE), *figures])),
        ("snapshot", result.snapshot_id),
    ]
    return [(say(key, LANGUAGE), value) for key, value in pairs]


def name_bank(city: CitySummary, number: int) -> str:
    """Name the left bank, 0, or the right one, 1."""
    return say_name((city.left, city.right)[number].name, LANGUAGE)


def write(value: float | None, decimals: int) -> str:
    """Write a number; a dash where there is none."""
    return write_number(value, LANGUAGE, decimals)


def write_time(minutes: float | None) -> str:
    """Write how much a time changes, in seconds or minutes; a dash where there is none."""
    return write_duration(minutes, LANGUAGE)


def print_heading(
    console: Console, city: CitySummary, result: Answer, pairs: Sequence[tuple[str, str]]
) -> None:
    """Print what was asked, and the notes that readers must not miss."""
    for label, value in pairs:
        console.print(Text.assemble((f"{label}: ", "bold"), value))
    banks = {bank.id: bank.name for bank in (city.left, city.right)}
    notes = [say("modelled", LANGUAGE)] if result.is_modelled else []
    for note in (*notes, *say_remarks(result.remarks, banks, LANGUAGE)):
        console.print(Text(f"Note: {note}", style="yellow"))


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
