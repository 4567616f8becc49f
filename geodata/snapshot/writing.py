"""Writes a snapshot aside, verifies it, and makes it the current one in one step."""

from __future__ import annotations

import fcntl
import hashlib
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import pandas as pd

from geodata.errors import SnapshotError
from geodata.fields import FEATURE_FIELDS
from geodata.snapshot.checksums import describe_file
from geodata.snapshot.durable import sync_folder, write_durably
from geodata.snapshot.folder import (
    CURRENT,
    LAYERS,
    MANIFEST,
    SNAPSHOTS,
    explain,
    name_layer_file,
)
from geodata.snapshot.frames import write_frame
from geodata.snapshot.manifest import FileEntry, Manifest, dump_manifest
from geodata.snapshot.row_order import put_telling_first
from geodata.snapshot.store import Snapshot, list_snapshot_ids, read_current_id, verify_snapshot
from geodata.snapshot.travel import check_files

KEEP = 5
"""Snapshots that stay after a build, the newest first; the current one always does."""

Derive = Callable[[Snapshot], Mapping[str, bytes | None]]

_LOCK = ".lock"
_STAGING = ".staging-"
_WORK = ".pull"

_NEEDED = frozenset({"element", "id", "tags", "part", "record", "edited"})
"""Columns that no row of any layer or table lacks; any other may be empty."""


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
        raise SnapshotError(f"{data}: cannot be written ({explain(error)})") from error
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
            raise SnapshotError(f"{data}: cannot be written ({explain(error)})") from error


def write_snapshot(  # noqa: PLR0913 - a snapshot has as many parts
    data: Path,
    manifest: Manifest,
    layers: Mapping[str, gpd.GeoDataFrame],
    tables: Mapping[str, pd.DataFrame],
    pictures: Mapping[str, bytes | None] = MappingProxyType({}),
    *,
    keep: int = KEEP,
    check: Callable[[Path], object] = lambda _data: None,
    derive: Derive = lambda _snapshot: {},
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
    pictures
        What there is of `TILES`, a PMTiles archive of the heavy layers, and `RELIEF`, a picture of
        the relief of the manifest's bounds in Web Mercator.
    keep
        How many snapshots stay.
    check
        Is given a data folder aside with nothing but this snapshot, before it becomes current;
        what it raises is raised, and the current snapshot stays as it was.
    derive
        Makes further files of the layers and tables as they were written: name → body.

    Raises
    ------
    SnapshotError
        When the disk is full or cannot be written; the current snapshot stays as it was.
    """
    staging = data / f"{_STAGING}{secrets.token_hex(4)}"
    try:
        complete = _stage(staging / SNAPSHOTS / "new", manifest, layers, tables, pictures, derive)
        made = (staging / SNAPSHOTS / "new").rename(staging / SNAPSHOTS / complete.id)
        (staging / CURRENT).write_text(complete.id, encoding="ascii")
        verify_snapshot(Snapshot(made, complete))
        check(staging)
        return _take_in(data, Snapshot(made, complete), keep)
    except OSError as error:
        raise SnapshotError(f"{data}: snapshot could not be written ({explain(error)})") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def write_files(data: Path, files: Mapping[str, bytes], *, keep: int = KEEP) -> Snapshot:
    """Write a snapshot that was made elsewhere, verify it, and make it current.

    Call it while `lock_data` holds the folder.

    Parameters
    ----------
    files
        Path in the folder of the snapshot → content: those of its manifest, and this itself.

    Raises
    ------
    SnapshotError
        When they are no whole snapshot, or cannot be written; the current one stays as it was.
    """
    manifest = check_files(files)
    staging = data / f"{_STAGING}{secrets.token_hex(4)}"
    made = staging / SNAPSHOTS / manifest.id
    try:
        (made / LAYERS).mkdir(parents=True)
        for name, content in files.items():
            write_durably(made / name, content)
        sync_folder(made)
        verify_snapshot(Snapshot(made, manifest))
        return _take_in(data, Snapshot(made, manifest), keep)
    except OSError as error:
        raise SnapshotError(f"{data}: snapshot could not be written ({explain(error)})") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _take_in(data: Path, made: Snapshot, keep: int) -> Snapshot:
    """Move a snapshot to its place, make it current and drop the oldest."""
    final = data / SNAPSHOTS / made.id
    final.parent.mkdir(exist_ok=True)
    made.path.rename(final)
    sync_folder(final.parent)
    _make_current(data, made.id)
    _drop_oldest(data, keep)
    return replace(made, path=final)


def _stage(
    staging: Path,
    manifest: Manifest,
    layers: Mapping[str, gpd.GeoDataFrame],
    tables: Mapping[str, pd.DataFrame],
    pictures: Mapping[str, bytes | None],
    derive: Derive,
) -> Manifest:
    """Write all files of a snapshot into a folder and return the manifest with their checksums."""
    (staging / LAYERS).mkdir(parents=True)
    ordered = {layer: put_telling_first(frame, FEATURE_FIELDS) for layer, frame in layers.items()}
    named = {name_layer_file(layer): frame for layer, frame in ordered.items()}
    named |= {f"{name}.parquet": frame for name, frame in tables.items()}
    files = tuple(_write_table(staging, name, frame) for name, frame in named.items())
    counts = {layer: len(frame) for layer, frame in layers.items()}
    draft = replace(manifest, counts=counts, files=files)
    for name, body in {**pictures, **derive(Snapshot(staging, draft))}.items():
        if body is not None:
            write_durably(staging / name, body)
            files += (describe_file(staging, name, None),)
    now = datetime.now(UTC)
    digest = hashlib.sha256("".join(entry.sha256 for entry in files).encode()).hexdigest()
    complete = replace(
        draft,
        id=f"{now:%Y%m%dT%H%M%S%fZ}-{digest[:8]}",
        created_at=now.isoformat(timespec="seconds"),
        files=files,
    )
    write_durably(staging / MANIFEST, dump_manifest(complete))
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
    aside = data / f".{CURRENT}"
    write_durably(aside, snapshot_id.encode() + b"\n")
    aside.replace(data / CURRENT)
    sync_folder(data)


def _drop_oldest(data: Path, keep: int) -> None:
    """Remove all but the newest snapshots; the current one stays whatever its age."""
    current = read_current_id(data)
    for name in list_snapshot_ids(data)[:-keep]:
        if name != current:
            leaving = data / f"{_STAGING}{name}"
            (data / SNAPSHOTS / name).rename(leaving)
            shutil.rmtree(leaving)
