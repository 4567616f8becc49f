"""Where the data of a snapshot came from, and when."""

from __future__ import annotations

from enum import StrEnum

from pydantic.dataclasses import dataclass

from geodata.cities.records import STRICT_RECORD


class SourceKind(StrEnum):
    """The three ways to the same tables."""

    SAMPLE = "sample"
    OVERPASS = "overpass"
    FILE = "file"


MODELLED_NOTE = (
    "Streets, buildings and utilities are modelled, not real: they stand in for OpenStreetMap data."
)
"""What a snapshot of modelled data says of itself, in `Manifest.notes`."""


@dataclass(frozen=True, config=STRICT_RECORD)
class Origin:
    """Provenance of a pull."""

    kind: SourceKind
    name: str
    """File name (never its path) or address of the Overpass endpoint."""
    pulled_at: str
    """When the pull ended, ISO 8601 in UTC."""
    sha256: str
    """Of the file, or of the queries in their order."""
    osm_date: str | None = None
    """State of the OpenStreetMap data, ISO 8601 in UTC, where the source tells it."""
    is_modelled: bool = False
    """True when streets, buildings and utilities are made up, as in a bundled sample."""
    profile_sha256: str | None = None
    """Of the profile and the files that it names, where many cities were built at once."""
