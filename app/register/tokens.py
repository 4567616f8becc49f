"""Tokens by which programs write for an account, each within its scopes and for a time."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.register.accounts import check_name
from app.register.errors import InvalidError, NotFoundError
from app.register.log import read_now
from app.register.models import TokenRow
from app.register.roles import Scope
from app.register.sessions import hash_secret
from geodata.register.consents import write_time
from geodata.sentences import sentence

MOST_DAYS = 365
MOST_TOKENS = 10
"""Of one account."""

_PREFIX = "uramost_"
"""So that one which was published by mistake is found."""


def make_token(session: Session, account: str, label: str, scopes: Iterable[str], days: int) -> str:
    """Make a token; it is shown this once, as the database keeps its hash alone.

    Raises
    ------
    InvalidError
        When a scope is none, the time is too long, or the account has too many.
    """
    chosen = sorted(set(scopes))
    if not chosen or not set(chosen) <= set(Scope):
        raise InvalidError("scopes", sentence("Please choose what the token may do."))
    if not 1 <= days <= MOST_DAYS:
        raise InvalidError("days", sentence("A token lasts 1 to %(n)s days.", n=MOST_DAYS))
    session.execute(delete(TokenRow).where(TokenRow.expires < read_now()))
    number = session.scalar(select(func.count()).where(TokenRow.account == account)) or 0
    if number >= MOST_TOKENS:
        raise InvalidError(
            "label",
            sentence("An account has at most %(n)s tokens. Delete one first.", n=MOST_TOKENS),
        )
    secret = _PREFIX + secrets.token_urlsafe(32)
    expires = write_time(datetime.now(UTC) + timedelta(days=days))
    session.add(
        TokenRow(
            hash_secret(secret), account, check_name(label), " ".join(chosen), read_now(), expires
        )
    )
    return secret


def list_tokens(session: Session, account: str) -> list[TokenRow]:
    """List the tokens of an account, the newest first."""
    rows = select(TokenRow).where(TokenRow.account == account)
    return list(session.scalars(rows.order_by(TokenRow.created.desc(), TokenRow.hash)))


def remove_tokens(session: Session, account: str) -> None:
    """Remove every token of an account."""
    session.execute(delete(TokenRow).where(TokenRow.account == account))


def remove_token(session: Session, account: str, name: str) -> None:
    """Remove a token of an account by its hash.

    Raises
    ------
    NotFoundError
        When the account has none of that.
    """
    row = session.get(TokenRow, name)
    if row is None or row.account != account:
        raise NotFoundError(sentence("There is no such token."))
    session.delete(row)
