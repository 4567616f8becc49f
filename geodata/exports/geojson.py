"""Tables as GeoJSON (RFC 7946), whole or one feature a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import orjson
import shapely

from geodata.fields import Field
from geodata.geojson import normalise_geometries
from geodata.snapshot.published import ExportTable


def write_geojson(table: ExportTable, path: Path, provenance: Mapping[str, str]) -> None:
    """Write a FeatureCollection, a line a feature, with its provenance as members of its own."""
    count = len(table.frame)
    members = {
        "type": "FeatureCollection",
        "name": table.name,
        **provenance,
        "numberMatched": count,
        "numberReturned": count,
    }
    with path.open("wb") as file:
        file.write(orjson.dumps(members)[:-1] + b',"features":[\n')
        for at, feature in enumerate(encode_rows(table)):
            file.write(b",\n" + feature if at else feature)
        file.write(b"\n]}\n")


def write_geojson_lines(table: ExportTable, path: Path) -> None:
    """Write one feature a line and nothing else, as GDAL's GeoJSONSeq and many tools read it."""
    with path.open("wb") as file:
        file.writelines(chain.from_iterable((line, b"\n") for line in encode_rows(table)))


def encode_rows(table: ExportTable) -> Iterator[bytes]:
    """Encode each row as a feature; fields of format ``json`` become objects, NaN null."""
    columns = [_read_column(table, field) for field in table.fields]
    names = [field.name for field in table.fields]
    shapes = shapely.to_geojson(normalise_geometries(table.frame.geometry.to_numpy()))
    for row_id, shape, *values in zip(table.row_ids, shapes, *columns, strict=True):
        feature = {
            "type": "Feature",
            "id": row_id,
            "geometry": None if shape is None else orjson.Fragment(shape),
            "properties": dict(zip(names, values, strict=True)),
        }
        yield orjson.dumps(feature)


def _read_column(table: ExportTable, field: Field) -> list[Any]:
    plain = table.frame[field.name].astype(object)
    values: list[Any] = plain.where(plain.notna(), None).tolist()
    if field.format != "json":
        return values
    return [None if value is None else orjson.Fragment(value) for value in values]
