"""A comparison as files: a table as CSV and GeoParquet, and a chart of every indicator."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import IO

from shapely.geometry.base import BaseGeometry

from geodata import ATTRIBUTION, LICENCE_URL
from geodata.comparison.compare import Comparison, name_city
from geodata.comparison.indicators import UNITS, Unit
from geodata.comparison.table import make_table
from geodata.comparison.words import (
    explain_differences,
    say_indicator,
    say_lack,
    write_value,
)
from geodata.snapshot.store import Snapshot

AREA = "study_area"
"""The part of a snapshot's table of banks that is the study area."""


def write_csv_file(comparison: Comparison, file: Path | IO[bytes]) -> None:
    """Write a row a city, without geometry but for a point in the study area."""
    from geodata.exports.write import write_csv  # noqa: PLC0415 - GDAL takes 28 MB of memory

    write_csv(make_table(comparison), file, "utf-8-sig")


def write_parquet_file(
    comparison: Comparison, outlines: Sequence[BaseGeometry | None], file: Path | IO[bytes]
) -> None:
    """Write a row a city as GeoParquet, with the outlines of the study areas in EPSG:4326."""
    from geodata.exports.parquet import write_parquet  # noqa: PLC0415 - likewise

    write_parquet(make_table(comparison, outlines), file, describe_comparison(comparison))


def describe_comparison(comparison: Comparison) -> dict[str, str]:
    """Describe what a file is made of, as texts that any format can hold."""
    snapshots = ", ".join(f"{one.id} {one.manifest.id}" for one in comparison.cities)
    attributions = dict.fromkeys(one.manifest.attribution for one in comparison.cities)
    licences = dict.fromkeys(one.manifest.licence for one in comparison.cities)
    return {
        "attribution": "; ".join(attributions) or ATTRIBUTION,
        "licence": "; ".join(licences) or LICENCE_URL,
        "day": comparison.today.isoformat(),
        "snapshots": snapshots,
    }


def read_outline(snapshot: Snapshot) -> BaseGeometry | None:
    """Read the outline of a snapshot's study area, EPSG:4326; None where it has none."""
    banks = snapshot.read_table("banks")
    found = banks.loc[banks["part"] == AREA, "geometry"]
    return found.iloc[0] if len(found) else None


def draw_chart(comparison: Comparison, language: str) -> str:
    """Draw a panel for each indicator, cities in the order of the comparison, as SVG."""
    from geodata.assessment.reports.panels import (  # noqa: PLC0415 - matplotlib takes its time
        Panel,
        draw_panels,
    )

    panels = []
    for indicator, cells in comparison.cells.items():
        said = zip(cells, comparison.cities, strict=True)
        texts = [
            write_value(one.value, language)
            if one.value.value is not None
            else say_lack(one.value, city.manifest.city, language)
            for one, city in said
        ]
        panels.append(
            Panel(
                say_indicator(indicator, language),
                tuple(one.value.value for one in cells),
                tuple(texts),
                tuple(bool(one.doubts) for one in cells),
                1.0 if UNITS[indicator] is Unit.SHARE else None,
            )
        )
    names = [name_city(one, language) for one in comparison.cities]
    notes = explain_differences(comparison, language)
    return draw_panels(names, panels, [*notes, describe_comparison(comparison)["attribution"]])
