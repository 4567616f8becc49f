"""Assessments that people attach to projects: files of the map, checked and never computed here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.register.caller import Caller
from app.register.contributions import Contribution, list_contributions
from app.register.discussion import add
from app.register.errors import ConflictError, InvalidError, NotFoundError
from app.register.log import Ledger
from app.register.models import ContributionRow, DetailsRow
from app.register.projection import DECLINED
from app.register.records import RECORD
from app.register.roles import Role
from app.register.town import Town
from app.register.versions import get_details, get_project
from geodata.assessment.stored import StoredAssessment, read_stored, write_stored
from geodata.assessment.stored_question import tell_place
from geodata.errors import RegisterError
from geodata.register.log import EntryKind
from geodata.sentences import get_sentence, sentence

FIELD, KIND = "assessment", "assessment"
MOST_ON_ONE = 50
"""Assessments of one project, all of which its page shows."""
MOST_OF_ONE = 10
"""Of them, by one person."""


@dataclass(frozen=True, slots=True)
class Attached:
    """An assessment of a project, as readers see it."""

    found: Contribution
    stored: StoredAssessment | None
    """None where it was removed or erased, or cannot be read any more."""
    is_of_place: bool | None
    """Whether it is about the place of the project's version of now; None where one has none."""


def attach(
    session: Session,
    ledger: Ledger,
    town: Town,
    caller: Caller,
    project: str,
    given: str | dict[str, Any],
) -> str:
    """Attach an assessment to a project; return its id.

    It is no part of any version: a version that is to be signed with it names its address among the
    documents.

    Raises
    ------
    InvalidError
        When it is no assessment, or one of another city.
    ConflictError
        When the project is closed, has the same assessment, or as many as are taken.
    """
    row = get_project(session, project)
    if row.is_removed or row.state == DECLINED:
        raise ConflictError(sentence("This project is closed: it was declined or removed"))
    stored = _read(given, town)
    written = write_stored(stored)
    if any(one.stored == stored for one in list_attached(session, project)):
        raise ConflictError(sentence("The project has this assessment already"))
    _check_count(session, caller, f"project/{project}")
    return add(
        session,
        ledger,
        caller,
        EntryKind.ASSESSMENT_ATTACHED,
        f"project/{project}",
        {FIELD: written},
    )


def list_attached(session: Session, project: str) -> list[Attached]:
    """List the assessments of a project, the newest first."""
    row = get_project(session, project)
    details = None if row.is_removed else get_details(session, row.revision)
    place = details[RECORD].get("geometry") if details else None
    subject = f"project/{project}"
    return [
        _describe(one, place)
        for one in list_contributions(session, subject, (KIND,), most=MOST_ON_ONE)
    ]


def get_attached(session: Session, project: str, digest: str) -> Attached:
    """Get an assessment of a project by the hash of what was written, which its entry names.

    Raises
    ------
    NotFoundError
        When there is none, or it was removed or erased.
    """
    for one in list_attached(session, project):
        if one.found.row.details == digest and one.stored is not None:
            return one
    raise NotFoundError(sentence("There is no such assessment: it may have been removed or erased"))


def _describe(found: Contribution, place: object) -> Attached:
    stored = _recall(found.written)
    return Attached(found, stored, tell_place(stored.question, place) if stored else None)


def _recall(written: Mapping[str, Any] | None) -> StoredAssessment | None:
    try:
        return read_stored(dict(written[FIELD])) if written else None
    except (RegisterError, KeyError, TypeError, ValueError):  # of another version of the program
        return None


def _read(given: str | dict[str, Any], town: Town) -> StoredAssessment:
    try:
        stored = read_stored(given)
    except RegisterError as error:
        raise InvalidError(FIELD, get_sentence(error)) from error
    if stored.city != town.id:
        fault = sentence("This assessment is of another city: %(city)s", city=stored.city)
        raise InvalidError(FIELD, fault)
    if not stored.question.has_changes:
        raise InvalidError(FIELD, sentence("the question changes nothing"))
    banks = {one.reach[0] for one in stored.figures if one.reach}
    if banks - set(town.banks):
        raise InvalidError(FIELD, sentence("A figure is of a bank that is none of this city"))
    return stored


def _check_count(session: Session, caller: Caller, subject: str) -> None:
    """Bound what is kept of one project; what moderators removed or authors erased is not kept."""
    if caller.role is Role.MODERATOR:
        return
    kept = (
        select(func.count())
        .select_from(ContributionRow)
        .join(DetailsRow, DetailsRow.hash == ContributionRow.details)
        .where(ContributionRow.subject == subject, ContributionRow.kind == KIND)
        .where(ContributionRow.is_removed.is_(False))
    )
    own = session.scalar(kept.where(ContributionRow.account == caller.account)) or 0
    if own >= MOST_OF_ONE or (session.scalar(kept) or 0) >= MOST_ON_ONE:
        raise ConflictError(
            sentence(
                "The project has so many assessments that no more are taken: erase one of yours"
            )
        )
