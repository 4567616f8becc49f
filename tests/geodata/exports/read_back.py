"""Reads exported files as their readers do, into frames of one form."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import shapely

from geodata.exports.formats import Format


def read_back(path, form, fields, layer=None):
    """Read a file into the columns of `fields` and `geometry`, each value as plain Python."""
    if form is Format.PARQUET:
        frame = pq.read_table(path).to_pandas()
        if "geometry" in frame:
            frame["geometry"] = shapely.from_wkb(frame["geometry"])
    elif form is Format.CSV:
        frame = read_csv(path, fields)
    elif form in {Format.GEOJSON, Format.GEOJSONL}:
        frame = read_features(path, form)
    else:
        known = form is Format.GPKG  # which holds a table of styles, too
        frame = gpd.read_file(path, layer=(layer or path.stem) if known else None)
    return to_plain(frame, fields)


def read_csv(path, fields):
    dtypes = {"string": "str", "integer": "Int64", "number": "float64", "boolean": "boolean"}
    frame = pd.read_csv(
        path,
        dtype={field.name: dtypes[field.type] for field in fields},
        keep_default_na=False,
        na_values=[""],
        encoding="utf-8",
    )
    if "WKT" in frame:
        places = frame.pop("WKT").astype(object)
        frame["geometry"] = shapely.from_wkt(places.where(places.notna(), None).to_numpy())
    return frame


def read_features(path, form):
    text = path.read_text(encoding="utf-8")
    whole = form is Format.GEOJSON
    features = (
        json.loads(text)["features"] if whole else [json.loads(line) for line in text.splitlines()]
    )
    rows = [
        {
            **{key: as_text(value) for key, value in one["properties"].items()},
            "geometry": one["geometry"] and shapely.geometry.shape(one["geometry"]),
        }
        for one in features
    ]
    return pd.DataFrame(rows, dtype=object)


def as_text(value):
    return json.dumps(value) if isinstance(value, dict | list) else value


def to_plain(frame, fields):
    """List rows as dicts: nested JSON parsed, missing as None, geometry apart."""
    rows = []
    columns = [field.name for field in fields]
    nested = {field.name for field in fields if field.format == "json"}
    for record in frame.astype(object).to_dict("records"):
        row = {name: None if is_missing(record[name]) else record[name] for name in columns}
        row |= {name: json.loads(row[name]) for name in nested if isinstance(row[name], str)}
        shape = record.get("geometry")
        rows.append((row, None if is_missing(shape) else shape))
    return rows


def is_missing(value):
    return value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value))


def order(rows):
    """Order rows by their values: a spatial index may have moved them."""
    return sorted(rows, key=lambda row: json.dumps(row[0], sort_keys=True, default=str))


def assert_same_rows(found, expected):
    """Compare attributes exactly and geometries to 1e-7 degrees, whatever the rows' order."""
    assert [row for row, _ in order(found)] == [row for row, _ in order(expected)]
    for (_, shape), (_, other) in zip(order(found), order(expected), strict=True):
        assert (shape is None) == (other is None)
        if shape is not None:
            assert arrange(shape).equals_exact(arrange(other), 1e-7)


def arrange(shape):
    """Begin rings at the same corner and turn them alike, as formats may not."""
    return shapely.transform(shape, lambda at: np.round(at, 7)).normalize()
