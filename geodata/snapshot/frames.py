"""Frames as parquet files; what is missing in them is None: a text, and a geometry of nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import shapely

from geodata.arrays import Objects
from geodata.crs import GEOGRAPHIC
from geodata.errors import SnapshotError
from geodata.fields import NAME_FIELDS
from geodata.sentences import about, sentence
from geodata.snapshot.durable import sync_file

_GEOMETRY = "geometry"
_LATE_COLUMNS = ("municipality_claims",)
"""Columns of features that files of older versions lack."""
_CRS = pyproj.CRS.from_user_input(GEOGRAPHIC)


def write_frame(path: Path, frame: pd.DataFrame) -> None:
    """Write a frame and wait until it is on the disk."""
    frame.to_parquet(path, compression="zstd", index=False)
    sync_file(path)


def read_frame(path: Path, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Read a frame, as a GeoDataFrame in EPSG:4326 where it holds geometry.

    Parameters
    ----------
    columns
        What is read; everything where none is named.

    Columns of text hold plain texts and None: pandas's own NaN is true, and no text. An empty
    geometry, such as the water of a river that nobody mapped, is None, too: no file format, no
    spatial index and no style has a place for one. Columns that came after the file was written,
    such as names in a new language, are None.

    Raises
    ------
    SnapshotError
        When the file cannot be read.
    """
    try:
        with pq.ParquetFile(path) as file:
            table = file.read(columns=None if columns is None else list(columns))
        frame: pd.DataFrame = table.to_pandas()
        texts = {name: _read_texts(table[name]) for name in _list_texts(table)}
        frame = frame.assign(**texts)
        frame = frame.assign(**_list_lacking(frame, columns))
        _require(frame, columns or ())
        if b"geo" not in (table.schema.metadata or {}) or _GEOMETRY not in frame:
            return frame
        # All are in one system: parsing it anew from each of fifty files would take a second.
        located = frame.assign(**{_GEOMETRY: _read_geometries(frame[_GEOMETRY])})
        return cast("pd.DataFrame", gpd.GeoDataFrame(located, geometry=_GEOMETRY, crs=_CRS))
    except (OSError, ValueError) as error:
        fault = sentence("cannot be read (%(why)s)", why=str(error))
        raise SnapshotError(about(str(path), fault)) from error


def _require(frame: pd.DataFrame, columns: Sequence[str]) -> None:
    """Refuse a file that lacks a column that none came without."""
    absent = [one for one in columns if one not in frame]
    if absent:
        raise ValueError(f"no column {absent[0]}")


def _read_geometries(column: pd.Series[Any]) -> Objects:
    geometries = np.asarray(shapely.from_wkb(column.to_numpy()), dtype=object)
    geometries[shapely.is_empty(geometries)] = None
    return geometries


def _list_texts(table: pa.Table) -> list[str]:
    """List the columns of text, and those that hold nothing at all."""
    kinds = (pa.types.is_string, pa.types.is_large_string, pa.types.is_null)
    return [field.name for field in table.schema if any(is_of(field.type) for is_of in kinds)]


def _list_lacking(frame: pd.DataFrame, columns: Sequence[str] | None) -> dict[str, None]:
    """List the columns that came later: of names, if a table has some, and of features."""
    late = [one for one in _LATE_COLUMNS if "municipality" in frame]
    names = [one.name for one in NAME_FIELDS]
    if not any(one in frame for one in names):
        names = []
    wanted = [*names, *late] if columns is None else [*columns]
    known = {*_LATE_COLUMNS, *(one.name for one in NAME_FIELDS)}
    return {one: None for one in wanted if one in known and one not in frame}


def _read_texts(column: pa.ChunkedArray) -> pd.Series[Any]:
    return pd.Series(column.to_numpy(), dtype=object)
