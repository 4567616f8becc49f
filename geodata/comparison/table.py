"""A comparison as a flat table of a row a city, for CSV and GeoParquet, with what is in doubt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.comparison.compare import Comparison, tell_source
from geodata.comparison.indicators import BY_BANK, UNITS, Indicator, Unit
from geodata.comparison.stored import ComparedCity
from geodata.comparison.words import explain_indicator, list_notes, say_indicator
from geodata.crs import GEOGRAPHIC
from geodata.fields import NAME_FIELDS, Field
from geodata.names import SPOKEN, join_names
from geodata.snapshot.published import ExportTable

NAME = "cities"
_LANGUAGE = "en"
_UNIT_WORDS = {Unit.PER_KM: "1/km", Unit.SHARE: "0–1", Unit.MINUTES: "min", Unit.DAYS: "days"}
_BANKS = ("left", "right")

_CITY_FIELDS = (
    Field("city", "string", "City", "id of the city"),
    Field("name", "string", "Name", "its names side by side"),
    *NAME_FIELDS,
    Field("left_bank", "string", "Left bank", "names of the bank to the left of the dividing line"),
    Field("right_bank", "string", "Right bank", "names of the other bank"),
    Field("source", "string", "Source", "whose data it is made of"),
    Field("data_day", "string", "Day of the data", "day of the source's data", format="date"),
    Field("is_modelled", "boolean", "Modelled", "true for modelled (not real) data"),
    Field("snapshot", "string", "Data version", "id of the snapshot"),
    Field("day", "string", "Day", "day of the crossings' state", format="date"),
    Field("residents", "string", "Residents", "what they are weighed by: people, or floor area"),
    Field("counts", "string", "Counts", "what the totals of people are numbers of"),
    Field("certainty", "string", "Certainty", "of these totals, the least: H, M or L"),
    Field("lon", "number", "Longitude", "a point in the study area, EPSG:4326", "°"),
    Field("lat", "number", "Latitude", "a point in the study area, EPSG:4326", "°"),
)


def _list_fields(indicator: Indicator) -> Iterator[Field]:
    """List the columns of an indicator: its value, those of both banks, and what is in doubt."""
    title, unit = say_indicator(indicator, _LANGUAGE), _UNIT_WORDS[UNITS[indicator]]
    yield Field(indicator, "number", title, explain_indicator(indicator, _LANGUAGE), unit)
    if indicator in BY_BANK:
        for bank in _BANKS:
            yield Field(f"{indicator}_{bank}", "number", f"{title}: {bank} bank", title, unit)
    note = "why there is no value, or what makes it no fair comparison"
    yield Field(f"{indicator}_note", "string", f"{title}: note", note)


FIELDS = (*_CITY_FIELDS, *(field for one in Indicator for field in _list_fields(one)))


def make_table(
    comparison: Comparison, outlines: Sequence[BaseGeometry | None] | None = None
) -> ExportTable:
    """Make the table of a comparison; texts are English, as in other files.

    Parameters
    ----------
    outlines
        The study area of each city in EPSG:4326, (lon, lat); the box around it where it is None.
        Without outlines the table has no geometry.
    """
    boxes = [shapely.box(*one.manifest.bounds) for one in comparison.cities]
    shapes = [mine or box for mine, box in zip(outlines or boxes, boxes, strict=True)]
    rows = [
        {**_describe(city, shape), **_list_values(comparison, number)}
        for number, (city, shape) in enumerate(zip(comparison.cities, shapes, strict=True))
    ]
    columns = {
        one.name: pd.Series([row.get(one.name) for row in rows], dtype=_DTYPES[one.type])
        for one in FIELDS
    }
    frame = gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(shapes, crs=GEOGRAPHIC))
    return ExportTable(
        NAME,
        "Divided cities side by side",
        "every indicator of every city, with what is not comparable",
        FIELDS,
        frame,
        has_places=outlines is not None,
    )


_DTYPES = {"string": "object", "integer": "Int64", "number": "float64", "boolean": "boolean"}


def _describe(city: ComparedCity, shape: BaseGeometry) -> dict[str, Any]:
    summary, found, manifest = city.manifest.city, city.indicators, city.manifest
    middle = shape.representative_point()
    names = {one.field: summary.name.get(code) for code, one in SPOKEN.items()}
    certain = [one.certainty for one in found.measured if one.certainty] if found else []
    return {
        **names,
        "city": city.id,
        "name": join_names(summary.name),
        "left_bank": join_names(summary.left.name),
        "right_bank": join_names(summary.right.name),
        "source": tell_source(manifest),
        "data_day": city.data_day.isoformat() if city.data_day else None,
        "is_modelled": manifest.origin.is_modelled,
        "snapshot": manifest.id,
        "day": found.day if found else None,
        "residents": found.weights_unit if found else None,
        "counts": "; ".join(found.counts) or None if found else None,
        "certainty": certain[0] if certain else None,
        "lon": round(middle.x, 6),
        "lat": round(middle.y, 6),
    }


def _list_values(comparison: Comparison, number: int) -> dict[str, Any]:
    city, values = comparison.cities[number], dict[str, Any]()
    for indicator, cells in comparison.cells.items():
        cell = cells[number]
        values[indicator] = cell.value.value
        for bank, one in zip(_BANKS, cell.value.banks or (), strict=False):
            values[f"{indicator}_{bank}"] = one
        values[f"{indicator}_note"] = "; ".join(list_notes(cell, city, _LANGUAGE)) or None
    return values
