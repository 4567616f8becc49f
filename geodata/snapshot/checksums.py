"""What a manifest says of its files, and whether they are so."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyarrow.parquet as pq

from geodata.errors import SnapshotError
from geodata.sentences import about, sentence
from geodata.snapshot.manifest import FileEntry


def hash_file(path: Path) -> str:
    """Compute the SHA-256 of a file as hexadecimal text."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def describe_file(folder: Path, name: str, rows: int | None) -> FileEntry:
    """Describe a file of a folder for its manifest; `rows` is None where it holds no table."""
    path = folder / name
    return FileEntry(name, hash_file(path), path.stat().st_size, rows)


def check_file(folder: Path, entry: FileEntry) -> None:
    """Check a file of a folder: there, whole, and of as many rows as its entry says.

    Raises
    ------
    SnapshotError
        When it is not.
    """
    path = folder / entry.path
    if not path.is_file():
        raise SnapshotError(about(str(path), sentence("is missing from the snapshot")))
    if hash_file(path) != entry.sha256:
        raise SnapshotError(about(str(path), sentence("differs from its checksum in the manifest")))
    if entry.rows is not None and pq.read_metadata(path).num_rows != entry.rows:
        raise SnapshotError(about(str(path), sentence("row count differs from the manifest")))
