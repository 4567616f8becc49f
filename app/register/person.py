"""What is kept of a person beside the log: all of it, as they may ask for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from app.register.models import AccountRow, DraftRow, LoginKeyRow, SessionRow, TokenRow

_SECRET = frozenset({"password", "hash"})
"""Columns that prove who somebody is, and tell them nothing."""

_OF_ACCOUNT = (LoginKeyRow, SessionRow, TokenRow, DraftRow)


def describe_person(session: Session, account: AccountRow) -> dict[str, Any]:
    """Describe an account and all that hangs on it, table by table."""
    found: dict[str, Any] = {"account": _write(account)}
    found["account"]["has_password"] = account.password is not None
    for table in _OF_ACCOUNT:
        rows = session.scalars(select(table).where(table.account == account.id))
        found[table.__tablename__] = [_write(one) for one in rows]
    return found


def _write(row: object) -> dict[str, Any]:
    names = [one.key for one in inspect(type(row)).column_attrs]
    return {name: getattr(row, name) for name in names if name not in _SECRET}
