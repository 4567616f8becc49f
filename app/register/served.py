"""What is public of the register as collections of the API of features; nothing else is in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from app.catalogue.collection import Collection
from app.catalogue.encode import encode_table
from app.filters.crs import System, list_systems
from app.register.api import write_consents
from app.register.context import Register
from app.register.contributions import (
    find_thing,
    list_contributions,
    list_removed_subjects,
)
from app.register.features import find_place
from app.register.log import tell_head_time
from app.register.models import ProjectRow
from app.register.records import RECORD
from app.register.versions import list_projects
from geodata import ATTRIBUTION
from geodata.exports.formats import Format
from geodata.names import Names
from geodata.register.consents import ProjectConsents
from geodata.register.fields import REGISTER_FIELDS
from geodata.snapshot.tables import build_table, flatten_project
from geodata.wording import Wording
from geodata.wording import mark as _

MOST = 20_000
"""Features of a collection, the newest ones: so much is kept in memory."""

Row = tuple[dict[str, Any], BaseGeometry | None]

_TITLES = {"projects": _("Projects"), "needs": _("Needs"), "comments": _("Comments")}
_DESCRIPTIONS = {
    "projects": _("Projects that were proposed or accepted, with what each office signed."),
    "needs": _("What people of both banks say they need."),
    "comments": _("What people say of projects, needs and places."),
}


@dataclass(frozen=True, slots=True)
class ServedRegister:
    """The public collections of a register, as they were at an entry of its log."""

    id: str
    """Hash of that entry."""
    city: Names
    systems: tuple[System, ...]
    collections: Mapping[str, Collection]
    title: str = _("Register of projects")
    description: str = _("Projects of two banks: proposed, discussed, and signed by both offices.")
    attribution: str = ATTRIBUTION
    tiles: None = field(default=None, init=False)
    catalogue: None = field(default=None, init=False)

    def get_table(self, name: str, _day: date) -> Collection:
        """Get a collection; it is the same on every day."""
        return self.collections[name]

    def say_title(self, name: str, wording: Wording) -> str:
        """Say the title of a collection."""
        return wording.gettext(_TITLES[name])

    def say_description(self, name: str, wording: Wording) -> str:
        """Say what a collection holds."""
        return wording.gettext(_DESCRIPTIONS[name])

    def list_files(self, name: str) -> Iterable[tuple[str, Format]]:
        """List the files of a collection: path and format."""
        return ((f"/api/register/{name}.{one}", one) for one in (Format.GEOJSON, Format.CSV))


def serve_register(session: Session, register: Register, head: str) -> ServedRegister:
    """Make the collections of what is public now."""
    signatures, now = register.ledger.read_signatures(session), tell_head_time(session)
    projects = list_projects(session, ("accepted", "proposed"))[:MOST]
    rows: dict[str, list[Row]] = {
        "projects": [
            _flatten_project(row, details, signatures.tell(row.id, now, row.revision))
            for row, details in projects
        ],
        "needs": _list_written(session, "need"),
        "comments": _list_written(session, "comment"),
    }
    made = {name: _make(name, found) for name, found in rows.items()}
    city = register.city
    return ServedRegister(head, city.name, list_systems(city.crs, *city.grids), made)


def _make(name: str, rows: list[Row]) -> Collection:
    fields = REGISTER_FIELDS[name]
    frame = build_table(fields, [row for row, _ in rows], [place for _, place in rows])
    return encode_table(name, frame, fields, list(frame["id"]))


def _flatten_project(row: ProjectRow, details: Mapping[str, Any], consents: ProjectConsents) -> Row:
    record = details[RECORD]
    flat = {
        **flatten_project(record),
        "id": row.id,
        "needs": details.get("needs"),
        "signed": write_consents(consents)["bodies"],
        "state": row.state,
        "version": row.version,
        "revision": row.revision,
    }
    return flat, _read_place(record.get("geometry"))


def _list_written(session: Session, kind: str) -> list[Row]:
    """List what people wrote and stands: nothing that was removed or erased, and no person."""
    found, removed = (
        list_contributions(session, None, (kind,), most=MOST),
        list_removed_subjects(session),
    )
    return [
        (
            {
                **one.written,
                "id": one.id,
                "date": one.time[:10],
                "subject": one.row.subject,
                "entry": one.row.entry,
            },
            _read_place(one.written.get("geometry") or find_place(one.row.subject)),
        )
        for one in found
        if one.written is not None
        and not one.row.is_removed
        and find_thing(one.row.subject) not in removed
    ]


def _read_place(geometry: Mapping[str, Any] | None) -> BaseGeometry | None:
    return shape(dict(geometry)) if geometry else None
