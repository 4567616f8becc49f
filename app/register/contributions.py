"""Reads what people wrote: comments, suggestions, needs, claims, reports and appeals."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.register.errors import InvalidError, NotFoundError
from app.register.models import ContributionRow, DetailsRow, EntryRow, ProjectRow
from app.register.versions import get_project
from geodata.register.log import SALT
from geodata.sentences import sentence

ON_A_PAGE = 200
"""Contributions that a page shows; it asks for one more, which tells whether others follow."""

_SUBJECT = re.compile(
    r"project/[a-z0-9-]{1,64}(/[a-z_]{1,20})?|contribution/[0-9a-f]{16}"
    r"|feature/(node|way|relation)/\d{1,15}"
    r"|place/-?(1[0-7]\d|\d{1,2})\.\d{1,7},-?[0-8]?\d\.\d{1,7}",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Contribution:
    """Something that somebody wrote, as readers see it."""

    row: ContributionRow
    time: str
    content: Mapping[str, Any]
    written: Mapping[str, Any] | None
    """None where it was removed or erased."""

    @property
    def id(self) -> str:
        """Its id."""
        return self.row.id


def get_contribution(session: Session, name: str, kind: str | None = None) -> Contribution:
    """Get something that somebody wrote.

    Raises
    ------
    NotFoundError
        When there is none of that id and kind.
    """
    row = session.get(ContributionRow, name)
    if row is None or (kind and row.kind != kind):
        raise NotFoundError(sentence("There is no such entry."))
    return _read(session, [row])[0]


def list_contributions(
    session: Session,
    subject: str | None = None,
    kinds: Iterable[str] = ("comment",),
    *,
    states: Iterable[str] = (),
    where: ColumnElement[bool] | None = None,
    most: int = ON_A_PAGE,
    after: int = 0,
) -> list[Contribution]:
    """List what people wrote, the newest first; about one thing and its fields where one is given.

    What was removed stands without its text; of a long list, `most` after so many are listed.
    """
    asked = select(ContributionRow).where(*_select(kinds, states, where))
    if subject is not None:
        within = ContributionRow.subject.startswith(f"{subject}/", autoescape=True)
        asked = asked.where((ContributionRow.subject == subject) | within)
    rows = session.scalars(asked.order_by(ContributionRow.entry.desc()).limit(most).offset(after))
    return _read(session, list(rows))


def count_contributions(
    session: Session,
    kinds: Iterable[str],
    *,
    states: Iterable[str] = (),
    where: ColumnElement[bool] | None = None,
) -> int:
    """Count what `list_contributions` lists about all things."""
    asked = select(func.count()).select_from(ContributionRow)
    return session.scalar(asked.where(*_select(kinds, states, where))) or 0


def _select(
    kinds: Iterable[str], states: Iterable[str], where: ColumnElement[bool] | None
) -> Iterator[ColumnElement[bool]]:
    yield ContributionRow.kind.in_(list(kinds))
    if states:
        yield ContributionRow.state.in_(list(states))
    if where is not None:
        yield where


def list_removed_subjects(session: Session) -> set[str]:
    """List what was removed, as subjects name it: what is about it is gone with it."""
    projects = session.scalars(select(ProjectRow.id).where(ProjectRow.is_removed))
    others = session.scalars(select(ContributionRow.id).where(ContributionRow.is_removed))
    return {f"project/{one}" for one in projects} | {f"contribution/{one}" for one in others}


def find_thing(subject: str) -> str:
    """Find the thing that a subject is about, without the field of it."""
    return "/".join(subject.split("/")[:2])


def check_subject(session: Session, subject: str) -> None:
    """Check that there is what a contribution is about.

    Raises
    ------
    InvalidError, NotFoundError
        When its form is wrong, or there is no such project or contribution.
    """
    if not _SUBJECT.fullmatch(subject):
        raise InvalidError("subject", sentence("This names nothing that can be written about"))
    kind, name, *_ = subject.split("/")
    if kind == "project":
        get_project(session, name)
    elif kind == "contribution":
        get_contribution(session, name)


def _read(session: Session, rows: list[ContributionRow]) -> list[Contribution]:
    numbers = [one.entry for one in rows]
    entries = {
        one.number: one
        for one in session.scalars(select(EntryRow).where(EntryRow.number.in_(numbers)))
    }
    hashes = [one.details for one in rows if not one.is_removed]
    texts = {
        one.hash: {key: value for key, value in json.loads(one.data).items() if key != SALT}
        for one in session.scalars(select(DetailsRow).where(DetailsRow.hash.in_(hashes)))
    }
    return [
        Contribution(
            row,
            entries[row.entry].time,
            json.loads(entries[row.entry].content),
            texts.get(row.details),
        )
        for row in rows
    ]
