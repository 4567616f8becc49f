"""Reads projects of the register: its versions, what they say, and who signed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import shape
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.register.errors import NotFoundError
from app.register.log import Ledger, tell_head_time
from app.register.models import DetailsRow, EntryRow, ProjectRow, RevisionRow, StatementRow
from app.register.records import RECORD, Difference, compare
from geodata.crs import GEOGRAPHIC, project_all
from geodata.register.consents import ProjectConsents
from geodata.register.statements import Act
from geodata.sentences import sentence

Place = dict[str, Any]
"""A GeoJSON geometry."""

NEAR_M = 150.0
"""Projects nearer than this may be the same one."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a project."""

    hash: str
    number: int
    entry: int
    account: str
    time: str
    details: dict[str, Any] | None
    """None where it was erased."""
    differences: tuple[Difference, ...] = ()
    """From the version that it changes."""


@dataclass(frozen=True, slots=True)
class Nearby:
    """A project near a place."""

    id: str
    record: dict[str, Any]
    distance_m: float


def get_project(session: Session, name: str) -> ProjectRow:
    """Get a project.

    Raises
    ------
    NotFoundError
        When there is none of that id.
    """
    row = session.get(ProjectRow, name)
    if row is None:
        raise NotFoundError(sentence("There is no such project."))
    return row


def get_details(session: Session, digest: str | None) -> dict[str, Any] | None:
    """Get what was written, by its hash; None where it was erased."""
    row = session.get(DetailsRow, digest) if digest else None
    return json.loads(row.data) if row else None


def list_projects(
    session: Session,
    states: Iterable[str] = ("accepted",),
    *,
    most: int | None = None,
    after: int = 0,
) -> list[tuple[ProjectRow, dict[str, Any]]]:
    """List projects that are not removed with what their versions of now say, the newest first.

    Of a long list, `most` after so many are listed.
    """
    rows = session.execute(
        _select_projects(states, ProjectRow, DetailsRow.data)
        .order_by(ProjectRow.last_entry.desc())
        .limit(most)
        .offset(after)
    )
    return [(row, json.loads(data)) for row, data in rows]


def count_projects(session: Session, states: Iterable[str]) -> int:
    """Count what `list_projects` lists."""
    return session.scalar(_select_projects(states, func.count())) or 0


def _select_projects(states: Iterable[str], *what: Any) -> Select[Any]:  # noqa: ANN401 - columns
    return (
        select(*what)
        .select_from(ProjectRow)
        .join(DetailsRow, DetailsRow.hash == ProjectRow.revision)
        .where(ProjectRow.state.in_(list(states)), ProjectRow.is_removed.is_(False))
    )


def list_versions(session: Session, project: str) -> list[Version]:
    """List all versions of a project with the differences between them, the newest first."""
    rows = session.execute(
        select(RevisionRow, EntryRow.time)
        .join(EntryRow, EntryRow.number == RevisionRow.entry)
        .where(RevisionRow.project == project)
        .order_by(RevisionRow.version)
    )
    found: list[Version] = []
    for row, time in rows:
        details = get_details(session, row.hash)
        before = found[-1].details if found else None
        told = compare(before, details) if before and details else ()
        found.append(Version(row.hash, row.version, row.entry, row.account, time, details, told))
    return found[::-1]


def find_place_before(session: Session, row: ProjectRow, signed: str | None) -> Place | None:
    """Find the place that a project had in another version, to be compared with that of now.

    Parameters
    ----------
    signed
        Version that an institution signed last: its place goes before that of the version before.
    """
    current = session.get(RevisionRow, row.revision)
    place = get_place(get_details(session, row.revision))
    for earlier in (signed, current.base if current else None):
        before = get_place(get_details(session, earlier))
        if before is not None and before != place:
            return before
    return None


def get_place(details: Mapping[str, Any] | None) -> Place | None:
    """Get the place of what a version says; None where it has none, or was erased."""
    return details[RECORD].get("geometry") if details else None


def tell_consents(session: Session, ledger: Ledger, project: str) -> ProjectConsents:
    """Tell what every body says of a project's version of now."""
    revision = get_project(session, project).revision
    return ledger.read_signatures(session).tell(project, tell_head_time(session), revision)


def is_signed(session: Session, row: ProjectRow) -> bool:
    """Tell whether anything that an institution signed stands on a project's version of now."""
    statements = select(StatementRow).where(StatementRow.project == row.id)
    latest = {one.body: one for one in session.scalars(statements.order_by(StatementRow.entry))}
    return any(
        one.revision == row.revision and one.act != Act.WITHDRAWS.value for one in latest.values()
    )


def find_nearby(
    session: Session, geometry: dict[str, Any] | None, crs: str, but: str | None = None
) -> list[Nearby]:
    """Find projects near a place, proposed ones too, the nearest first.

    Parameters
    ----------
    crs
        The metric one of the city.
    but
        Id of a project that is not meant.
    """
    known = [
        (row.id, details[RECORD])
        for row, details in list_projects(session, ("accepted", "proposed"))
        if row.id != but and details[RECORD].get("geometry")
    ]
    if geometry is None or not known:
        return []
    shapes = [shape(one["geometry"]) for _, one in known]
    place, *others = project_all([shape(geometry), *shapes], GEOGRAPHIC, crs)
    distances = shapely.distance(place, others)
    found = [
        Nearby(name, record, float(far))
        for (name, record), far in zip(known, distances, strict=True)
        if far <= NEAR_M
    ]
    return sorted(found, key=lambda one: one.distance_m)
