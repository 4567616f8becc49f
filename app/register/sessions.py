"""Logins: a random number in a cookie, known to the server by its hash alone."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from app.register.log import read_now
from app.register.models import AccountRow, SessionRow
from geodata.register.consents import write_time

COOKIE = "__Host-uramost"
"""Browsers take it from this host alone, over an encrypted connection, and for all its paths."""

IDLE = timedelta(days=7)
LONGEST = timedelta(days=30)

MOST_SESSIONS = 20
"""Of one account: a new login ends the one that was not used for longest."""

_CSRF = b"uramost-csrf"


def hash_secret(secret: str) -> str:
    """Hash a secret of full length, such as that of a cookie, as the database keeps it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def make_csrf(secret: str) -> str:
    """Make the token that forms carry of the secret in the cookie; no other site can know it."""
    return hmac.new(secret.encode(), _CSRF, hashlib.sha256).hexdigest()


def start_session(session: Session, account: str) -> str:
    """Log an account in; return the new secret for its cookie. Old ones that ended are deleted."""
    sweep_sessions(session)
    for ended in list_sessions(session, account)[MOST_SESSIONS - 1 :]:
        session.delete(ended)
    secret, now = secrets.token_urlsafe(32), read_now()
    session.add(SessionRow(hash_secret(secret), account, now, now))
    return secret


def find_account(session: Session, secret: str) -> tuple[SessionRow, AccountRow] | None:
    """Find whose login a cookie is; None where it ended, or the account may not log in."""
    row = session.get(SessionRow, hash_secret(secret))
    if row is None or row.created < _ago(LONGEST) or row.seen < _ago(IDLE):
        return None
    account = session.get(AccountRow, row.account)
    return (row, account) if account and account.is_active else None


def end_session(session: Session, secret: str) -> None:
    """Log out."""
    session.execute(delete(SessionRow).where(SessionRow.hash == hash_secret(secret)))


def end_sessions(session: Session, account: str, keep: str = "") -> None:
    """End every login of an account, or all but the one with a secret."""
    ended = delete(SessionRow).where(SessionRow.account == account)
    session.execute(ended.where(SessionRow.hash != hash_secret(keep)) if keep else ended)


def list_sessions(session: Session, account: str) -> list[SessionRow]:
    """List the logins of an account, the latest first."""
    rows = select(SessionRow).where(SessionRow.account == account)
    return list(session.scalars(rows.order_by(SessionRow.seen.desc())))


def sweep_sessions(session: Session) -> None:
    """Delete what ended by its age."""
    for ended in (SessionRow.seen < _ago(IDLE), SessionRow.created < _ago(LONGEST)):
        session.execute(delete(SessionRow).where(ended))


def set_cookie(response: Response, secret: str) -> None:
    """Set the cookie of a login, or of who is about to log in."""
    response.set_cookie(
        COOKIE,
        secret,
        int(LONGEST.total_seconds()),
        path="/",
        secure=True,
        httponly=True,
        samesite="lax",
    )


def clear_cookie(response: Response) -> None:
    """Take the cookie back."""
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")


def read_cookie(request: Request) -> str:
    """Read the secret of the cookie; empty where there is none."""
    return request.cookies.get(COOKIE, "")


def ensure_secret(request: Request) -> str:
    """Read the secret of the cookie, or make one that the answer sets: see `get_new_secret`."""
    known = read_cookie(request) or get_new_secret(request)
    if not known:
        known = request.state.new_secret = secrets.token_urlsafe(32)
    return known


def get_new_secret(request: Request) -> str:
    """Get the secret that was made for this answer; empty where none was."""
    made: str = getattr(request.state, "new_secret", "")
    return made


def _ago(span: timedelta) -> str:
    return write_time(datetime.now(UTC) - span)
