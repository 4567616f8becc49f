"""Writes tables as files of a format, with their meaning, source and licence inside."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

import pandas as pd
import pyogrio
import shapely

from geodata.crs import COORDINATE_DECIMALS
from geodata.errors import ExportError
from geodata.exports.arrow import GEOMETRY, open_batches
from geodata.exports.cells import make_inert
from geodata.exports.drawing import write_drawing
from geodata.exports.formats import Drawing, Format
from geodata.exports.geojson import write_geojson, write_geojson_lines
from geodata.exports.geopackage import finish_geopackage
from geodata.exports.parquet import write_parquet
from geodata.exports.provenance import describe_provenance
from geodata.fields import Field
from geodata.snapshot.manifest import Manifest
from geodata.snapshot.published import ExportTable

Report = Callable[[str, int, int], None]
WKT = "WKT"
"""The column of a CSV file that GDAL takes for geometry."""

_GPKG = "1.2"
"""What GIS programs of the last years read without a warning."""


def write_export(
    tables: Sequence[ExportTable],
    form: Format | Drawing,
    path: Path,
    manifest: Manifest,
    report: Report = lambda _what, _done, _total: None,
    encoding: str = "utf-8",
) -> None:
    """Write tables to a new file; only a GeoPackage and a drawing hold more than one.

    Parameters
    ----------
    manifest
        Of the snapshot that the tables are from.
    report
        Told what is being written, how many tables are done, and of how many.
    encoding
        Of CSV: ``utf-8-sig`` begins with the mark by which spreadsheets know it.

    Raises
    ------
    ExportError
        When the file cannot be written.
    """
    try:
        if form is Format.GPKG:
            _write_geopackage(tables, path, manifest, report)
        elif form is Drawing.DXF:
            report(form, 0, 1)
            write_drawing(tables, path, describe_provenance(manifest))
        else:
            report(tables[0].name, 0, 1)
            _write_one(tables[0], Format(form), path, describe_provenance(manifest), encoding)
    except (OSError, pyogrio.errors.DataSourceError) as error:
        raise ExportError(f"{path}: cannot be written ({error})") from error


def _write_one(
    table: ExportTable, form: Format, path: Path, provenance: dict[str, str], encoding: str
) -> None:
    match form:
        case Format.GEOJSON:
            write_geojson(table, path, provenance)
        case Format.GEOJSONL:
            write_geojson_lines(table, path)
        case Format.PARQUET:
            write_parquet(table, path, provenance)
        case Format.CSV:
            write_csv(table, path, encoding)
        case _:
            _write_flatgeobuf(table, path, provenance)


def write_csv(table: ExportTable, path: Path | IO[bytes], encoding: str) -> None:
    """Write UTF-8 text as RFC 4180 asks, geometry as WKT at the end.

    Numbers are as they are; a text that a spreadsheet would run has an apostrophe before it.
    """
    columns = {field.name: _write_column(table.frame[field.name], field) for field in table.fields}
    frame = table.frame[[]].assign(**columns)
    if table.has_places:
        frame[WKT] = shapely.to_wkt(
            table.frame.geometry.to_numpy(),
            rounding_precision=COORDINATE_DECIMALS,
            output_dimension=2,
        )
    frame.to_csv(path, index=False, encoding=encoding, lineterminator="\r\n")


def _write_column(column: pd.Series, field: Field) -> pd.Series:
    if field.type == "boolean":
        return column.map({True: "true", False: "false"})
    return column.map(make_inert) if field.type == "string" else column


def _write_flatgeobuf(table: ExportTable, path: Path, provenance: dict[str, str]) -> None:
    # The index of this format has no place for features without one.
    is_indexed = table.has_places and len(table.frame) and not table.frame.geometry.isna().any()
    options = {
        "TITLE": table.title,
        "DESCRIPTION": "\n".join([table.description, *_list_lines(provenance)]),
        "SPATIAL_INDEX": "YES" if is_indexed else "NO",
    }
    _write_by_gdal(table, path, "FlatGeobuf", options)


def _write_geopackage(
    tables: Sequence[ExportTable], path: Path, manifest: Manifest, report: Report
) -> None:
    provenance = describe_provenance(manifest)
    with _set_up_gdal(manifest):
        for done, table in enumerate(tables):
            report(table.name, done, len(tables))
            options = {
                "IDENTIFIER": table.name,
                "DESCRIPTION": "\n".join([table.description, *_list_lines(provenance)]),
                "GEOMETRY_NAME": "geom",
            }
            facts = None if done else provenance
            _write_by_gdal(table, path, "GPKG", options, append=done > 0, dataset_metadata=facts)
    finish_geopackage(path, tables, manifest)


def _write_by_gdal(
    table: ExportTable, path: Path, driver: str, options: dict[str, str], **more: object
) -> None:
    places = {
        "geometry_name": GEOMETRY,
        "geometry_type": choose_geometry_type(table),
        "crs": table.frame.crs.to_string() if table.has_places else None,
    }
    pyogrio.write_arrow(
        open_batches(table),
        path,
        layer=table.name,
        driver=driver,
        layer_options=options,
        **(places if table.has_places else {}),
        **more,
    )


def choose_geometry_type(table: ExportTable) -> str:
    """Choose the one type of all geometries, or Unknown, which formats take for any."""
    types = set(table.frame.geometry.geom_type.dropna())
    return str(types.pop()) if len(types) == 1 else "Unknown"


def _list_lines(provenance: dict[str, str]) -> list[str]:
    keys = ("attribution", "licence", "source", "snapshot", "notes")
    return [provenance[key] for key in keys if key in provenance]


@contextmanager
def _set_up_gdal(manifest: Manifest) -> Iterator[None]:
    """Let GDAL date a file as its snapshot, so that the same data make the same file.

    Nobody reads a file before it is complete: it need not survive a power cut at every step.
    """
    moment = datetime.fromisoformat(manifest.created_at).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    options = {"OGR_CURRENT_DATE": moment, "OGR_SQLITE_SYNCHRONOUS": "OFF"}
    pyogrio.set_gdal_config_options(options)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(dict.fromkeys(options))
