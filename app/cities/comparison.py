"""The page that puts cities side by side by every indicator, and the same as files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.cities.cities import Cities
from app.cities.table import Row, list_rows, sort_rows
from app.concurrency.turns import name_client
from app.language.choice import get_wording
from app.language.refusals import say_sentence
from app.review.reports import CHART_POLICY
from app.web.pages import get_tools
from geodata.comparison.compare import Cell, Comparison, compare_cities
from geodata.comparison.files import (
    draw_chart,
    read_outline,
    write_csv_file,
    write_parquet_file,
)
from geodata.comparison.indicators import UNITS, Indicator, Unit
from geodata.comparison.stored import ComparedCity
from geodata.comparison.words import (
    explain_differences,
    explain_indicator,
    list_notes,
    say_counts,
    say_indicator,
    say_source,
    write_value,
)
from geodata.dates import read_today
from geodata.errors import SnapshotError
from geodata.exports.formats import Format
from geodata.snapshot.store import Snapshot
from geodata.wording import Wording

router = APIRouter(tags=["cities"])

MOST_COLUMNS = 5
"""Cities that stand in columns beside each other; more of them stand below each other."""

CityIds = Annotated[
    list[str], Query(alias="city", description="Ids of the cities; all where none is known")
]
_ALL: list[str] = []


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A value as the page shows it.

    Attributes
    ----------
    percent
        Length of its bar; None where there is no value.
    banks
        Names of the left and of the right bank, each with its value.
    notes
        Why there is no value, or what makes it no fair comparison.
    """

    text: str
    percent: float | None
    banks: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


@router.get("/cities/compare", include_in_schema=False)
def show_comparison(request: Request, chosen: CityIds = _ALL) -> Response:
    """Show every indicator of every city, and beside each value what is not comparable."""
    pages, _, wording = get_tools(request)
    rows = _list_all(request, wording)
    comparison = _compare(rows, chosen)
    language = wording.language
    values = {
        "page": "cities-compared",
        "rows": rows,
        "chosen": [one.id for one in comparison.cities],
        "is_chosen": bool(chosen),
        "comparison": comparison,
        "is_stacked": len(comparison.cities) > MOST_COLUMNS,
        "indicators": [
            {
                "title": say_indicator(one, language),
                "meaning": explain_indicator(one, language),
                "cells": _show_cells(comparison, one, wording),
            }
            for one in Indicator
        ],
        "differences": explain_differences(comparison, language),
        "say_source": partial(say_source, language=language),
        "say_counts": partial(say_counts, language=language),
        "say_fault": partial(say_sentence, wording=wording),
        "query": "".join(f"&city={one}" for one in _list_ids(rows, chosen)),
    }
    return pages.render(request, "cities/compare.html", None, values)


@router.get(
    "/cities/compare.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}, "description": "One row for each city"}},
)
def get_csv(request: Request, chosen: CityIds = _ALL) -> Response:
    """Give the comparison as CSV: each figure in its unit, and beside it what is not comparable."""
    file = BytesIO()
    write_csv_file(_compare_asked(request, chosen), file)
    return _send(file.getvalue(), Format.CSV, Format.CSV.media_type)


@router.get(
    "/cities/compare.parquet",
    response_class=Response,
    responses={
        200: {
            "content": {Format.PARQUET.media_type: {}},
            "description": "One row for each city, with the outline of its study area",
        }
    },
)
async def get_parquet(request: Request, chosen: CityIds = _ALL) -> Response:
    """Give the comparison as GeoParquet, EPSG:4326."""
    comparison = _compare_asked(request, chosen)
    cities: Cities = request.app.state.cities
    snapshots = {one.id: one.known.snapshot for one in cities.list_cities()}
    work = partial(_write_parquet, comparison, snapshots)
    body = await _work(request, comparison, "parquet", work)
    return _send(body, Format.PARQUET, Format.PARQUET.media_type)


