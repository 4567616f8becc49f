"""A file that is asked for, made in one step: whoever looks meets the whole file or none."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from geodata.crs import GEOGRAPHIC
from geodata.exports.formats import Drawing, Format
from geodata.snapshot.published import EVERYTHING, Subset, read_export_tables
from geodata.snapshot.store import open_snapshot


@dataclass(frozen=True, slots=True)
class FileRequest:
    """What file is wanted; requests that are equal make the same file."""

    snapshot: str
    names: tuple[str, ...]
    """Layers and tables, in their order; only a GeoPackage and a drawing take more than one."""
    form: Format | Drawing
    day: date
    """The day that crossings are told for."""
    subset: Subset = EVERYTHING
    crs: str = GEOGRAPHIC
    """The coordinate system of its places."""
    has_mark: bool = False
    """Whether a CSV file begins with the byte order mark, which spreadsheets need."""


def make_file(
    data: Path,
    asked: FileRequest,
    path: Path,
    report: Callable[[str, int, int], None] = lambda _what, _done, _total: None,
) -> str:
    """Write the file that is asked for, replacing one that is there, and return its SHA-256.

    Raises
    ------
    SnapshotError
        When the snapshot is not there any more, or has no table of a name.
    ExportError
        When the file cannot be written.
    """
    from geodata.exports.write import write_export  # noqa: PLC0415 - GDAL takes 28 MB of memory

    snapshot = open_snapshot(data, asked.snapshot)
    read = read_export_tables(snapshot, asked.names, asked.day, asked.subset)
    tables = [table.project(asked.crs) for table in read]
    staging = path.with_name(f".{secrets.token_hex(4)}-{path.name}")
    try:
        encoding = "utf-8-sig" if asked.has_mark else "utf-8"
        write_export(tables, asked.form, staging, snapshot.manifest, report, encoding)
        with staging.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        staging.replace(path)
    finally:
        staging.unlink(missing_ok=True)
    return digest
