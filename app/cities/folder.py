"""Finds which cities a data folder holds."""

from __future__ import annotations

from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from geodata.cities.profile import RESERVED_IDS
from geodata.cities.records import Slug
from geodata.snapshot.folder import CURRENT, SNAPSHOTS

_SLUG = TypeAdapter[str](Slug)


def list_folders(data: Path) -> dict[str, Path]:
    """List the cities of a folder that holds several: id → its own data folder, by id.

    There is none where the folder itself is that of one city, or where it holds nothing yet.
    A folder whose name cannot be the beginning of an address is none of a city. One that may not be
    looked into is listed, so that who keeps the server sees it.
    """
    if not data.is_dir() or (data / CURRENT).exists() or (data / SNAPSHOTS).exists():
        return {}
    return {
        path.name: path
        for path in sorted(data.iterdir())
        if is_city_id(path.name) and _may_hold_city(path)
    }


def _may_hold_city(path: Path) -> bool:
    try:
        return (path / CURRENT).is_file()
    except OSError:  # no permission: the others are served all the same
        return True


def is_city_id(name: str) -> bool:
    """Tell whether a name can be that of a city, and so the beginning of an address."""
    try:
        return _SLUG.validate_python(name) not in RESERVED_IDS
    except ValidationError:
        return False
