"""What a snapshot says about itself: city, source, dates, counts and checksums."""

from __future__ import annotations

from importlib.metadata import version

from pydantic import Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from geodata import ATTRIBUTION, LICENCE_URL
from geodata.cities.dividing_ways import DivideKind
from geodata.cities.profile import Bank, City, PopulationFigure
from geodata.cities.records import STRICT_RECORD
from geodata.cities.sources import Source
from geodata.errors import SnapshotError
from geodata.names import Names
from geodata.sentences import about, sentence
from geodata.snapshot.origin import Origin

FORMAT = 1
"""Version of the snapshot's layout; other versions are refused."""


def tell_software() -> str:
    """Tell what builds and assesses here, as manifests write it."""
    return f"uramost {version('uramost')}"


@dataclass(frozen=True, config=STRICT_RECORD)
class NamedPlace:
    """An id with its names: a municipality."""

    id: str
    name: Names


@dataclass(frozen=True, config=STRICT_RECORD)
class CitySummary:
    """What readers of a snapshot need to know of the city's profile."""

    id: str
    name: Names
    crs: str
    left: Bank
    right: Bank
    municipalities: tuple[NamedPlace, ...]
    population: dict[str, tuple[PopulationFigure, ...]]
    elevation: Source | None = None
    """Of the model of the ground's elevation, where the city has one."""
    grids: tuple[str, ...] = ()
    """Further metric systems that layers are offered in."""
    divide: DivideKind = DivideKind.RIVER
    """What kind of line divides it; a river in snapshots from before it was told."""

    @classmethod
    def of(cls, city: City) -> CitySummary:
        """Summarise a profile."""
        places = tuple(NamedPlace(one.id, one.name) for one in city.municipality)
        elevation = city.elevation.source if city.elevation else None
        known = city.id, city.name, city.crs, *city.banks, places, city.population
        return cls(*known, elevation, city.grids, city.divide.line_kind)


@dataclass(frozen=True, config=STRICT_RECORD)
class FileEntry:
    """One file of the snapshot; `path` is relative to its folder, `rows` is None for no table."""

    path: str
    sha256: str
    size_bytes: int
    rows: int | None


@dataclass(frozen=True, config=STRICT_RECORD)
class Manifest:
    """The ``manifest.json`` of a snapshot."""

    id: str
    created_at: str
    """ISO 8601 in UTC."""
    software: str
    city: CitySummary
    origin: Origin
    bounds: tuple[float, float, float, float]
    """Of the study area: left, bottom, right, top in degrees."""
    counts: dict[str, int]
    """Layer → number of features."""
    files: tuple[FileEntry, ...]
    notes: tuple[str, ...] = ()
    """What a reader should know of this data, in plain words."""
    format: int = FORMAT
    attribution: str = ATTRIBUTION
    licence: str = Field(default=LICENCE_URL)


@dataclass(frozen=True)
class _Formatted:
    """What manifests of every format have."""

    format: int


_MANIFEST = TypeAdapter(Manifest)
_FORMATTED = TypeAdapter(_Formatted)


def dump_manifest(manifest: Manifest) -> bytes:
    """Write a manifest as indented JSON, UTF-8."""
    return _MANIFEST.dump_json(manifest, indent=2) + b"\n"


def parse_manifest(text: bytes, where: str) -> Manifest:
    """Read a manifest.

    Raises
    ------
    SnapshotError
        When it is no manifest of this format; names the file.
    """
    try:
        has_format = _FORMATTED.validate_json(text).format
        if has_format != FORMAT:
            reason = sentence(
                "has format %(format)s, this version reads %(known)s; build it again",
                format=str(has_format),
                known=FORMAT,
            )
            raise SnapshotError(about(where, reason))
        return _MANIFEST.validate_json(text)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in fault["loc"]) or "the document"
        raise SnapshotError(f"{where}: is no snapshot manifest ({key}: {fault['msg']})") from error
