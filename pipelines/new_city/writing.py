"""Writes the profile of a new city: whole or not at all, and never over another one unasked."""

from __future__ import annotations

import json
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import shapely

from geodata.cities.profile import load_city
from geodata.crs import GEOGRAPHIC, project
from geodata.errors import CityFileError
from geodata.snapshot.durable import sync_file
from pipelines.new_city.findings import Findings
from pipelines.new_city.lines import DividingLine
from pipelines.new_city.profile_text import Files, list_checks, write_profile

_DRAWN = "line.geojson"


def refuse_taken(profile: Path, *, is_forced: bool) -> None:
    """Refuse to write over what is there.

    Raises
    ------
    CityFileError
        When there is a file of this name, and nobody said to write over it; or no file can be.
    """
    try:
        above = next(one for one in profile.parents if one.exists())
        is_there = profile.exists()
    except OSError as error:
        raise _make_write_error(profile, error.strerror or str(error)) from error
    if not above.is_dir():
        raise _make_write_error(profile, f"{above} is a file, no folder: give another --out")
    if not os.access(above, os.W_OK):
        raise _make_write_error(profile, f"{above} is not yours to write in: give another --out")
    if profile.is_dir():
        raise _make_write_error(profile, "it is a folder: give another --out")
    if is_there and not is_forced:
        raise CityFileError(
            f"{profile}: is there already; give --force to write over it, or another --out"
        )


def _make_write_error(profile: Path, why: str) -> CityFileError:
    return CityFileError(f"{profile}: cannot be written ({why})")


def write_city(
    profile: Path,
    found: Findings,
    line: DividingLine,
    *,
    area_file: Path | None = None,
    line_file: Path | None = None,
) -> list[str]:
    """Write a profile, and the course of its line where that was drawn here.

    Returns
    -------
    list of str
        What to check.

    Raises
    ------
    CityFileError
        When it cannot be written.
    """
    folder = profile.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if line.drawn is not None and line_file is None:
            line_file = folder / _DRAWN
            _replace(line_file, _write_geojson(line, found.city.crs))
        files = Files(_relate(area_file, folder), _relate(line_file, folder))
        text = write_profile(found, line, files, datetime.now(UTC).date())
        _replace(profile, text)
    except OSError as error:
        raise _make_write_error(profile, error.strerror or str(error)) from error
    load_city(str(profile))  # what cannot be read would be refused only by the build
    return list_checks(found, line)


def _relate(file: Path | None, folder: Path) -> str:
    return "" if file is None else Path(os.path.relpath(file, folder)).as_posix()


def _write_geojson(line: DividingLine, crs: str) -> str:
    course = project(shapely.union_all([line.drawn]), crs, GEOGRAPHIC)
    return json.dumps(json.loads(shapely.to_geojson(course))) + "\n"


def _replace(path: Path, text: str) -> None:
    """Put a text in the place of a file at once."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    made = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        sync_file(made)
        made.chmod(0o644)
        made.replace(path)
    finally:
        made.unlink(missing_ok=True)