def _write_parquet(comparison: Comparison, snapshots: Mapping[str, Snapshot | None]) -> bytes:
    outlines = []
    for one in comparison.cities:
        snapshot = snapshots.get(one.id)
        try:
            outlines.append(read_outline(snapshot) if snapshot else None)
        except SnapshotError:  # it was dropped meanwhile
            outlines.append(None)
    file = BytesIO()
    write_parquet_file(comparison, outlines, file)
    return file.getvalue()


@router.get(
    "/cities/compare.svg",
    response_class=Response,
    responses={200: {"content": {"image/svg+xml": {}}, "description": "A panel an indicator"}},
)
async def get_chart(request: Request, chosen: CityIds = _ALL) -> Response:
    """Give the comparison as a chart, in the reader's language."""
    language = get_wording(request).language
    comparison = _compare_asked(request, chosen)
    body = await _work(request, comparison, language, partial(_draw, comparison, language))
    headers = {
        "Content-Language": language,
        "Content-Security-Policy": CHART_POLICY,
        "Vary": "Accept-Language, Cookie",
    }
    return Response(body, 200, headers, "image/svg+xml")


def _draw(comparison: Comparison, language: str) -> bytes:
    return draw_chart(comparison, language).encode()


async def _work(
    request: Request, comparison: Comparison, what: str, work: Callable[[], bytes]
) -> bytes:
    """Make a file in the turns of who asks for it, unless it was made before."""
    cities: Cities = request.app.state.cities
    snapshots = " ".join(f"{one.id} {one.manifest.id}" for one in comparison.cities)
    key = f"compared {what} {comparison.today} {snapshots}"
    known = cities.workers.answers.get(key)
    if known is None:
        known = await cities.workers.quick.run(work, name_client(request))
        cities.workers.answers.put(key, known)
    return known


def _send(body: bytes, suffix: str, media_type: str) -> Response:
    name = f'attachment; filename="compared-cities.{suffix}"'
    return Response(body, 200, {"Content-Disposition": name}, media_type)


def _list_all(request: Request, wording: Wording) -> list[Row]:
    """List all cities by name: no other order is offered."""
    cities: Cities = request.app.state.cities
    return sort_rows(list_rows(cities.list_cities()), "name", read_today(), wording)


def _compare_asked(request: Request, chosen: list[str]) -> Comparison:
    return _compare(_list_all(request, get_wording(request)), chosen)


def _compare(rows: Sequence[Row], chosen: list[str]) -> Comparison:
    """Compare the cities that are asked for; all where none of them is known and can be read."""
    ids = _list_ids(rows, chosen) or [one.id for one in rows]
    found = [one.compared for one in rows if one.compared and one.id in ids]
    return compare_cities(found, read_today())


def _list_ids(rows: Sequence[Row], chosen: list[str]) -> list[str]:
    asked = set(chosen)
    return [one.id for one in rows if one.compared and one.id in asked]


def _show_cells(
    comparison: Comparison, indicator: Indicator, wording: Wording
) -> list[tuple[ComparedCity, ShownCell]]:
    """Show the row of an indicator; bars of shares end at 1, others at the largest value."""
    row = comparison.cells[indicator]
    longest = max((one.value.value or 0.0 for one in row), default=0.0)
    whole = 1.0 if UNITS[indicator] is Unit.SHARE else longest
    shown = (
        _show(cell, city, wording, whole) for cell, city in zip(row, comparison.cities, strict=True)
    )
    return list(zip(comparison.cities, shown, strict=True))


def _show(cell: Cell, city: ComparedCity, wording: Wording, whole: float) -> ShownCell:
    value, summary, language = cell.value, city.manifest.city, wording.language
    names = wording.name_banks(summary)
    banks = zip((summary.left.id, summary.right.id), value.banks or (), strict=False)
    return ShownCell(
        text=write_value(value, language),
        percent=None if value.value is None or not whole else 100 * value.value / whole,
        banks=tuple(
            (names[bank], write_value(value, language, one))
            for bank, one in banks
            if one is not None
        ),
        notes=list_notes(cell, city, language),
    )
