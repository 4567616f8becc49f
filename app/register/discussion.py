"""Comments, suggestions, needs, reports and appeals: what people write about what is there."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.register.backing import back, may_settle
from app.register.caller import Caller
from app.register.contributions import (
    Contribution,
    check_subject,
    get_contribution,
    list_contributions,
)
from app.register.errors import ConflictError, ForbiddenError, InvalidError
from app.register.geometry import read_place
from app.register.log import Ledger
from app.register.models import ContributionRow, ProjectRow
from app.register.projection import ACCEPTED, DECLINED, OPEN
from app.register.projects import check_text, draft_revision, enter_revision
from app.register.records import FieldChanges, clean, get_value
from app.register.roles import Role
from app.register.town import Town
from app.register.versions import get_project, is_signed
from geodata.names import LANGUAGES, UNSAID
from geodata.register.log import EntryKind
from geodata.sentences import sentence

LONGEST_TEXT = 4_000
LONGEST_TITLE = 200
MOST_ON_ONE = 2_000
"""Contributions about one thing."""
MOST_OF_ONE = 200
"""Of them, by one person: nobody uses up what all have."""
MOST_SUGGESTED = 10
"""Suggestions of one person for one project that wait for a decision."""

_DECIDED = sentence("Somebody else has decided on this already")
_NOT_REMOVED = sentence("Nobody removed this, so there is nothing to appeal against")
_DECLINED = sentence(
    "What was declined stays so, and its reason stands in the log: write it anew with what was "
    "missing. Appeals are against removals alone."
)

WRITTEN_IN = (*LANGUAGES, UNSAID)
"""Languages that a text can be marked as; it is shown as it was written."""


def comment(
    session: Session,
    ledger: Ledger,
    caller: Caller,
    subject: str,
    text: str,
    language: str = UNSAID,
) -> str:
    """Comment on a project, a field of it, a place or a feature; return the comment's id."""
    written = {
        "text": check_text("text", text, LONGEST_TEXT),
        "language": _check_language(language),
    }
    check_subject(session, subject)
    kind, name, *_ = subject.split("/")
    if kind == "project" and get_project(session, name).is_removed:
        raise ConflictError(sentence("This project is closed: it was declined or removed"))
    return add(session, ledger, caller, EntryKind.COMMENT_POSTED, subject, written)


def suggest(
    session: Session,
    ledger: Ledger,
    town: Town,
    caller: Caller,
    project: str,
    changes: FieldChanges,
    text: str = "",
) -> str:
    """Suggest changes of a project by field, each with its source; return the suggestion's id."""
    row = _get_open(session, project)
    made = draft_revision(session, town, row, changes)
    _check_own_open(session, caller, project)
    written = {
        "base": changes.base,
        "changes": {field: get_value(made, field) for field in changes.values},
        "sources": made["changes"],
        **({"text": check_text("text", text, LONGEST_TEXT)} if text.strip() else {}),
    }
    return add(session, ledger, caller, EntryKind.SUGGESTION_MADE, f"project/{project}", written)


def settle_suggestion(
    session: Session,
    ledger: Ledger,
    town: Town,
    caller: Caller,
    name: str,
    *,
    is_accepted: bool,
    reason: str = "",
) -> None:
    """Take a suggestion up as a new version of its project, or decline it.

    Where an institution signed the version of now, only moderators do, and it is taken up once
    those of both banks accepted it: nobody lets signatures lapse alone.

    Raises
    ------
    StaleError
        When the project was changed since the suggestion was made.
    """
    found = get_contribution(session, name, "suggestion")
    project = _get_open(session, found.row.subject.removeprefix("project/"))
    has_signature = is_signed(session, project)
    if not may_settle(caller, is_signed=has_signature):
        raise ForbiddenError(
            sentence("Moderators decide on suggestions; offices, too, until one has signed")
        )
    if found.row.state != OPEN:
        raise ConflictError(_DECIDED)
    if is_accepted:
        written = _need_written(found)
        changes = FieldChanges(written["base"], written["changes"], written["sources"])
        if has_signature:
            draft_revision(session, town, project, changes)
            if not back(session, ledger, town, caller, found, reason):
                return
        enter_revision(session, ledger, town, caller, project, changes)
    settle(session, ledger, caller, EntryKind.SUGGESTION_SETTLED, found, is_accepted, reason)


def state_need(
    session: Session,
    ledger: Ledger,
    town: Town,
    caller: Caller,
    *,
    title: str,
    text: str,
    place: str = "",
    language: str = UNSAID,
) -> str:
    """State a need, which projects can answer; return its id."""
    written: dict[str, Any] = {
        "title": check_text("title", title, LONGEST_TITLE),
        "text": check_text("text", text, LONGEST_TEXT),
        "language": _check_language(language),
    }
    geometry = read_place(place, town.area)
    if geometry is not None:
        written["geometry"] = geometry
    return add(session, ledger, caller, EntryKind.NEED_PROPOSED, "", written)


