"""Keeps what has a name in a snapshot in an SQLite file, searched without loading the city.

The process that writes it imports this module.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, cast

import geopandas as gpd
import orjson

from app.catalogue.names import list_entries
from geodata.cities.names import load_names
from geodata.crossings.crossing import load_crossings
from geodata.gazetteer.entries import Named, list_named
from geodata.gazetteer.folding import list_foldings
from geodata.gazetteer.index import LONGEST_NAME
from geodata.snapshot.store import open_snapshot, verify_snapshot

if TYPE_CHECKING:
    from sqlite3 import Connection

Entry = tuple[Named, list[str]]
"""A thing and every name that it is found by."""

Term = tuple[str, str]
"""Context and term of what a thing is."""

MOST_OF_A_CITY = 40
"""Things of one city that a search looks at closely."""

_TABLE = "CREATE TABLE things (folded TEXT, term TEXT, record BLOB)"

_FIND = """
SELECT record FROM things WHERE ({names}) OR term IN ({terms})
ORDER BY instr(folded, char(10) || ? || char(10)) = 0, instr(folded, char(10) || ?) = 0,
  length(folded) LIMIT ?
"""


def write_names(data: Path, snapshot_id: str, path: Path) -> None:
    """Write the file of a snapshot: what has a name, with all its names and what it is.

    Raises
    ------
    SnapshotError
        When the snapshot cannot be read.
    """
    snapshot = open_snapshot(data, snapshot_id)
    verify_snapshot(snapshot)
    layers = map(snapshot.read_layer, snapshot.layer_names)
    features = [one for layer in layers for one in list_named(layer)]
    tables = {
        name: cast("gpd.GeoDataFrame", snapshot.read_table(name))
        for name in ("crossings", "projects", "providers", "facts", "names")
    }
    named, spelled = list_entries(
        features,
        load_crossings(tables["crossings"]),
        tables["projects"],
        tables["providers"],
        tables["facts"],
        load_names(tables["names"]),
    )
    rows = [_write_row(one, names) for one, names in zip(named, spelled, strict=True)]
    with closing(_open(path, "rwc")) as base, base:
        base.execute(_TABLE)
        base.executemany("INSERT INTO things VALUES (?, ?, ?)", rows)


def _write_row(one: Named, names: list[str]) -> tuple[str, str, bytes]:
    folded = {fold for name in names for fold in list_foldings(name[:LONGEST_NAME])}
    term = "\n".join(one.what) if one.what else ""
    text = "".join(f"\n{fold}" for fold in sorted(folded)) + "\n"
    return text, term, orjson.dumps([asdict(one), names])


def read_terms(path: Path) -> frozenset[Term]:
    """Read what kinds of things the file of a snapshot has."""
    with closing(_open(path)) as base:
        found = base.execute("SELECT DISTINCT term FROM things WHERE term != ''").fetchall()
    split = [one.partition("\n") for (one,) in found]
    return frozenset((context, term) for context, _, term in split)


def find_entries(path: Path, folded: str, terms: list[Term]) -> list[Entry]:
    """Find what may fit a folded query, or is one of some kinds; the closest names first."""
    words = folded.split()
    of_kind = ["\n".join(term) for term in terms]
    names = " AND ".join("instr(folded, ?) > 0" for _ in words) or "0"
    asked = _FIND.format(names=names, terms=", ".join("?" for _ in of_kind))
    with closing(_open(path)) as base:
        values = [*words, *of_kind, folded, folded, MOST_OF_A_CITY]
        return [_read_entry(record) for (record,) in base.execute(asked, values)]


def _read_entry(record: bytes) -> Entry:
    told, names = orjson.loads(record)
    for name in ("point", "bbox", "what", "others"):
        if told[name] is not None:
            told[name] = tuple(told[name])
    return Named(**told), names


def _open(path: Path, mode: str = "ro") -> Connection:
    import sqlite3  # noqa: PLC0415 - of several cities alone

    return sqlite3.connect(f"file:{path}?mode={mode}", uri=True)
