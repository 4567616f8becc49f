"""A table as GeoParquet 1.1 with the meaning of its columns, its source and licence inside."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import pyarrow.parquet as pq

from geodata.exports.arrow import GEOMETRY, build_schema, open_batches
from geodata.snapshot.published import ExportTable


def write_parquet(
    table: ExportTable, path: Path | IO[bytes], provenance: Mapping[str, str]
) -> None:
    """Write a table; without places it is plain Parquet."""
    facts: dict[str, Any] = {"title": table.title, "description": table.description, **provenance}
    if table.has_places:
        facts["geo"] = json.dumps(_describe_geometry(table))
    schema = build_schema(table).with_metadata(facts)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in open_batches(table):
            writer.write_batch(batch.replace_schema_metadata(facts))


def _describe_geometry(table: ExportTable) -> dict[str, Any]:
    """Describe the geometry column, as https://geoparquet.org/releases/v1.1.0/ asks."""
    geometry = table.frame.geometry
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": sorted(set(geometry.geom_type.dropna())),
        "crs": geometry.crs.to_json_dict(),
    }
    if not geometry.isna().all():
        column["bbox"] = geometry.total_bounds.tolist()
    return {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
