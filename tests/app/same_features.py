"""Compares what clients got with what is stored, so that whatever differs is told in few words."""

import json
from datetime import date

import numpy as np
import pandas as pd
import shapely

TOLERANCE = {"OGC:CRS84": 1e-7, "EPSG:4326": 1e-7, "EPSG:3857": 0.01, "EPSG:32634": 0.01}
"""System → how far corners may be from where they should be: 1e-7° is a centimetre."""

SYSTEMS = tuple(TOLERANCE)


def assert_same_features(found, stored, fields, system="OGC:CRS84"):
    """Compare every value, and every shape in a system of `SYSTEMS`; the order may differ."""
    names = name_rows(found)
    others = sorted(set(names) ^ set(name_rows(stored)))[:3]
    assert not others, others
    assert len(set(names)) == len(names) == len(stored), len(names)
    found, stored = found.iloc[np.argsort(names)], stored.iloc[np.argsort(name_rows(stored))]
    for field in fields:
        different = find_different(found, stored, field)
        assert not different, f"{field.name}: {different[:3]}"
    assert_same_shapes(found.geometry, stored.geometry, system)


def find_different(found, stored, field):
    """Find the pairs that differ; most are equal as they stand, which is quick to tell."""
    values, others = (
        frame[field.name].to_numpy(dtype=object, na_value=None) for frame in (found, stored)
    )
    pairs = [(values[row], others[row]) for row in np.flatnonzero(values != others)]
    return [pair for pair in pairs if not is_same(*pair, field)]


def name_rows(frame):
    if "element" not in frame:
        return list(frame["id"])
    pairs = zip(frame["element"], frame["id"], strict=True)
    return [f"{element}/{int(number)}" for element, number in pairs]


def is_same(value, other, field):
    """Tell whether a value that GDAL or GeoJSON gives says the same as one that is stored."""
    if field.format == "json":
        if isinstance(value, str) and value.startswith("("):  # as ogr2ogr writes lists
            listed = json.loads(other)
            return value == f"({len(listed)}:{','.join(map(str, listed))})"
        return read_json(value) == read_json(other)
    if pd.isna(value):
        return pd.isna(other)
    if isinstance(value, date):  # as are timestamps, which clients hold days in
        return field.format == "date" and value.isoformat()[:10] == other
    if field.format == "date":
        value = value.replace("/", "-")  # which GDAL writes where days stand among years
    return value == other and isinstance(value, str) == isinstance(other, str)


def read_json(value):
    """Read text, or what is read already; None for nothing, as GDAL knows no empty lists."""
    if isinstance(value, str):
        value = json.loads(value)
    return value if isinstance(value, dict | list) and value else None


def assert_same_shapes(found, stored, system="OGC:CRS84"):
    """Compare shapes in (x, y) of a system with stored ones, whichever way their rings turn."""
    is_metric = TOLERANCE[system] > 1e-7
    expected = turn((stored.to_crs(system) if is_metric else stored).to_numpy())
    shapes = turn(found.to_numpy())
    is_same_place = shapely.equals_exact(shapes, expected, TOLERANCE[system])
    is_nowhere = shapely.is_missing(shapes) & shapely.is_missing(expected)
    different = np.flatnonzero(~(is_same_place | is_nowhere))[:3]
    assert not len(different), [(shapes[row], expected[row]) for row in different]


def turn(shapes):
    return shapely.orient_polygons(shapes, exterior_cw=False)
