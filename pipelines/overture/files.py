"""Finds Overture's files below a path, and reads of them what lies in a box, by DuckDB."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodata.errors import SourceError
from pipelines.overture.schema import SCHEMA, THEMES, VERSION, WAY_OUT, check_schema

if TYPE_CHECKING:
    import duckdb

MOST_FILES = 10_000
MOST_ROWS = 2_000_000
"""In one study area and type; a dense city has some hundred thousand buildings."""

_BATCH = 5_000
_RELEASE = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}\.[0-9]+")
_SETTINGS = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "memory_limit": "1GB",
    "threads": "2",
    "temp_directory": "",
}
"""Nothing is fetched, and nothing is written beside the files."""


@dataclass(frozen=True)
class OvertureFiles:
    """Checked files of one release, or of an extract of it."""

    by_type: Mapping[str, tuple[Path, ...]]
    """Type → its files; only types that are read and there."""
    release: str | None
    """``2026-08-19.0``, where a folder is named so."""

    @property
    def themes(self) -> tuple[str, ...]:
        """The themes that are there, each once."""
        return tuple(dict.fromkeys(THEMES[kind] for kind in self.by_type))


def find_files(path: Path) -> OvertureFiles:
    """Find the files of each type below a folder and check their schema.

    A file belongs to the type of its folder (``type=segment``, as a release lays them out) or of
    its name (``segment.parquet``, as an extract may be named).

    Raises
    ------
    SourceError
        When there is no such folder, no streets in it, or a file of another schema.
    """
    found: dict[str, list[Path]] = {}
    themes = set()
    for file in _list_files(path):
        inside = file.relative_to(path).parts
        themes |= {part.removeprefix("theme=") for part in inside if part.startswith("theme=")}
        kind = _tell_type(inside)
        if kind in SCHEMA:
            found.setdefault(kind, []).append(file)
    if "admins" in themes and "divisions" not in themes:
        raise SourceError(
            f"{path}: is not of Overture's schema {VERSION}, which has theme=divisions; it has "
            f"theme=admins, of releases before July 2024: {WAY_OUT}"
        )
    if "segment" not in found:
        raise SourceError(
            f"{path}: has no streets: expected are files of Overture's schema {VERSION} in "
            "theme=transportation/type=segment/, or a segment.parquet: download them as "
            "docs/overture.md shows"
        )
    for kind, files in found.items():
        for file in files:
            check_schema(file, kind)
    by_type = {kind: tuple(sorted(found[kind])) for kind in SCHEMA if kind in found}
    release = next((part for part in path.resolve().parts[::-1] if _RELEASE.fullmatch(part)), None)
    return OvertureFiles(by_type, release)


def _list_files(path: Path) -> list[Path]:
    try:
        if not path.is_dir():
            fault = "is a file, not a folder of them" if path.is_file() else "is not there"
            raise SourceError(f"{path}: {fault}: give the folder of Overture's files")
        files = [file for file in path.rglob("*.parquet") if file.is_file()]
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror or error})") from error
    if len(files) > MOST_FILES:
        raise SourceError(
            f"{path}: holds {len(files):,} files, at most {MOST_FILES:,} are read: give a folder "
            "with one release, or an extract of it"
        )
    return files


def _tell_type(inside: Sequence[str]) -> str:
    named = [part.removeprefix("type=") for part in inside if part.startswith("type=")]
    return named[-1] if named else inside[-1].removesuffix(".parquet")


def open_duckdb(files: OvertureFiles) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB that can read these files and nothing else: no network, no extension."""
    import duckdb  # noqa: PLC0415 - 60 MB, for this source alone

    connection = duckdb.connect(":memory:", config=dict(_SETTINGS))
    paths = [path for paths in files.by_type.values() for path in paths]
    allowed = list({*map(str, paths), *map(_take_literally, paths)})
    connection.execute("SET enable_geoparquet_conversion = false")  # geometry stays WKB
    connection.execute("SET allowed_paths = ?", [allowed])
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def read_rows(
    files: OvertureFiles,
    connection: duckdb.DuckDBPyConnection,
    kind: str,
    box: tuple[float, float, float, float],
) -> Iterator[dict[str, Any]]:
    """Read what of a type touches a box (left, bottom, right, top), as dictionaries.

    Raises
    ------
    SourceError
        When a file is damaged, or the box holds too much.
    """
    import duckdb  # noqa: PLC0415

    left, bottom, right, top = box
    columns = ", ".join(f'"{name}"' for name in SCHEMA[kind] if name != "bbox")
    question = (
        f"SELECT {columns} FROM read_parquet(?, union_by_name = true, hive_partitioning = false) "  # noqa: S608
        "WHERE bbox.xmin <= ? AND bbox.xmax >= ? AND bbox.ymin <= ? AND bbox.ymax >= ?"
    )
    paths = [_take_literally(path) for path in files.by_type[kind]]
    where = paths[0] if len(paths) == 1 else files.by_type[kind][0].parent
    try:
        answer = connection.execute(question, [paths, right, left, top, bottom])
        names = [column[0] for column in answer.description or ()]
        count = 0
        while rows := answer.fetchmany(_BATCH):
            count += len(rows)
            if count > MOST_ROWS:
                raise SourceError(
                    f"{where}: has over {MOST_ROWS:,} features of type={kind} in the study area: "
                    "choose a smaller one"
                )
            yield from (dict(zip(names, row, strict=True)) for row in rows)
    except duckdb.Error as error:
        first = str(error).splitlines()[0][:200]
        raise SourceError(f"{where}: cannot be read ({first}): download it again") from error


def _take_literally(path: Path) -> str:
    """Write a path so that DuckDB reads no pattern into it."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))
