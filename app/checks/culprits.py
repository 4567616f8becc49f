"""Finds the features that keep a snapshot from being served."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast

import geopandas as gpd
import orjson
import pandas as pd

from app.catalogue.encode import encode_day, encode_layer
from app.catalogue.names import build_gazetteer
from app.catalogue.projects import describe_projects, encode_projects
from app.errors import describe_error
from geodata.cities.names import load_names
from geodata.crossings.crossing import load_crossings
from geodata.gazetteer.entries import list_named, list_unnamed
from geodata.snapshot.facts import read_facts
from geodata.snapshot.fault import Fault
from geodata.snapshot.store import Snapshot

MOST = 20
"""Culprits that are looked for in one table; more of them have a cause of their own."""

Use = Callable[[Any], object]
"""Makes of some rows of a table what is served of them."""


def find_culprits(snapshot: Snapshot) -> list[Fault]:
    """Find the rows of a snapshot that cannot be loaded even alone."""
    found = []
    for name in snapshot.layer_names:
        frame = snapshot.read_layer(name)
        ids = [f"{one}/{number}" for one, number in zip(frame["element"], frame["id"], strict=True)]
        found += _find(name, frame, ids, _use_layer(name))
    for name, use in _TABLES.items():
        table = snapshot.read_table(name)
        found += _find(name, table, [str(one) for one in table["id"]], use)
    return found


def _find(name: str, frame: pd.DataFrame, ids: list[str], use: Use) -> list[Fault]:
    """Halve a table until the rows are found that fail alone."""
    faults: list[Fault] = []
    parts = [(0, len(frame))]
    while parts and len(faults) < MOST:
        start, end = parts.pop()
        error = _try(use, frame.iloc[start:end])
        if error is None or start == end:
            continue
        if end - start == 1:
            faults.append(Fault(name, ids[start], "", describe_error(error)))
        else:
            middle = (start + end) // 2
            parts += [(middle, end), (start, middle)]
    return faults


def _try(use: Use, rows: pd.DataFrame) -> Exception | None:
    try:
        use(rows.reset_index(drop=True))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it would keep all from being served
        return error
    return None


def _use_layer(name: str) -> Use:
    def use(frame: gpd.GeoDataFrame) -> None:
        encode_layer(name, frame)
        _name(list_named(frame) + list_unnamed(frame))

    return use


def _use_crossings(table: gpd.GeoDataFrame) -> None:
    crossings = load_crossings(table)
    encode_day(crossings, datetime.now(UTC).date())
    _name([], crossings=crossings)


def _use_projects(table: gpd.GeoDataFrame) -> None:
    encode_projects(table, describe_projects(table))
    _name([], projects=table)


def _use_providers(table: pd.DataFrame) -> None:
    for record in table["record"]:
        orjson.loads(record)
    _name([], providers=table)


def _use_facts(table: gpd.GeoDataFrame) -> None:
    read_facts(table)
    _name([], facts=table)


def _use_names(table: pd.DataFrame) -> None:
    _name([], names=load_names(table))


def _name(named: Any, **tables: Any) -> None:  # noqa: ANN401
    """Index names of one table alone."""
    none = gpd.GeoDataFrame({"record": []}, geometry=[])
    build_gazetteer(
        named,
        tables.get("crossings", ()),
        tables.get("projects", none),
        tables.get("providers", pd.DataFrame({"record": []})),
        tables.get("facts", none.assign(kind=[])),
        tables.get("names", ()),
    )


_TABLES = cast(
    "dict[str, Use]",
    {
        "crossings": _use_crossings,
        "projects": _use_projects,
        "providers": _use_providers,
        "facts": _use_facts,
        "names": _use_names,
    },
)
