"""What moderators do: a queue, removals that need both banks, tombstones, restoring and erasing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.register.caller import Caller
from app.register.contributions import (
    Contribution,
    check_subject,
    get_contribution,
    list_contributions,
)
from app.register.discussion import LONGEST_TEXT, add, settle
from app.register.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from app.register.log import Ledger
from app.register.models import EntryRow, RevisionRow
from app.register.projection import OPEN
from app.register.projects import check_text, require_bank
from app.register.roles import Role
from app.register.town import Town
from app.register.versions import get_details, get_project
from geodata.register.log import EntryKind, Erasure
from geodata.sentences import sentence

_PROJECT, _CONTRIBUTION = "project", "contribution"
_MOST_EMERGENCIES = 500


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What stands in the place of something that was removed."""

    subject: str
    entry: int
    time: str
    bank: str
    is_emergency: bool
    reason: str | None


def remove(
    session: Session,
    ledger: Ledger,
    town: Town,
    caller: Caller,
    subject: str,
    *,
    reason: str,
    is_emergency: bool = False,
) -> bool:
    """Remove a project or contribution from view, or ask the other bank to do so.

    Returns
    -------
    Whether it is removed now: the first bank asks, the second one removes; in an emergency, which
    is stated in public, one bank removes alone, and the other one agrees later or restores it.
    """
    bank = require_bank(town, caller)
    reason = check_text("reason", reason, LONGEST_TEXT)
    emergency = _find_emergency(session, subject)
    if _is_removed(session, subject) and (emergency is None or emergency == bank):
        raise ConflictError(sentence("This is removed already"))
    reports = list_contributions(session, subject, ("report",), states=(OPEN,))
    reports = [one for one in reports if one.row.subject == subject]
    asked = {one.content.get("bank") for one in reports}
    is_agreed = emergency is not None or town.other_bank(bank) in asked
    if not is_emergency and not is_agreed:
        if bank in asked:
            raise ConflictError(sentence("This waits for a moderator of the other bank"))
        add(session, ledger, caller, EntryKind.REPORT_MADE, subject, {"text": reason}, bank=bank)
        return False
    content = {"subject": subject, "bank": bank, "is_emergency": not is_agreed}
    ledger.append(
        session,
        EntryKind.REMOVED,
        content,
        written={"reason": reason},
        account=caller.account,
    )
    for one in reports:
        _settle_report(session, ledger, caller, one, is_accepted=True)
    return True


def restore(
    session: Session, ledger: Ledger, town: Town, caller: Caller, subject: str, *, reason: str
) -> None:
    """Restore what was removed, but for one's own: it stays so only as long as both banks want."""
    bank = require_bank(town, caller)
    is_removed = _is_removed(session, subject)
    _check_not_own(session, caller, subject)
    reason = check_text("reason", reason, LONGEST_TEXT)
    if not is_removed:
        raise ConflictError(sentence("This is not removed"))
    ledger.append(
        session,
        EntryKind.RESTORED,
        {"subject": subject, "bank": bank},
        written={"reason": reason},
        account=caller.account,
    )
    for one in list_contributions(session, subject, ("appeal",), states=(OPEN,)):
        _settle_report(session, ledger, caller, one, is_accepted=True)


def dismiss(
    session: Session, ledger: Ledger, town: Town, caller: Caller, name: str, *, reason: str
) -> None:
    """Close a report, a request to remove something, or an appeal, and leave all as it is."""
    bank, found = require_bank(town, caller), get_contribution(session, name)
    if found.row.kind not in {"report", "appeal"}:
        raise NotFoundError(sentence("There is no such entry."))
    _check_not_own(session, caller, found.row.subject)
    if found.row.kind == "appeal" and _find_emergency(session, found.row.subject) == bank:
        raise ForbiddenError(sentence("The other bank decides on what yours removed alone"))
    settle(session, ledger, caller, EntryKind.REPORT_SETTLED, found, False, reason)  # noqa: FBT003


def erase(session: Session, ledger: Ledger, caller: Caller, name: str, *, reason: str) -> None:
    """Erase for good what a contribution says: by its author, or once both banks removed it.

    The entry stays in the log, and says why its text is gone.
    """
    found = get_contribution(session, name)
    is_author = bool(caller.account) and found.row.account == caller.account
    is_agreed = found.row.is_removed and not _find_emergency(session, f"{_CONTRIBUTION}/{name}")
    if not (is_author or (caller.role is Role.MODERATOR and is_agreed)):
        raise ForbiddenError(
            sentence("Its author can erase it, or a moderator once both banks removed it")
        )
    if get_details(session, found.row.details) is None:
        raise ConflictError(sentence("This is erased already"))
    _erase(session, ledger, caller, found.row.details, reason)