def report(session: Session, ledger: Ledger, caller: Caller, subject: str, text: str) -> str:
    """Report something to the moderators; only they read what is written, and who wrote it."""
    written = {"text": check_text("text", text, LONGEST_TEXT), "account": caller.account}
    check_subject(session, subject)
    nobody = replace(caller, account="")
    return add(session, ledger, nobody, EntryKind.REPORT_MADE, subject, written)


def appeal(session: Session, ledger: Ledger, caller: Caller, subject: str, text: str) -> str:
    """Appeal against a removal, once for each thing while the appeal is open.

    What was declined is not opened again: whoever wrote it writes it anew.
    """
    written = {"text": check_text("text", text, LONGEST_TEXT)}
    check_subject(session, subject)
    if not _is_author(session, caller, subject):
        raise ForbiddenError(sentence("Who wrote it can appeal"))
    row = _get_row(session, subject)
    if not row.is_removed:
        raise ConflictError(_DECLINED if row.state == DECLINED else _NOT_REMOVED)
    if list_contributions(session, subject, ("appeal",), states=(OPEN,)):
        raise ConflictError(sentence("Your appeal waits for the moderators already"))
    return add(session, ledger, caller, EntryKind.APPEAL_MADE, subject, written)


def add(
    session: Session,
    ledger: Ledger,
    caller: Caller,
    kind: EntryKind,
    subject: str,
    written: Mapping[str, Any],
    **content: str,
) -> str:
    """Enter what somebody wrote; return its new id."""
    name = secrets.token_hex(8)
    if subject:
        _check_count(session, caller, subject)
    ledger.append(
        session,
        kind,
        {"id": name, "subject": subject, **content},
        written={key: clean(value) for key, value in written.items()},
        account=caller.account,
    )
    return name


def settle(
    session: Session,
    ledger: Ledger,
    caller: Caller,
    kind: EntryKind,
    found: Contribution,
    is_accepted: bool,  # noqa: FBT001 - the decision itself
    reason: str,
) -> None:
    """Enter a decision on something that is open.

    Raises
    ------
    ConflictError
        When somebody decided before.
    """
    if found.row.state != OPEN:
        raise ConflictError(_DECIDED)
    if not is_accepted:
        check_text("reason", reason, LONGEST_TEXT)
    written = {"reason": clean(reason.strip()[:LONGEST_TEXT])} if reason.strip() else None
    content = {"id": found.id, "is_accepted": is_accepted}
    ledger.append(session, kind, content, written=written, account=caller.account)


def _get_open(session: Session, project: str) -> ProjectRow:
    row = get_project(session, project)
    if row.is_removed or row.state not in {ACCEPTED, "proposed"}:
        raise ConflictError(sentence("This project is closed: it was declined or removed"))
    return row


def _check_language(language: str) -> str:
    if language not in WRITTEN_IN:
        raise InvalidError("language", sentence("Choose the language from the list"))
    return language


def _check_count(session: Session, caller: Caller, subject: str) -> None:
    """Bound what is written about one thing, but never the moderators, who can clear it up."""
    if caller.role is Role.MODERATOR:
        return
    written = select(func.count()).where(ContributionRow.subject == subject)
    of_one = (ContributionRow.account == caller.account, ContributionRow.state == OPEN)
    own = session.scalar(written.where(*of_one)) or 0
    if own >= MOST_OF_ONE or (session.scalar(written) or 0) >= MOST_ON_ONE:
        raise ConflictError(sentence("So much was written about this that no more is taken"))


def _check_own_open(session: Session, caller: Caller, project: str) -> None:
    """Bound what one person suggests for one project before anybody decided on it."""
    waiting = select(func.count()).where(
        ContributionRow.subject == f"project/{project}",
        ContributionRow.kind == "suggestion",
        ContributionRow.account == caller.account,
        ContributionRow.state == OPEN,
    )
    if (session.scalar(waiting) or 0) >= MOST_SUGGESTED:
        raise ConflictError(
            sentence(
                "%(most)s suggestions of yours wait for a decision here: wait for it first",
                most=MOST_SUGGESTED,
            )
        )


def _need_written(found: Contribution) -> Mapping[str, Any]:
    if found.written is None:
        raise ConflictError(sentence("What it said was removed or erased"))
    return found.written


def _get_row(session: Session, subject: str) -> ProjectRow | ContributionRow:
    """Get the project, or what somebody wrote, that a checked subject names."""
    kind, name, *_ = subject.split("/")
    return get_project(session, name) if kind == "project" else get_contribution(session, name).row


def _is_author(session: Session, caller: Caller, subject: str) -> bool:
    """Tell whether somebody wrote what a subject names; places and features have no author."""
    if not subject.startswith(("project/", "contribution/")):
        return False
    return _get_row(session, subject).account == caller.account
