"""Finds who asks, once a request: by the token of a program, or by the cookie of a login."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session
from starlette.requests import Request

from app.register.caller import READER, Caller
from app.register.context import Register, get_register
from app.register.errors import NotLoggedInError
from app.register.log import read_now
from app.register.models import AccountRow, SessionRow, TokenRow
from app.register.roles import Role
from app.register.sessions import find_account, hash_secret, read_cookie
from geodata.register.consents import write_time

_SEEN_EVERY = timedelta(hours=1)
"""So often it is written down that a login is in use: not with every page."""


def identify(request: Request) -> Caller:
    """Find who asks; a reader where nobody is logged in.

    Raises
    ------
    NotLoggedInError
        When a token is given that is none, or ended.
    """
    known: Caller | None = getattr(request.state, "caller", None)
    if known is None:
        known = request.state.caller = _identify(request)
    return known


def peek_caller(request: Request) -> Caller:
    """Tell who asks as far as it was found out already, such as for a page on an error."""
    known: Caller = getattr(request.state, "caller", None) or READER
    return known


def _identify(request: Request) -> Caller:
    register, (scheme, _, token) = get_register(request), _read_authorization(request)
    if scheme:
        with register.database.read() as session:
            return _find_program(session, token if scheme.lower() == "bearer" else "")
    if not (secret := read_cookie(request)):
        return READER
    with register.database.read() as session:
        found = find_account(session, secret)
    if found is None:
        return READER
    _note_use(register, found[0])
    return make_caller(found[1])


def _read_authorization(request: Request) -> tuple[str, str, str]:
    return request.headers.get("authorization", "").partition(" ")


def _find_program(session: Session, token: str) -> Caller:
    row = session.get(TokenRow, hash_secret(token))
    account = session.get(AccountRow, row.account) if row else None
    if row is None or account is None or not account.is_active or row.expires < read_now():
        raise NotLoggedInError
    return make_caller(account, frozenset(row.scopes.split()), is_token=True)


def make_caller(
    account: AccountRow, scopes: frozenset[str] = frozenset(), *, is_token: bool = False
) -> Caller:
    """Make the caller that an account is."""
    return Caller(
        account=account.id,
        role=Role(account.role),
        body=account.body,
        bank=account.bank,
        name=account.name,
        scopes=scopes,
        is_token=is_token,
    )


def _note_use(register: Register, row: SessionRow) -> None:
    if row.seen > write_time(datetime.now(UTC) - _SEEN_EVERY):
        return
    with register.database.write() as session:
        if current := session.get(SessionRow, row.hash):
            current.seen = read_now()
