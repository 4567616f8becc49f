"""What waits for a moderator: seven lists, of each its newest, or one of them page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.register.caller import Caller
from app.register.contributions import count_contributions, list_contributions
from app.register.models import ContributionRow, EntryRow, ProjectRow, VoteRow
from app.register.moderation import list_emergencies
from app.register.projection import OPEN, PROPOSED
from app.register.projects import require_bank
from app.register.town import Town
from app.register.versions import get_details

FEW, MANY = 20, 50
"""Of each list where all are shown, and of one list on a page of its own."""


class Waiting(StrEnum):
    """What waits."""

    PROPOSALS = "proposals"
    REMOVALS = "removals"
    """What a moderator of the other bank wants to remove."""
    EMERGENCIES = "emergencies"
    """Removed by one bank alone, and not restored."""
    APPEALS = "appeals"
    REPORTS = "reports"
    SUGGESTIONS = "suggestions"
    CLAIMS = "claims"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of one list."""

    items: Sequence[Any] = ()
    total: int = 0
    """How many the whole list has."""
    after: int = 0
    """So many stand before this part."""

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def end(self) -> int:
        """How many stand before the next part."""
        return self.after + len(self.items)


Lister = Callable[[Session, int, int], Part]


def list_queue(
    session: Session, town: Town, caller: Caller, only: Waiting | None = None, after: int = 0
) -> dict[str, Part]:
    """List what waits for a moderator of a bank, the newest first.

    Parameters
    ----------
    only
        The one list that is shown page by page, after so many of it; without it, all are begun.
    """
    bank = require_bank(town, caller)
    listers = _choose_listers(bank, town.other_bank(bank))
    if only:
        return {one.value: Part() for one in Waiting} | {
            only.value: listers[only](session, MANY, after)
        }
    return {one.value: listers[one](session, FEW, 0) for one in Waiting}


def _choose_listers(bank: str, other: str) -> dict[Waiting, Lister]:
    wanted = EntryRow.content.contains(f'"bank":"{other}"', autoescape=True)
    any_bank = EntryRow.content.contains('"bank":"', autoescape=True)
    return {
        Waiting.PROPOSALS: partial(_list_proposals, bank=bank),
        Waiting.REMOVALS: partial(_list_open, kind="report", where=_in_entries(wanted)),
        Waiting.EMERGENCIES: _list_emergencies,
        Waiting.APPEALS: partial(_list_open, kind="appeal"),
        Waiting.REPORTS: partial(_list_open, kind="report", where=~_in_entries(any_bank)),
        Waiting.SUGGESTIONS: partial(_list_open, kind="suggestion"),
        Waiting.CLAIMS: partial(_list_open, kind="claim"),
    }


def _in_entries(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Select contributions by the content of their entries, which is canonical JSON."""
    return ContributionRow.entry.in_(select(EntryRow.number).where(condition))


def _list_open(
    session: Session,
    most: int,
    after: int,
    *,
    kind: str,
    where: ColumnElement[bool] | None = None,
) -> Part:
    found = list_contributions(
        session, None, (kind,), states=(OPEN,), where=where, most=most, after=after
    )
    return Part(found, count_contributions(session, (kind,), states=(OPEN,), where=where), after)


def _list_proposals(session: Session, most: int, after: int, *, bank: str) -> Part:
    """List proposals on which the bank did not decide: what each says, and who accepted it."""
    own = select(VoteRow.project).where(VoteRow.is_accepted, VoteRow.bank == bank)
    asked = select(ProjectRow).where(
        ProjectRow.state == PROPOSED, ProjectRow.is_removed.is_(False), ProjectRow.id.not_in(own)
    )
    total = session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    newest = asked.order_by(ProjectRow.last_entry.desc()).limit(most).offset(after)
    rows = list(session.scalars(newest))
    names = [one.id for one in rows]
    votes: dict[str, list[str]] = {}
    for vote in session.scalars(
        select(VoteRow).where(VoteRow.is_accepted, VoteRow.project.in_(names))
    ):
        votes.setdefault(vote.project, []).append(vote.bank)
    found = [(row, get_details(session, row.revision), votes.get(row.id, [])) for row in rows]
    return Part(found, total, after)


def _list_emergencies(session: Session, most: int, after: int) -> Part:
    found = list_emergencies(session)
    return Part(found[after : after + most], len(found), after)
