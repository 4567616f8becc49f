"""Makes the collections of a snapshot: features encoded once, with their columns beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import geopandas as gpd
import orjson

from app.catalogue.collection import Collection, make_collection
from app.catalogue.features import encode_features
from geodata.crossings.crossing import Crossing
from geodata.fields import FEATURE_FIELDS, TABLE_FIELDS, Field
from geodata.snapshot.store import Snapshot
from geodata.snapshot.tables import flatten_crossings, read_flat_table


def encode_layer(name: str, frame: gpd.GeoDataFrame) -> Collection:
    """Make the collection of a layer as `Snapshot.read_layer` reads it."""
    pairs = zip(frame["element"], frame["id"], strict=True)
    ids = [f"{element}/{number}" for element, number in pairs]
    return encode_table(name, frame, FEATURE_FIELDS, ids)


def load_tables(snapshot: Snapshot, day: date) -> dict[str, Collection]:
    """Load the tables beside the layers.

    Parameters
    ----------
    day
        The day that the state of crossings is told for.
    """
    return {
        name: _encode_table(name, read_flat_table(snapshot, name, day)) for name in TABLE_FIELDS
    }


def encode_day(crossings: Sequence[Crossing], day: date) -> Collection:
    """Make the collection of crossings with their state on a day."""
    return _encode_table("crossings", flatten_crossings(crossings, day))


def _encode_table(name: str, frame: gpd.GeoDataFrame) -> Collection:
    return encode_table(name, frame, TABLE_FIELDS[name], list(frame["id"]))


def encode_table(
    name: str, frame: gpd.GeoDataFrame, fields: tuple[Field, ...], ids: list[str]
) -> Collection:
    """Make the collection of a table that holds the columns of its fields."""
    features = encode_features(ids, list(frame.geometry), _read_records(frame, fields))
    return make_collection(name, frame, fields, features, ids)


def _read_records(frame: gpd.GeoDataFrame, fields: tuple[Field, ...]) -> Iterator[dict[str, Any]]:
    """Read the properties of each feature; what is JSON in a column becomes an object again."""
    names = [field.name for field in fields]
    nested = [field.name for field in fields if field.format == "json"]
    plain = frame[names].astype(object)
    columns = plain.where(plain.notna(), None)
    for values in zip(*(columns[name].tolist() for name in names), strict=True):
        record = dict(zip(names, values, strict=True))
        parsed = {name: orjson.loads(record[name]) for name in nested if record[name] is not None}
        yield record | parsed
