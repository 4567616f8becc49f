"""Makes the tables of the register from its log: each entry changes a few rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.register.models import (
    PROJECTED,
    ContributionRow,
    DetailsRow,
    ProjectRow,
    RevisionRow,
    StatementRow,
    VoteRow,
)
from geodata.register.consents import read_statement
from geodata.register.log import Entry, EntryKind

PROPOSED, ACCEPTED, DECLINED, OPEN = "proposed", "accepted", "declined", "open"

_KINDS = {
    EntryKind.COMMENT_POSTED: "comment",
    EntryKind.SUGGESTION_MADE: "suggestion",
    EntryKind.NEED_PROPOSED: "need",
    EntryKind.CLAIM_MADE: "claim",
    EntryKind.ASSESSMENT_ATTACHED: "assessment",
    EntryKind.REPORT_MADE: "report",
    EntryKind.APPEAL_MADE: "appeal",
}


def project_entry(session: Session, entry: Entry) -> None:
    """Change the tables by what an entry tells; it was checked before it was entered."""
    session.flush()
    if entry.kind in _KINDS:
        _contribute(session, entry)
    elif entry.kind in _CHANGES:
        _CHANGES[entry.kind](session, entry)


def clear_projection(session: Session) -> None:
    """Empty every table that the log makes."""
    for table in PROJECTED:
        session.execute(delete(table))


def _propose(session: Session, entry: Entry) -> None:
    project, revision = entry.content["project"], _need_details(entry)
    session.add(
        ProjectRow(
            id=project,
            revision=revision,
            version=1,
            state=entry.content.get("state", PROPOSED),
            first_entry=entry.number,
            last_entry=entry.number,
            account=entry.account,
        )
    )
    session.add(RevisionRow(revision, project, 1, None, entry.number, entry.account))


def _revise(session: Session, entry: Entry) -> None:
    row = _get_project(session, entry.content)
    row.version += 1
    row.revision, row.last_entry = _need_details(entry), entry.number
    if row.state == PROPOSED:  # a moderator accepted what it said before
        session.execute(delete(VoteRow).where(VoteRow.project == row.id))
    session.add(
        RevisionRow(
            row.revision,
            row.id,
            row.version,
            entry.content["base"],
            entry.number,
            entry.account,
        )
    )


def _vote(session: Session, entry: Entry) -> None:
    """Count the moderator of a bank; a proposal stands once every bank accepted it."""
    row = _get_project(session, entry.content)
    is_accepted = entry.kind is EntryKind.PROJECT_ACCEPTED
    session.merge(VoteRow(row.id, entry.content["bank"], is_accepted, entry.number))
    session.flush()
    accepted = session.scalar(
        select(func.count()).where(VoteRow.project == row.id, VoteRow.is_accepted)
    )
    if not is_accepted:
        row.state = DECLINED
    elif (accepted or 0) >= entry.content["banks"]:
        row.state = ACCEPTED


def _back(session: Session, entry: Entry) -> None:
    content = entry.content
    session.merge(VoteRow(content["id"], content["bank"], is_accepted=True, entry=entry.number))


def _sign(session: Session, entry: Entry) -> None:
    statement, _ = read_statement(entry.content)
    session.add(
        StatementRow(
            entry.number,
            statement.project,
            statement.body.id,
            statement.act.value,
            statement.revision,
        )
    )


def _contribute(session: Session, entry: Entry) -> None:
    session.add(
        ContributionRow(
            id=entry.content["id"],
            kind=_KINDS[entry.kind],
            subject=entry.content.get("subject", ""),
            entry=entry.number,
            account=entry.account,
            details=_need_details(entry),
            state=OPEN,
        )
    )


def _settle(session: Session, entry: Entry) -> None:
    row = _get_contribution(session, entry.content)
    row.state = ACCEPTED if entry.content["is_accepted"] else DECLINED


def _remove(session: Session, entry: Entry) -> None:
    kind, _, name = str(entry.content["subject"]).partition("/")
    is_removed = entry.kind is EntryKind.REMOVED
    if kind == "project":
        _get_project(session, {"project": name}).is_removed = is_removed
        return
    row = _get_contribution(session, {"id": name})
    row.is_removed, row.removed_by = is_removed, entry.number if is_removed else None


def _erase(session: Session, entry: Entry) -> None:
    session.execute(delete(DetailsRow).where(DetailsRow.hash == entry.content["details"]))


_CHANGES: dict[EntryKind, Callable[[Session, Entry], None]] = {
    EntryKind.PROJECT_PROPOSED: _propose,
    EntryKind.PROJECT_REVISED: _revise,
    EntryKind.PROJECT_ACCEPTED: _vote,
    EntryKind.PROJECT_DECLINED: _vote,
    EntryKind.STATEMENT_SIGNED: _sign,
    EntryKind.SUGGESTION_BACKED: _back,
    EntryKind.SUGGESTION_SETTLED: _settle,
    EntryKind.CLAIM_SETTLED: _settle,
    EntryKind.REPORT_SETTLED: _settle,
    EntryKind.REMOVED: _remove,
    EntryKind.RESTORED: _remove,
    EntryKind.ERASED: _erase,
}


def _need_details(entry: Entry) -> str:
    if entry.details is None:
        raise ValueError(f"entry {entry.number} has no details")
    return entry.details


def _get_project(session: Session, content: Mapping[str, Any]) -> ProjectRow:
    return session.get_one(ProjectRow, content["project"])


def _get_contribution(session: Session, content: Mapping[str, Any]) -> ContributionRow:
    return session.get_one(ContributionRow, content["id"])
