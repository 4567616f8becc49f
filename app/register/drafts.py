"""Drafts of proposals: kept for their author alone, in no log, and deleted once sent."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.register.caller import Caller
from app.register.errors import ConflictError, InvalidError, NotFoundError
from app.register.log import read_now
from app.register.models import DraftRow
from geodata.sentences import sentence

MOST_DRAFTS = 20
LARGEST_DRAFT = 250_000


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields of a form that is not sent yet."""

    id: str
    changed: str
    fields: dict[str, Any]


def save_draft(
    session: Session, caller: Caller, fields: Mapping[str, Any], name: str | None = None
) -> str:
    """Save a draft, over an earlier one of its author where its id is given; return its id.

    Raises
    ------
    ConflictError, InvalidError
        When there are too many, or it is too long.
    """
    data = json.dumps(dict(fields), ensure_ascii=False)
    if len(data) > LARGEST_DRAFT:
        raise InvalidError("place", sentence("It is too long: shorten it"))
    if name:
        row = _get(session, caller, name)
        row.data, row.changed = data, read_now()
        return name
    count = select(func.count()).where(DraftRow.account == caller.account)
    if (session.scalar(count) or 0) >= MOST_DRAFTS:
        raise ConflictError(
            sentence("You have %(most)s drafts: delete one to save another", most=MOST_DRAFTS)
        )
    made = secrets.token_hex(8)
    session.add(DraftRow(made, caller.account, data, read_now()))
    return made


def list_drafts(session: Session, caller: Caller) -> list[Draft]:
    """List the drafts of somebody, the newest first."""
    rows = session.scalars(
        select(DraftRow)
        .where(DraftRow.account == caller.account)
        .order_by(DraftRow.changed.desc(), DraftRow.id)
    )
    return [_read(one) for one in rows]


def get_draft(session: Session, caller: Caller, name: str) -> Draft:
    """Get a draft of its author's."""
    return _read(_get(session, caller, name))


def delete_draft(session: Session, caller: Caller, name: str) -> None:
    """Delete a draft of its author's."""
    session.delete(_get(session, caller, name))


def _get(session: Session, caller: Caller, name: str) -> DraftRow:
    row = session.get(DraftRow, name)
    if row is None or row.account != caller.account:
        raise NotFoundError(sentence("There is no such draft."))
    return row


def _read(row: DraftRow) -> Draft:
    return Draft(row.id, row.changed, json.loads(row.data))
