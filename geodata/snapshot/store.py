"""Versioned, checksummed folders of GeoParquet; the only module that knows their file names.

::

    DATA/
    ├── CURRENT                   the id of the snapshot that is served
    ├── .lock                     held while a build writes
    └── snapshots/ID/
        ├── manifest.json         city, source, dates, counts, checksums
        ├── layers/LAYER.parquet  features, EPSG:4326
        ├── tiles.pmtiles         vector tiles of the heavy layers, where a city has any
        └── …                     banks, crossings, projects, claims, providers, network

A snapshot is written aside, verified by reading it back, moved into place, and made current by the
replacement of one small file, so that a reader never meets half of one.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import geopandas as gpd
import pandas as pd

from geodata.crs import GEOGRAPHIC
from geodata.errors import SnapshotError
from geodata.fields import FEATURE_FIELDS
from geodata.sentences import about, sentence
from geodata.snapshot.checksums import check_file, describe_file
from geodata.snapshot.durable import sync_folder, write_durably
from geodata.snapshot.frames import read_frame, write_frame
from geodata.snapshot.manifest import FileEntry, Manifest, dump_manifest, parse_manifest
from geodata.snapshot.row_order import put_telling_first

KEEP = 5
"""Snapshots that stay after a build, the newest first; the current one always does."""

_CURRENT = "CURRENT"
_ID, _LONGEST_ID = re.compile(rb"\d{8}T\d{12}Z-[0-9a-f]{8}"), 64
_LOCK = ".lock"
_SNAPSHOTS = "snapshots"
_MANIFEST = "manifest.json"
_TILES = "tiles.pmtiles"
_STAGING = ".staging-"
_WORK = ".pull"

_NEEDED = frozenset({"element", "id", "tags", "part", "record", "edited"})
"""Columns that no row of any layer or table lacks; any other may be empty."""

TABLES = (
    *("banks", "crossings", "projects", "claims", "providers", "network_nodes", "network_edges"),
    *("facts", "names", "unknown", "edits"),
)
"""Tables that every snapshot has beside its layers."""

LATER_TABLES = {
    "facts": ["kind", "id", "record", "osm_ids", "geometry"],
    "names": ["id", "record"],
    "unknown": ["id", "record"],
    "edits": ["element", "id", "edited"],
}
"""Tables that snapshots of an older version lack → their columns."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One snapshot on disk; tables are read when they are asked for."""

    path: Path
    manifest: Manifest

    @property
    def id(self) -> str:
        """Its id, which sorts by time."""
        return self.manifest.id

    @property
    def layer_names(self) -> list[str]:
        """The layers that it has, in the order of the layer table."""
        return list(self.manifest.counts)

    @property
    def tiles(self) -> Path | None:
        """Its archive of vector tiles; None where it has none."""
        has_tiles = any(entry.path == _TILES for entry in self.manifest.files)
        return self.path / _TILES if has_tiles else None

    def read_layer(self, name: str, columns: Sequence[str] | None = None) -> gpd.GeoDataFrame:
        """Read a layer: the columns of `geodata.fields` and geometry in EPSG:4326.

        Parameters
        ----------
        columns
            What is read, which is fast where it is little; a plain frame without ``geometry``.

        Raises
        ------
        SnapshotError
            When it has no such layer, or the file cannot be read.
        """
        if name not in self.manifest.counts:
            raise SnapshotError(f"snapshot {self.id} has no layer {name!r}")
        return cast("gpd.GeoDataFrame", read_frame(self.path / _name_layer_file(name), columns))

    def get_checksum(self, layer: str) -> str | None:
        """Get the checksum of a layer's file, equal where all its features are; None without it."""
        name = _name_layer_file(layer)
        return next((one.sha256 for one in self.manifest.files if one.path == name), None)

    def read_table(self, name: str) -> pd.DataFrame:
        """Read one of `TABLES` or `LATER_TABLES`; a GeoDataFrame, EPSG:4326, if it has geometry."""
        file = f"{name}.parquet"
        if name in LATER_TABLES and all(entry.path != file for entry in self.manifest.files):
            empty = pd.DataFrame({column: [] for column in LATER_TABLES[name]}, dtype=object)
            if "geometry" not in empty:
                return empty
            return cast("pd.DataFrame", gpd.GeoDataFrame(empty, crs=GEOGRAPHIC))
        return read_frame(self.path / file)


