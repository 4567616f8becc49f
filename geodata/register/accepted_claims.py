"""The claims on providers in an export that a moderator accepted, and that nobody removed."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, cast

import shapely
from pydantic import BeforeValidator, StringConstraints
from pydantic.dataclasses import dataclass
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geodata.cities.providers import Role
from geodata.cities.records import STRICT_RECORD, Slug
from geodata.cities.sources import Source
from geodata.dates import PartialDate
from geodata.register.export import Export
from geodata.register.log import SALT, Entry, EntryKind


class ClaimKind(StrEnum):
    """What a claim says."""

    OURS = "we operate this"
    WRONG = "this is wrong"


def _read_area(value: object) -> BaseGeometry | None:
    """Make an area of GeoJSON, (lon, lat)."""
    if value is None or isinstance(value, BaseGeometry):
        return value
    try:
        found = shape(cast("dict[str, Any]", value))
        is_area = found.geom_type.endswith("Polygon") and found.is_valid and not found.is_empty
    except (AttributeError, KeyError, TypeError, IndexError, shapely.errors.ShapelyError) as error:
        raise ValueError("should be an area as GeoJSON") from error
    if not is_area:
        raise ValueError("should be an area as GeoJSON")
    return found


@dataclass(frozen=True, config=STRICT_RECORD, kw_only=True)
class RegisteredClaim:
    """Who operates a feature or an area, or does not, as the register took it."""

    id: str
    time: str
    """When it was made."""
    says: ClaimKind
    provider: Slug
    role: Role
    source: Source
    subject: Annotated[str, StringConstraints(pattern=r"^(feature/[a-z]+/\d{1,15})?$")] = ""
    """``feature/way/1``; empty for an area."""
    geometry: Annotated[BaseGeometry | None, BeforeValidator(_read_area)] = None
    """The area, in EPSG:4326."""
    since: PartialDate | None = None
    until: PartialDate | None = None

    @property
    def feature(self) -> tuple[str, int] | None:
        """Element and id of the feature in OpenStreetMap; None for an area."""
        if not self.subject:
            return None
        _, element, number = self.subject.split("/")
        return element, int(number)


def list_accepted_claims(export: Export) -> Iterator[dict[str, Any]]:
    """List the accepted claims of an export that is valid, as `RegisteredClaim` reads them.

    What one says is missing where it was erased.
    """
    made: dict[str, Entry] = {}
    accepted: set[str] = set()
    removed: set[str] = set()
    for entry in export.log:
        name = str(entry.content.get("id"))
        match entry.kind:
            case EntryKind.CLAIM_MADE:
                made.setdefault(name, entry)
            case EntryKind.CLAIM_SETTLED if entry.content.get("is_accepted") is True:
                accepted.add(name)
            case EntryKind.REMOVED | EntryKind.RESTORED:
                kind, _, subject = str(entry.content.get("subject")).partition("/")
                if kind != "project":
                    change = removed.add if entry.kind is EntryKind.REMOVED else removed.discard
                    change(subject)
    for name, entry in made.items():
        if name in accepted and name not in removed:
            yield _write(name, entry, export.details.get(entry.details or "", {}))


def _write(name: str, entry: Entry, written: dict[str, Any]) -> dict[str, Any]:
    told = {key: value for key, value in written.items() if key not in {SALT, "text"}}
    return {**told, "id": name, "time": entry.time, "subject": entry.content.get("subject", "")}
