"""Proposes projects, changes them by field, and decides on them: a moderator of each bank."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from shapely.geometry import mapping
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.register.caller import Caller
from app.register.errors import ConflictError, ForbiddenError, InvalidError, StaleError
from app.register.log import Ledger, read_now
from app.register.models import EntryRow, ProjectRow, VoteRow
from app.register.projection import ACCEPTED, DECLINED, PROPOSED
from app.register.records import (
    RECORD,
    FieldChanges,
    apply_changes,
    check_details,
    clean,
    write_record,
)
from app.register.roles import Role
from app.register.town import Town
from app.register.versions import get_details, get_project, is_signed
from geodata.register.log import EntryKind
from geodata.sentences import sentence

LONGEST_REASON = 2_000
MOST_PROPOSED = 25
"""Proposals of one person that wait for a decision."""
MOST_VERSIONS = 50
"""Of a proposal, before anybody decided on it: its page shows them all."""

_SIGNED = sentence(
    "An institution has signed this version: suggest the change, and it is made once a moderator "
    "of each bank accepts it"
)


def begin_projects(session: Session, ledger: Ledger, town: Town) -> int:
    """Enter the projects of the city's files as first versions, those that are not in yet.

    Returns
    -------
    How many were entered.
    """
    known = set(session.scalars(select(ProjectRow.id)))
    new = [one for one in town.projects if one.id not in known]
    for project in new:
        place = mapping(project.geometry) if project.geometry is not None else None
        record = write_record(project, place)
        content = {"project": project.id, "state": ACCEPTED}
        written = check_details({RECORD: record})
        ledger.append(session, EntryKind.PROJECT_PROPOSED, content, written=written)
    return len(new)


def propose(
    session: Session, ledger: Ledger, town: Town, caller: Caller, details: Mapping[str, Any]
) -> str:
    """Propose a project; return its id.

    Raises
    ------
    InvalidError
        When a field is not what it should be.
    """
    name = secrets.token_hex(8)
    record = {**details.get(RECORD, {}), "id": name}
    record.pop("is_example", None)  # only the city's files and a demonstration have examples
    _check_own_open(session, caller)
    written = check_details({**details, RECORD: record, "changes": {}}, town.area)
    _check_names(town, written)
    ledger.append(
        session,
        EntryKind.PROJECT_PROPOSED,
        {"project": name},
        written=written,
        account=caller.account,
    )
    return name


def may_revise(caller: Caller, row: ProjectRow, *, is_signed: bool) -> bool:
    """Tell whether somebody may change a project at once; all others suggest changes.

    Who proposed it may while nothing was decided, an office or a moderator until an institution
    signed the version of now. From then on a change would let signatures lapse: it is a suggestion,
    which takes effect once a moderator of each bank accepted it, so that nobody does that alone.
    """
    if is_signed:
        return False
    if caller.role is Role.OFFICE:
        return caller.body is not None
    is_own = row.account == caller.account and row.state == PROPOSED
    return caller.role is Role.MODERATOR or (is_own and bool(caller.account))


def revise(
    session: Session,
    ledger: Ledger,
    town: Town,
    caller: Caller,
    project: str,
    changes: FieldChanges,
) -> str:
    """Change a project by field; return the hash of its new version.

    Raises
    ------
    StaleError
        When somebody changed the project meanwhile.
    """
    row = _get_open(session, project)
    if is_signed(session, row):
        raise ForbiddenError(_SIGNED)
    if not may_revise(caller, row, is_signed=False):
        raise ForbiddenError(sentence("You can suggest this change: an office makes it"))
    if row.state == PROPOSED and row.version >= MOST_VERSIONS:
        raise ConflictError(sentence("This proposal was changed so often that it waits as it is"))
    return enter_revision(session, ledger, town, caller, row, changes)


def enter_revision(
    session: Session,
    ledger: Ledger,
    town: Town,
    caller: Caller,
    row: ProjectRow,
    changes: FieldChanges,
) -> str:
    """Enter a new version of a project; whether its author may is checked before."""
    written = draft_revision(session, town, row, changes)
    content = {"project": row.id, "base": row.revision}
    entry = ledger.append(
        session, EntryKind.PROJECT_REVISED, content, written=written, account=caller.account
    )
    return str(entry.details)


def draft_revision(
    session: Session,
    town: Town,
    row: ProjectRow,
    changes: FieldChanges,
) -> dict[str, Any]:
    """Make what a new version would say, and check it.

    Raises
    ------
    StaleError, InvalidError
        When the version of now is another, or nothing or something wrong is changed.
    """
    if changes.base != row.revision:
        raise StaleError(
            sentence(
                "Somebody else changed this project meanwhile: load it again, and then change it"
            )
        )
    before = get_details(session, row.revision)
    if before is None:
        raise ConflictError(sentence("What this version said was erased: propose the project anew"))
    made = apply_changes(before, changes, read_now()[:10])
    written = check_details(made, town.area if "geometry" in changes.values else None)
    _check_names(town, written)
    if _without_sources(written) == _without_sources(check_details(before)):
        raise InvalidError(RECORD, sentence("Nothing is changed by this"))
    return written


def decide(
    session: Session,
    ledger: Ledger,
    town: Town,
    caller: Caller,
    project: str,
    *,
    base: str,
    is_accepted: bool,
    reason: str = "",
) -> str:
    """Accept or decline a proposal for a bank; return its state, which needs both banks.

    Parameters
    ----------
    base
        The version that the moderator read: a change of a proposal asks both banks anew.

    Raises
    ------
    ConflictError
        When it is decided, or a moderator of the bank accepted it already.
    StaleError
        When it was changed meanwhile.
    """
    bank = require_bank(town, caller)
    row = get_project(session, project)
    if row.state != PROPOSED or row.is_removed:
        raise ConflictError(sentence("This proposal is decided already"))
    if row.revision != base:
        raise StaleError(sentence("The proposal was changed meanwhile: read it again"))
    if row.account == caller.account:
        raise ForbiddenError(sentence("Nobody decides on a proposal of their own"))
    if session.get(VoteRow, (project, bank)):
        raise ConflictError(sentence("A moderator of your bank has accepted this already"))
    if not is_accepted and not reason.strip():
        raise InvalidError("reason", sentence("Say why: the reason is public"))
    kind = EntryKind.PROJECT_ACCEPTED if is_accepted else EntryKind.PROJECT_DECLINED
    content = {"project": project, "bank": bank, "banks": len(town.banks)}
    written = {"reason": check_text("reason", reason, LONGEST_REASON)} if reason.strip() else None
    ledger.append(session, kind, content, written=written, account=caller.account)
    return row.state


def list_votes(session: Session, project: str) -> list[tuple[VoteRow, str]]:
    """List what moderators decided on a project, each with its time."""
    rows = session.execute(
        select(VoteRow, EntryRow.time)
        .join(EntryRow, EntryRow.number == VoteRow.entry)
        .where(VoteRow.project == project)
        .order_by(VoteRow.entry)
    )
    return [(vote, time) for vote, time in rows]


def require_bank(town: Town, caller: Caller) -> str:
    """Require a moderator, and get the bank.

    Raises
    ------
    ForbiddenError
        When the caller moderates for no bank of this city.
    """
    if caller.role is not Role.MODERATOR or caller.bank not in town.banks:
        raise ForbiddenError(sentence("Only a moderator of a bank can do this"))
    return str(caller.bank)


def check_text(field: str, text: str, longest: int) -> str:
    """Check a text that somebody wrote.

    Raises
    ------
    InvalidError
        When it is empty or too long.
    """
    text = str(clean(text))
    if not text:
        raise InvalidError(field, sentence("Write something here first"))
    if len(text) > longest:
        raise InvalidError(field, sentence("Write at most %(most)s characters here", most=longest))
    return text


def _check_own_open(session: Session, caller: Caller) -> None:
    """Bound what one person proposes before anybody decided on it."""
    waiting = select(func.count()).where(
        ProjectRow.account == caller.account,
        ProjectRow.state == PROPOSED,
        ProjectRow.is_removed.is_(False),
    )
    if (session.scalar(waiting) or 0) >= MOST_PROPOSED:
        raise ConflictError(
            sentence(
                "%(most)s proposals of yours wait for a decision: wait for it first",
                most=MOST_PROPOSED,
            )
        )


def _get_open(session: Session, project: str) -> ProjectRow:
    row = get_project(session, project)
    if row.is_removed or row.state == DECLINED:
        raise ConflictError(sentence("This project is closed: it was declined or removed"))
    return row


def _check_names(town: Town, written: Mapping[str, Any]) -> None:
    """Refuse banks that the city does not have."""
    sides = {one.get("side") for one in written[RECORD].get("partners", ())} - {None}
    if sides - set(town.banks):
        raise InvalidError(
            "partners", sentence("A partner stands on a bank that is none of this city")
        )


def _without_sources(written: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in written.items() if name != "changes"}