def open_snapshot(data: Path, snapshot_id: str | None = None) -> Snapshot:
    """Open the current snapshot of a data folder, or the one of an id.

    Raises
    ------
    SnapshotError
        When there is none, or its manifest cannot be read.
    """
    name = snapshot_id or read_current_id(data)
    if name is None:
        raise SnapshotError(
            f"{data}: holds no snapshot yet; build one with "
            f"uramost build --city CITY --source SOURCE --data {data}"
        )
    if name not in list_snapshot_ids(data):
        known = ", ".join(list_snapshot_ids(data)) or "none"
        raise SnapshotError(f"{data}: has no snapshot {name!r} (there is: {known})")
    path = data / _SNAPSHOTS / name
    try:
        text = (path / _MANIFEST).read_bytes()
    except OSError as error:
        raise _refuse(path / _MANIFEST, str(error.strerror)) from error
    return Snapshot(path, parse_manifest(text, str(path / _MANIFEST)))


def read_current_id(data: Path) -> str | None:
    """Read which snapshot is current; None where there is none yet.

    Raises
    ------
    SnapshotError
        When that cannot be read, or is no id of a snapshot.
    """
    try:
        with (data / _CURRENT).open("rb") as file:
            name = file.read(_LONGEST_ID + 1).strip()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _refuse(data / _CURRENT, _explain(error)) from error
    if name and not _ID.fullmatch(name):
        raise SnapshotError(f"{data / _CURRENT}: holds no id of a snapshot")
    return name.decode() or None


def list_snapshot_ids(data: Path) -> list[str]:
    """List the snapshots of a data folder, oldest first."""
    return sorted(path.parent.name for path in (data / _SNAPSHOTS).glob(f"*/{_MANIFEST}"))


