"""``uramost cities compare``: every indicator of every city, side by side, and what differs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from geodata.assessment.reports.tables import ReportTable
from geodata.comparison.compare import (
    Cell,
    Comparison,
    compare_cities,
    name_city,
    sort_cities,
)
from geodata.comparison.files import (
    describe_comparison,
    draw_chart,
    read_outline,
    write_csv_file,
    write_parquet_file,
)
from geodata.comparison.indicators import Indicator
from geodata.comparison.stored import ComparedCity, describe_snapshot, tell_apart
from geodata.comparison.words import (
    explain_differences,
    explain_indicator,
    list_notes,
    say_counts,
    say_indicator,
    say_source,
    write_value,
)
from geodata.errors import ExportError, GeodataError, SnapshotError
from geodata.snapshot.folder import CURRENT, SNAPSHOTS, explain
from geodata.snapshot.store import Snapshot, open_snapshot
from pipelines.commands.consoles import SafeConsole
from pipelines.commands.printing import LANGUAGE, print_table

_GROUPS = {
    "Crossing the divide": (
        Indicator.CROSSINGS_PER_KM,
        Indicator.BARRIER_CROSSING_RATIO,
        Indicator.MEAN_CROSS_RIVER_MIN,
        Indicator.LOST_INTERACTION,
    ),
    "Residents, on foot": (
        Indicator.SERVICES_WITHIN_15,
        Indicator.OTHER_BANK_WITHIN_15,
        Indicator.CUT_OFF,
    ),
    "Providers, and the map itself": (
        Indicator.PROVIDER_BALANCE,
        Indicator.MAPPING_PARITY,
        Indicator.DATA_AGE,
    ),
}
"""Tables of as many indicators as fit 80 columns."""


def compare(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR…", help="Data folders, or folders of them.")
    ],
    csv: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write a table, a row a city.")
    ] = None,
    parquet: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The same as GeoParquet, with study areas."),
    ] = None,
    chart: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A chart of every indicator, as SVG.")
    ] = None,
) -> None:
    """Put cities side by side by every indicator, and say what is not comparable."""
    snapshots = [*_open_all(folders)]
    if not snapshots:
        raise SnapshotError("none of these folders holds a city that can be read")
    today = datetime.now(UTC).date()
    cities = sort_cities(tell_apart([describe_snapshot(one) for one in snapshots]), LANGUAGE)
    comparison = compare_cities(cities, today)
    _print_comparison(SafeConsole(), comparison)
    _write_files(comparison, snapshots, csv, parquet, chart)


def _open_all(folders: Sequence[Path]) -> Iterator[Snapshot]:
    """Open the current snapshot of each folder; one that cannot be is named, and left out."""
    seen = set[str]()
    for folder in folders:
        for data in _list_data_folders(folder):
            try:
                snapshot = open_snapshot(data)
            except GeodataError as error:
                SafeConsole(stderr=True).print(
                    f"Left out: {error}", markup=False, highlight=False, soft_wrap=True
                )
                continue
            if snapshot.id not in seen:
                seen.add(snapshot.id)
                yield snapshot


def _list_data_folders(folder: Path) -> list[Path]:
    """List the data folders in a folder; itself where it is one, or holds none."""
    if (folder / CURRENT).exists() or (folder / SNAPSHOTS).exists():
        return [folder]
    return sorted(one.parent for one in folder.glob(f"*/{CURRENT}")) or [folder]


def _print_comparison(console: SafeConsole, comparison: Comparison) -> None:
    notes: dict[str, int] = {}
    _print_cities(console, comparison)
    for title, indicators in _GROUPS.items():
        headings = ("city", *(say_indicator(one, LANGUAGE) for one in indicators))
        rows = tuple(
            (name_city(city, LANGUAGE), *_list_cells(comparison, number, indicators, notes))
            for number, city in enumerate(comparison.cities)
        )
        print_table(console, ReportTable(title, headings, rows))
    if notes:
        console.print("\nNot comparable, or missing", style="bold")
    for note, number in notes.items():
        console.print(f"[{number}] {note}", markup=False, highlight=False)
    _print_explanations(console, comparison)


def _print_cities(console: SafeConsole, comparison: Comparison) -> None:
    rows = tuple(
        (
            name_city(one, LANGUAGE),
            say_source(one, LANGUAGE),
            one.data_day.isoformat() if one.data_day else "–",
            say_counts(one, LANGUAGE),
        )
        for one in comparison.cities
    )
    headings = ("city", "source", "data of", "residents counted as")
    print_table(console, ReportTable("Cities, by name", headings, rows))


def _list_cells(
    comparison: Comparison,
    number: int,
    indicators: Sequence[Indicator],
    notes: dict[str, int],
) -> Iterator[str]:
    """Write the values of a city, each with the numbers of its notes."""
    city = comparison.cities[number]
    for indicator in indicators:
        cell = comparison.cells[indicator][number]
        told = _number_notes(cell, city, notes)
        yield f"{write_value(cell.value, LANGUAGE)} {told}".strip()


def _number_notes(cell: Cell, city: ComparedCity, notes: dict[str, int]) -> str:
    found = list_notes(cell, city, LANGUAGE)
    numbers = sorted(notes.setdefault(one, len(notes) + 1) for one in found)
    return f"[{','.join(map(str, numbers))}]" if numbers else ""


def _print_explanations(console: SafeConsole, comparison: Comparison) -> None:
    differences = explain_differences(comparison, LANGUAGE)
    if differences:
        console.print()
    for said in differences:
        console.print(f"Note: {said}", style="yellow", markup=False, highlight=False)
    console.print("\nHow it is counted", style="bold")
    for one in Indicator:
        meaning = explain_indicator(one, LANGUAGE)
        console.print(f"{say_indicator(one, LANGUAGE)}: {meaning}.", markup=False, highlight=False)
    console.print(
        "Figures are those of each city's study area, on the day that its data were pulled.",
        highlight=False,
    )
    console.print(describe_comparison(comparison)["attribution"], markup=False, highlight=False)


def _write_files(
    comparison: Comparison,
    snapshots: Sequence[Snapshot],
    csv: Path | None,
    parquet: Path | None,
    chart: Path | None,
) -> None:
    by_id = {one.id: one for one in snapshots}

    def write_areas(path: Path) -> None:
        outlines = [read_outline(by_id[one.manifest.id]) for one in comparison.cities]
        write_parquet_file(comparison, outlines, path)

    def write_chart(path: Path) -> None:
        path.write_text(draw_chart(comparison, LANGUAGE), encoding="utf-8")

    writers: tuple[Callable[[Path], None], ...]
    writers = (partial(write_csv_file, comparison), write_areas, write_chart)
    for path, write in zip((csv, parquet, chart), writers, strict=True):
        if path is None:
            continue
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write(path)
        except OSError as error:
            raise ExportError(f"{path}: cannot be written ({explain(error)})") from error
        sys.stdout.write(f"wrote {path}\n")
