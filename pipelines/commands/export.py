"""Export: decide which files ``uramost export`` writes, and where."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import orjson

from geodata.bbox import parse_bbox
from geodata.errors import ExportError, SnapshotError
from geodata.exports.formats import Format
from geodata.exports.oc4ids import write_package
from geodata.exports.oc4ids_model import dump_package
from geodata.exports.project_register import read_register
from geodata.exports.request import FileRequest
from geodata.snapshot.published import EVERYTHING, Subset, list_export_names
from geodata.snapshot.store import Snapshot
from geodata.wording import load_wording

OC4IDS = ".oc4ids.json"
"""How the name of a file of projects in OC4IDS ends."""


def read_subset(bbox: str | None) -> Subset:
    """Read what part of the tables is wanted.

    Raises
    ------
    ExportError
        When the box is none.
    """
    try:
        return Subset(parse_bbox(bbox) if bbox is not None else None)
    except ValueError as error:
        raise ExportError(f"--bbox: {error}") from error


def plan_orders(
    snapshot: Snapshot,
    layers: Sequence[str],
    form: Format | None,
    out: Path | None,
    subset: Subset,
    day: date,
) -> list[tuple[FileRequest, Path]]:
    """Plan the files: one GeoPackage of all that is wanted, or a file for each table.

    Parameters
    ----------
    layers
        Names of layers and tables; none for all.
    form
        As the name of `out` ends when it is not given, else GeoPackage.
    out
        A file, or a folder for several of them; the working folder when it is not given.

    Raises
    ------
    SnapshotError
        When the snapshot has no layer of a name; says what there is.
    ExportError
        When names and format contradict each other, or there is no such folder.
    """
    known = list_export_names(snapshot)
    for name in layers:
        if name not in known:
            raise SnapshotError(f"there is no layer {name!r} (there is: {', '.join(known)})")
    names = tuple(dict.fromkeys(layers)) or tuple(known)
    form = form or _guess_format(out)
    groups = [names] if form is Format.GPKG else [(name,) for name in names]
    paths = _name_files(snapshot, groups, form, out)
    requests = [FileRequest(snapshot.id, group, form, day, subset) for group in groups]
    return list(zip(requests, paths, strict=True))


def export_projects(
    snapshot: Snapshot, layers: Sequence[str], out: Path, subset: Subset, language: str
) -> None:
    """Write the projects in OC4IDS; without a server, the package is named by the snapshot.

    Raises
    ------
    ExportError
        When something else is asked for than all projects, or they cannot be written.
    """
    if set(layers) - {"projects"} or subset != EVERYTHING:
        raise ExportError(f"--out: {out.name} holds all projects, and nothing else")
    _check_folder(out.parent)
    name = f"{snapshot.manifest.city.id}/{snapshot.id}/projects/{language}"
    uri = uuid.uuid5(uuid.NAMESPACE_URL, name).urn
    package = write_package(read_register(snapshot), load_wording(language), uri)
    staging = out.with_name(f".{secrets.token_hex(4)}-{out.name}")
    try:
        staging.write_bytes(orjson.dumps(dump_package(package)))
        staging.replace(out)
    except OSError as error:
        raise ExportError(f"{out}: cannot be written ({error})") from error
    finally:
        staging.unlink(missing_ok=True)


def _guess_format(out: Path | None) -> Format:
    if out is None or not out.suffix or out.is_dir():
        return Format.GPKG
    try:
        return Format(out.suffix[1:].lower())
    except ValueError:
        known = ", ".join(Format)
        raise ExportError(f"--out: {out.name} ends in no known format ({known})") from None


def _name_files(
    snapshot: Snapshot, groups: Sequence[tuple[str, ...]], form: Format, out: Path | None
) -> list[Path]:
    """Name a file for each group of tables."""
    if out is not None and len(groups) == 1 and not out.is_dir():
        if out.suffix.lower() != f".{form}":
            raise ExportError(f"--out: {out.name} should end in .{form}")
        _check_folder(out.parent)
        return [out]
    folder = out or Path()
    _check_folder(folder)
    city = snapshot.manifest.city.id
    names = [group[0] if len(group) == 1 else city for group in groups]
    return [folder / f"{city if name == city else f'{city}-{name}'}.{form}" for name in names]


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise ExportError(f"--out: there is no folder {folder}")