def read_marks(data: Path, snapshot_id: str) -> frozenset[tuple[str, int, int]]:
    """Read what changes with a snapshot's files: path, size in bytes and time of each."""
    found = (data / _SNAPSHOTS / snapshot_id).rglob("*")
    return frozenset((str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in found)


def verify_snapshot(snapshot: Snapshot) -> None:
    """Check every file against the manifest: there, whole, and of as many rows as it says.

    Raises
    ------
    SnapshotError
        Names the first file that is not.
    """
    for entry in snapshot.manifest.files:
        check_file(snapshot.path, entry)


@contextmanager
def lock_data(data: Path) -> Iterator[Path]:
    """Hold a data folder for one build, clear what a killed one left, and give a folder to work in.

    The system lets go of the lock when the process ends, however it ends.

    Raises
    ------
    SnapshotError
        When another build holds it, or the folder cannot be written, now or in the course of the
        work, as when the disk fills up.
    """
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = (data / _LOCK).open("w")
    except OSError as error:
        raise SnapshotError(f"{data}: cannot be written ({_explain(error)})") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SnapshotError(f"{data}: another build is writing here; let it finish") from error
        try:
            for left_over in data.glob(f"{_STAGING}*"):
                shutil.rmtree(left_over)
            yield data / _WORK
        except OSError as error:
            raise SnapshotError(f"{data}: cannot be written ({_explain(error)})") from error


def write_snapshot(
    data: Path,
    manifest: Manifest,
    layers: Mapping[str, gpd.GeoDataFrame],
    tables: Mapping[str, pd.DataFrame],
    tiles: bytes | None = None,
    *,
    keep: int = KEEP,
    check: Callable[[Path], object] = lambda _data: None,
) -> Snapshot:
    """Write a snapshot aside, verify it, make it current in one step and drop the oldest.

    Call it while `lock_data` holds the folder.

    Parameters
    ----------
    manifest
        Without id, dates, counts and files, which are filled in here.
    layers
        Layer → features, stored in the order of `put_telling_first`; `tables`: one frame for each
        of `TABLES`. Geometry in EPSG:4326.
    tiles
        A PMTiles archive of the heavy layers, if there is one.
    keep
        How many snapshots stay.
    check
        Is given a data folder aside with nothing but this snapshot, before it becomes current;
        what it raises is raised, and the current snapshot stays as it was.

    Raises
    ------
    SnapshotError
        When the disk is full or cannot be written; the current snapshot stays as it was.
    """
    staging = data / f"{_STAGING}{secrets.token_hex(4)}"
    try:
        complete = _stage(staging / _SNAPSHOTS / "new", manifest, layers, tables, tiles)
        made = (staging / _SNAPSHOTS / "new").rename(staging / _SNAPSHOTS / complete.id)
        (staging / _CURRENT).write_text(complete.id, encoding="ascii")
        verify_snapshot(Snapshot(made, complete))
        check(staging)
        final = data / _SNAPSHOTS / complete.id
        final.parent.mkdir(exist_ok=True)
        made.rename(final)
        sync_folder(final.parent)
        _make_current(data, complete.id)
        _drop_oldest(data, keep)
    except OSError as error:
        raise SnapshotError(f"{data}: snapshot could not be written ({_explain(error)})") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return Snapshot(final, complete)


def _refuse(path: Path, why: str) -> SnapshotError:
    return SnapshotError(about(str(path), sentence("cannot be read (%(why)s)", why=why)))


def _explain(error: OSError) -> str:
    """Say what the system says, as libraries put sentences of their own round it."""
    return os.strerror(error.errno) if error.errno else str(error)


def _name_layer_file(layer: str) -> str:
    return f"layers/{layer}.parquet"


def _stage(
    staging: Path,
    manifest: Manifest,
    layers: Mapping[str, gpd.GeoDataFrame],
    tables: Mapping[str, pd.DataFrame],
    tiles: bytes | None,
) -> Manifest:
    """Write all files of a snapshot into a folder and return the manifest with their checksums."""
    (staging / "layers").mkdir(parents=True)
    ordered = {layer: put_telling_first(frame, FEATURE_FIELDS) for layer, frame in layers.items()}
    named = {_name_layer_file(layer): frame for layer, frame in ordered.items()}
    named |= {f"{name}.parquet": frame for name, frame in tables.items()}
    files = tuple(_write_table(staging, name, frame) for name, frame in named.items())
    if tiles is not None:
        write_durably(staging / _TILES, tiles)
        files += (describe_file(staging, _TILES, None),)
    now = datetime.now(UTC)
    digest = hashlib.sha256("".join(entry.sha256 for entry in files).encode()).hexdigest()
    complete = replace(
        manifest,
        id=f"{now:%Y%m%dT%H%M%S%fZ}-{digest[:8]}",
        created_at=now.isoformat(timespec="seconds"),
        counts={layer: len(frame) for layer, frame in layers.items()},
        files=files,
    )
    write_durably(staging / _MANIFEST, dump_manifest(complete))
    sync_folder(staging)
    return complete


def _write_table(staging: Path, name: str, frame: pd.DataFrame) -> FileEntry:
    for column in _NEEDED & {*frame.columns}:
        if frame[column].isna().any():
            raise SnapshotError(f"{name}: a row lacks its {column}, without which nothing is read")
    write_frame(staging / name, frame)
    return describe_file(staging, name, len(frame))


def _make_current(data: Path, snapshot_id: str) -> None:
    """Point the data folder at a snapshot: the one atomic step of publishing."""
    aside = data / f".{_CURRENT}"
    write_durably(aside, snapshot_id.encode() + b"\n")
    aside.replace(data / _CURRENT)
    sync_folder(data)


def _drop_oldest(data: Path, keep: int) -> None:
    """Remove all but the newest snapshots; the current one stays whatever its age."""
    current = read_current_id(data)
    for name in list_snapshot_ids(data)[:-keep]:
        if name != current:
            leaving = data / f"{_STAGING}{name}"
            (data / _SNAPSHOTS / name).rename(leaving)
            shutil.rmtree(leaving)
