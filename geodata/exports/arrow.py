"""Rows as Arrow batches whose schema carries the title and the meaning of every field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from geodata.arrays import Objects
from geodata.fields import Field
from geodata.snapshot.published import ExportTable

GEOMETRY = "geometry"

_TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
}
_BATCH = 5_000
_WKB = {b"ARROW:extension:name": b"geoarrow.wkb", b"ARROW:extension:metadata": b"{}"}


def open_batches(table: ExportTable) -> pa.RecordBatchReader:
    """Open a table as a stream of Arrow batches; geometry is WKB, where rows can have one."""
    schema = build_schema(table)
    return pa.RecordBatchReader.from_batches(schema, _read_batches(table, schema))


def build_schema(table: ExportTable) -> pa.Schema:
    """Build the Arrow schema of a table with what GDAL reads as alias, comment and subtype."""
    columns = [_describe_column(field) for field in table.fields]
    if table.has_places:
        columns.append(pa.field(GEOMETRY, pa.binary(), metadata=_WKB))
    return pa.schema(columns)


def explain(field: Field) -> str:
    """Say what a value of a field means, with its unit."""
    return f"{field.meaning} ({field.unit})" if field.unit else field.meaning


def _describe_column(field: Field) -> pa.Field:
    facts = {"GDAL:OGR:alternative_name": field.title, "GDAL:OGR:comment": explain(field)}
    if field.unit:
        facts["unit"] = field.unit
    if field.format == "json":
        facts |= {"ARROW:extension:name": "arrow.json", "ARROW:extension:metadata": ""}
    return pa.field(field.name, _TYPES[field.type], metadata=facts)


def _read_batches(table: ExportTable, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    for start in range(0, len(table.frame), _BATCH):
        part = table.frame.iloc[start : start + _BATCH]
        arrays: list[Any] = [
            pa.Array.from_pandas(part[field.name], type=_TYPES[field.type])
            for field in table.fields
        ]
        if table.has_places:
            arrays.append(pa.array(_write_wkb(part.geometry.to_numpy()), type=pa.binary()))
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _write_wkb(shapes: Objects) -> NDArray[np.bytes_]:
    placed = shapes.copy()
    placed[shapely.is_empty(placed)] = None
    return shapely.to_wkb(shapely.force_2d(placed))
