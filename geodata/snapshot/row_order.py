"""The order of rows: the first ones show what the columns of all of them can hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import pandas as pd

from geodata.fields import Field

_LOOKED_AT = 10
"""Rows that GDAL and QGIS take the types of all columns from, where they read page by page."""

_DAY_LENGTH = len("2025-08-26")
_NARROW = {"integer": 2**31 - 1, "date": -_DAY_LENGTH}
"""Type or format → the highest rank that is taken for a type which does not hold all values."""


def put_telling_first(frame: gpd.GeoDataFrame, fields: Sequence[Field]) -> gpd.GeoDataFrame:
    """Put rows first that show what all can hold, where the first ones do not.

    GDAL and QGIS would otherwise cut long ids of OpenStreetMap to 32 bits, without a word, make
    text of numbers that the first rows lack, and nothing of years where those have days.
    """
    ranked = {field: ranks for field in fields if (ranks := _rank(frame, field)) is not None}
    telling: dict[int, None] = {}
    for field, ranks in ranked.items():
        most, seen = ranks.max(), ranks.head(_LOOKED_AT - len(ranked)).max()
        is_narrow = seen <= _NARROW.get(field.format or field.type, most) < most
        if is_narrow or pd.isna(seen) > pd.isna(most):
            telling[int(ranks.argmax())] = None
    if not telling:
        return frame
    rest = [row for row in range(len(frame)) if row not in telling]
    return frame.iloc[[*telling, *rest]].reset_index(drop=True)


def _rank(frame: gpd.GeoDataFrame, field: Field) -> pd.Series[float] | None:
    """Rank values by how much they tell of their type: great numbers, dates without a day."""
    values: pd.Series[Any] = frame[field.name]
    if field.format == "date":
        lengths = values.map(len, na_action="ignore").astype("float64")
        return -lengths.mask(lengths > _DAY_LENGTH, 0)  # an interval is text to them
    if field.type in {"integer", "number"}:
        return values.astype("float64")
    return None
