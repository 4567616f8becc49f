"""A collection of the API: features encoded once, and their columns."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from app.catalogue.features import FeatureSet
from app.catalogue.spans import Spans
from app.catalogue.texts import Texts
from app.catalogue.truth import Truth
from geodata.arrays import Floats, Indices, Mask, Objects
from geodata.fields import Field

Column: TypeAlias = Texts | Truth | Floats
Rows: TypeAlias = Indices

TIMES = {
    "crossings": (("opened", "built"), ("closed",)),
    "providers": (("start",), ("end",)),
    "claims": (("start",), ("end",)),
    "projects": (("status_since",), ("status_since",)),
    "institutions": (("start",), ("end",)),
    "statements": (("date",), ("date",)),
    "agreements": (("date",), ("date",)),
    "needs": (("date",), ("date",)),
    "comments": (("date",), ("date",)),
    "rules": (("date",), ("date",)),
}
"""Collection → fields between which its features are there, the first that has a value; others
have no time."""


@dataclass(frozen=True, eq=False)
class Collection:
    """Features of one kind."""

    name: str
    fields: tuple[Field, ...]
    """Their properties, in the order of each feature."""
    features: FeatureSet
    """Encoded, with a spatial index."""
    ids: dict[str, int]
    columns: dict[str, Column]
    """Field → its values, shape (n,) each."""
    times: Spans | None
    """From when until when each feature is there, open ends and all; None where no time is
    known."""

    def credit(self, attribution: str) -> Collection:
        """Make the same with the name of those whose data they are."""
        return replace(self, features=replace(self.features, attribution=attribution))

    @property
    def shapes(self) -> Objects:
        """Geometries in (lon, lat); None for a feature without a place."""
        shapes: Objects = self.features.tree.geometries
        return shapes

    @cached_property
    def bounds(self) -> tuple[float, ...] | None:
        """Left, bottom, right, top of all features in degrees; None where none has a place."""
        placed = self.shapes[~shapely.is_missing(self.shapes)]
        return tuple(shapely.total_bounds(placed).tolist()) if len(placed) else None

    @cached_property
    def dates(self) -> frozenset[str]:
        """Fields that hold days, months or years."""
        return frozenset(one.name for one in self.fields if one.format == "date")

    @cached_property
    def everything(self) -> Rows:
        """Every row in its order."""
        return np.arange(len(self.features.features))

    @cached_property
    def modelled(self) -> int:
        """How many of its features are modelled."""
        column = self.columns.get("is_modelled")
        return int(column.yes.sum()) if isinstance(column, Truth) else 0

    def measure_times(self) -> tuple[float, float]:
        """Measure from which day until which there are features.

        An end that is not known to the day is open: infinite.
        """
        starts, ends = (_coalesce(self.columns, names) for names in TIMES[self.name])
        first = float(np.min(starts.first)) if starts.known.all() else -math.inf
        last = float(np.max(ends.last)) if ends.known.all() else math.inf
        is_first_known = np.any((starts.first == first) & (starts.last == first))
        is_last_known = np.any((ends.first == last) & (ends.last == last))
        return first if is_first_known else -math.inf, last if is_last_known else math.inf

    def list_rows(self) -> list[dict[str, Any]]:
        """List the values of all features, field → value; None where there is none."""
        columns = {one.name: _spread(self.columns[one.name], one) for one in self.fields}
        return [
            dict(zip(columns, values, strict=True))
            for values in zip(*columns.values(), strict=True)
        ]

    def get_spans(self, name: str) -> Spans:
        """Get the values of a field of dates as spans."""
        return _make_spans(self.columns[name])

    def find_in(self, area: BaseGeometry) -> Mask:
        """Tell which features an area in (lon, lat) touches, shape (n,)."""
        mask = np.zeros(len(self.everything), dtype=bool)
        mask[self.features.tree.query(area, predicate="intersects")] = True
        return mask


def make_collection(
    name: str,
    frame: gpd.GeoDataFrame,
    fields: tuple[Field, ...],
    features: FeatureSet,
    ids: list[str],
) -> Collection:
    """Make a collection of a frame that holds the columns of its fields."""
    columns = {
        one.name: _make_column(frame[one.name].to_numpy(dtype=object), one) for one in fields
    }
    positions = {feature_id: row for row, feature_id in enumerate(ids)}
    return Collection(name, fields, features, positions, columns, _read_times(name, columns))


def _make_column(values: Objects, field: Field) -> Column:
    missing = pd.isna(values)
    if field.type == "string":
        return Texts.of(values)
    if field.type == "boolean":
        return Truth.of(np.where(missing, False, values).astype(bool), ~missing)  # noqa: FBT003
    return np.where(missing, math.nan, values).astype(np.float64)


def _spread(column: Column, field: Field) -> list[Any]:
    if isinstance(column, Texts):
        return list(column.spread())
    numbers = (column.numbers if isinstance(column, Truth) else column).tolist()
    write = {"integer": int, "boolean": bool}.get(field.type, float)
    return [None if math.isnan(number) else write(number) for number in numbers]


def _read_times(name: str, columns: dict[str, Column]) -> Spans | None:
    if name not in TIMES:
        return None
    first, last = (_coalesce(columns, names) for names in TIMES[name])
    return Spans(
        np.where(np.isnan(first.first), -math.inf, first.first),
        np.where(np.isnan(last.last), math.inf, last.last),
    )


def _coalesce(columns: Mapping[str, Column], names: Sequence[str]) -> Spans:
    """Take the first of some fields that has a time, feature by feature."""
    first, *others = (_make_spans(columns[name]) for name in names)
    for other in others:
        first = Spans(
            np.where(first.known, first.first, other.first),
            np.where(first.known, first.last, other.last),
        )
    return first


def _make_spans(column: Column) -> Spans:
    return Spans.of(column.spread() if isinstance(column, Texts) else ())
