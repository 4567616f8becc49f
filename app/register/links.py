"""Links that work once: an invitation, or a new way to log in."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.register.errors import NotFoundError
from app.register.log import read_now
from app.register.models import AccountRow, LinkRow
from app.register.sessions import hash_secret
from geodata.register.consents import write_time
from geodata.sentences import sentence


class LinkKind(StrEnum):
    """What a link is for; also the first step of its path."""

    INVITATION = "invitation"
    RESET = "reset"


_LASTS = {LinkKind.INVITATION: timedelta(days=7), LinkKind.RESET: timedelta(hours=1)}


def make_link(session: Session, account: str, kind: LinkKind) -> str:
    """Make a link and return its path; earlier ones of its kind do not work any more.

    Anybody can ask for a reset: that undoes no invitation.
    """
    earlier = delete(LinkRow).where(LinkRow.account == account, LinkRow.kind == kind.value)
    session.execute(earlier)
    session.execute(delete(LinkRow).where(LinkRow.expires < read_now()))
    secret = secrets.token_urlsafe(32)
    expires = write_time(datetime.now(UTC) + _LASTS[kind])
    session.add(LinkRow(hash_secret(secret), kind.value, account, expires))
    return f"/{kind}/{secret}"


def find_link(session: Session, secret: str, kind: LinkKind) -> AccountRow:
    """Find whose link it is.

    Raises
    ------
    NotFoundError
        When it is none, was used, or is too old.
    """
    row = session.get(LinkRow, hash_secret(secret))
    account = session.get(AccountRow, row.account) if row else None
    is_good = row is not None and row.kind == kind.value and row.expires >= read_now()
    if account is None or not account.is_active or not is_good:
        raise NotFoundError(
            sentence("This link was used already or is too old. Please ask for a new one.")
        )
    return account


def use_link(session: Session, secret: str, kind: LinkKind) -> AccountRow:
    """Use a link: it does not work again.

    Raises
    ------
    NotFoundError
        When it is none, was used, or is too old.
    """
    account = find_link(session, secret, kind)
    session.execute(delete(LinkRow).where(LinkRow.account == account.id))
    return account
