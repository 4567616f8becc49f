"""What each of many cities is built from, and whether its snapshot has to be built again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from geodata.cities.profile import City, load_city
from geodata.cities.records import note_named_files
from geodata.cities.registries import Registries, load_registries
from geodata.snapshot.checksums import hash_file
from geodata.snapshot.manifest import Manifest, tell_software
from pipelines.osm.raw_pull import RawPull


@dataclass(frozen=True)
class Country:
    """A file that many cities are cut from."""

    name: str
    """Of the file, never its path."""
    sha256: str
    osm_date: str | None
    notes: tuple[str, ...] = ()
    """What a reader of any of the cities should know of it."""

    def sign(self, raw: RawPull, profile_sha256: str) -> RawPull:
        """Let a pull from a part of the file name the whole."""
        origin = replace(
            raw.origin,
            name=self.name,
            sha256=self.sha256,
            osm_date=self.osm_date or raw.origin.osm_date,
            profile_sha256=profile_sha256,
        )
        return replace(raw, origin=origin, notes=(*self.notes, *raw.notes))


@dataclass(frozen=True)
class Profile:
    """A city's profile with all that it names, read and checked."""

    city: City
    registries: Registries
    sha256: str
    """Of the profile and of each file that it names."""


def read_profile(name: str) -> Profile:
    """Read a profile by the id of a bundled city or by its path.

    Raises
    ------
    CityFileError
        When it or a file that it names is missing or wrong.
    """
    with note_named_files() as files:
        city = load_city(name)
        registries = load_registries(city)
    return Profile(city, registries, _hash_files(files))


def _hash_files(files: Sequence[Path]) -> str:
    sums = [hash_file(path) if path.is_file() else "missing" for path in dict.fromkeys(files)]
    return hashlib.sha256("\n".join(sums).encode()).hexdigest()


def find_change(manifest: Manifest | None, country: Country, profile: Profile) -> str | None:
    """Say why a city is built; None where its snapshot is as it would be."""
    if manifest is None:
        return "new"
    if manifest.origin.profile_sha256 != profile.sha256:
        return "its profile changed"
    if manifest.origin.sha256 != country.sha256:
        return f"{country.name} changed"
    if manifest.software != tell_software():
        return f"built by {manifest.software} before"
    return None


def is_newer(manifest: Manifest | None, country: Country) -> bool:
    """Tell whether a snapshot is of newer data than a file."""
    date = manifest.origin.osm_date if manifest else None
    return bool(date and country.osm_date and date > country.osm_date)