def erase_version(
    session: Session, ledger: Ledger, town: Town, caller: Caller, digest: str, *, reason: str
) -> None:
    """Erase for good what an earlier version of a project says; that of now is changed first."""
    require_bank(town, caller)
    row = session.get(RevisionRow, digest)
    if row is None or get_details(session, digest) is None:
        raise NotFoundError(sentence("There is no such version."))
    project = get_project(session, row.project)
    is_agreed = project.is_removed and not _find_emergency(session, f"{_PROJECT}/{project.id}")
    if project.revision == digest and not is_agreed:
        raise ConflictError(sentence("Change the project first: only earlier versions are erased"))
    _erase(session, ledger, caller, digest, reason)


def list_emergencies(session: Session) -> list[Tombstone]:
    """List what one bank alone has removed, to which the other did not agree, the newest first."""
    rows = session.scalars(
        select(EntryRow)
        .where(
            EntryRow.kind == EntryKind.REMOVED.value,
            EntryRow.content.contains('"is_emergency":true', autoescape=True),
        )
        .order_by(EntryRow.number.desc())
        .limit(_MOST_EMERGENCIES)
    )
    subjects = dict.fromkeys(str(json.loads(row.content)["subject"]) for row in rows)
    stones = [find_tombstone(session, one) for one in subjects]
    return [one for one in stones if one and one.is_emergency]


def find_tombstone(session: Session, subject: str) -> Tombstone | None:
    """Find what stands in the place of something that is removed; None where it is not."""
    row = _find_removal(session, subject) if _is_removed(session, subject) else None
    return _read_tombstone(session, row, json.loads(row.content)) if row else None


def _find_removal(session: Session, subject: str) -> EntryRow | None:
    """Find the last entry that removed something."""
    named = f'"subject":{json.dumps(subject)}'
    removals = select(EntryRow).where(
        EntryRow.kind == EntryKind.REMOVED.value, EntryRow.content.contains(named, autoescape=True)
    )
    return session.scalar(removals.order_by(EntryRow.number.desc()).limit(1))


def _find_emergency(session: Session, subject: str) -> str | None:
    """Find the bank that removed something alone, to which the other one has not agreed."""
    stone = find_tombstone(session, subject)
    return stone.bank if stone and stone.is_emergency else None


def _check_not_own(session: Session, caller: Caller, subject: str) -> None:
    """Refuse that moderators decide on what they wrote themselves."""
    kind, name, *_ = subject.split("/")
    if kind == _PROJECT:
        author = get_project(session, name).account
    elif kind == _CONTRIBUTION:
        author = get_contribution(session, name).row.account
    else:
        return
    if author == caller.account:
        raise ForbiddenError(sentence("Nobody decides on what they wrote themselves"))


def _read_tombstone(session: Session, row: EntryRow, content: Mapping[str, Any]) -> Tombstone:
    written = get_details(session, row.details) or {}
    return Tombstone(
        content["subject"],
        row.number,
        row.time,
        content.get("bank", ""),
        bool(content.get("is_emergency")),
        written.get("reason"),
    )


def _is_removed(session: Session, subject: str) -> bool:
    check_subject(session, subject)
    kind, _, name = subject.partition("/")
    if kind == _PROJECT and "/" not in name:
        return get_project(session, name).is_removed
    if kind == _CONTRIBUTION:
        return get_contribution(session, name).row.is_removed
    raise InvalidError("subject", sentence("Only projects and what people wrote can be removed"))


def _settle_report(
    session: Session, ledger: Ledger, caller: Caller, found: Contribution, *, is_accepted: bool
) -> None:
    content = {"id": found.id, "is_accepted": is_accepted}
    ledger.append(session, EntryKind.REPORT_SETTLED, content, account=caller.account)


def _erase(session: Session, ledger: Ledger, caller: Caller, digest: str, reason: str) -> None:
    if reason not in set(Erasure):
        raise InvalidError("reason", sentence("Choose the reason from the list"))
    content = {"details": digest, "reason": reason}
    ledger.append(session, EntryKind.ERASED, content, account=caller.account)
