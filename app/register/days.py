"""How the register stood at the end of a past day: replayed from the log up to then."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.register.errors import NotFoundError
from app.register.log import Ledger, read_row
from app.register.models import EntryRow, HeadRow, ProjectRow, RevisionRow, StatementRow
from app.register.versions import get_details
from geodata.dates import parse_day
from geodata.register.accepted import ProjectState, follow_projects
from geodata.register.consents import ProjectConsents, Signed, read_statement, tell_body
from geodata.register.log import EntryKind
from geodata.sentences import sentence

Day = Annotated[
    date | None,
    PlainValidator(lambda text: parse_day(text) if text else None),
    WithJsonSchema({"type": "string", "format": "date"}),
]
"""A day that an address asks for; empty asks for now."""

_MODERATED = (EntryKind.PROJECT_ACCEPTED, EntryKind.PROJECT_DECLINED)
_REMOVALS = (EntryKind.REMOVED, EntryKind.RESTORED)


@dataclass(frozen=True, slots=True)
class PastProject:
    """A project at the end of a day."""

    day: date
    entry: EntryRow
    """The last one of that day or before."""
    state: ProjectState
    details: dict[str, Any] | None
    """What its version of then says; None where it was erased since."""
    consents: ProjectConsents


def find_last(session: Session, day: date) -> EntryRow:
    """Find the last entry of a day, or before it.

    Raises
    ------
    NotFoundError
        When the register had not begun.
    """
    last = session.get_one(HeadRow, 1).number
    number = bisect_right(
        range(1, last + 1), _end(day), key=lambda one: session.get_one(EntryRow, one).time
    )
    if number == 0:
        raise NotFoundError(sentence("On %(day)s the register had not begun yet", day=day))
    return session.get_one(EntryRow, number)


def show_past(session: Session, ledger: Ledger, row: ProjectRow, day: date) -> PastProject:
    """Show a project as it stood at the end of a day.

    Raises
    ------
    NotFoundError
        When it was not in the register yet.
    """
    last = find_last(session, day)
    if row.first_entry > last.number:
        raise NotFoundError(
            sentence("On %(day)s this project was not in the register yet", day=day)
        )
    entries = map(read_row, session.scalars(_select(row, last.number)))
    state = follow_projects(entries)[row.id]
    told = [
        tell_body(body, _find_signed(session, body, row.id, last.number), state.revision, last.time)
        for body in ledger.bodies
    ]
    return PastProject(
        day=day,
        entry=last,
        state=state,
        details=get_details(session, state.revision),
        consents=ProjectConsents(row.id, state.revision, tuple(told)),
    )


def _end(day: date) -> str:
    return f"{day.isoformat()}T23:59:59Z"


def _select(row: ProjectRow, last: int) -> Select[EntryRow]:
    """Select the entries that tell how a project stands; their content is canonical JSON."""
    revisions = select(RevisionRow.entry).where(RevisionRow.project == row.id)
    votes = EntryRow.kind.in_(_MODERATED) & EntryRow.content.contains(f'"project":"{row.id}"')
    subject = f'"subject":"project/{row.id}"'
    removals = EntryRow.kind.in_(_REMOVALS) & EntryRow.content.contains(subject)
    return (
        select(EntryRow)
        .where(EntryRow.number >= row.first_entry, EntryRow.number <= last)
        .where(or_(EntryRow.number.in_(revisions), votes, removals))
        .order_by(EntryRow.number)
    )


def _find_signed(session: Session, body: str, project: str, last: int) -> Signed | None:
    """Find the latest statement of a body up to an entry; it was checked when it was entered."""
    found = session.scalar(
        select(EntryRow)
        .join(StatementRow, StatementRow.entry == EntryRow.number)
        .where(StatementRow.project == project, StatementRow.body == body)
        .where(StatementRow.entry <= last)
        .order_by(StatementRow.entry.desc())
        .limit(1)
    )
    if found is None:
        return None
    statement, _ = read_statement(read_row(found).content)
    return Signed(statement, found.number, found.time)
