"""Accounts: who may write, in which role, for which body or bank."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.register.errors import ConflictError, InvalidError, NotFoundError
from app.register.log import read_now
from app.register.models import AccountRow
from app.register.own_names import check_unlike
from app.register.passwords import check_strength, hash_password, is_password
from app.register.roles import Role
from app.register.sessions import end_sessions
from app.register.settings import EMAIL
from geodata.names import Names, has_unseen
from geodata.sentences import sentence

WITH_PASSWORD = frozenset({Role.CONTRIBUTOR, Role.PROVIDER})
"""Who may log in with a password: those who only write. All others need a passkey."""

_LONGEST_NAME = 120
_EMAIL = re.compile(EMAIL)


@dataclass(frozen=True, slots=True)
class Places:
    """What accounts of a city may act for."""

    bodies: Mapping[str, Names]
    """Id of an institution → its names."""
    banks: Mapping[str, Names]


def add_account(
    session: Session,
    places: Places,
    *,
    name: str,
    email: str | None,
    role: Role,
    body: str | None = None,
    bank: str | None = None,
) -> AccountRow:
    """Add an account, which has no way to log in yet: it is sent an invitation.

    Raises
    ------
    InvalidError
        When a field cannot be taken, or a body or bank does not go with the role.
    ConflictError
        When another account has the e-mail address.
    """
    read_email = check_email(email) if email else None
    check_place(places, role, body, bank)
    if read_email and find_by_email(session, read_email):
        raise ConflictError(sentence("An account has this e-mail address already."))
    row = AccountRow(
        id=secrets.token_hex(8),
        name=check_own_name(name, places, body),
        email=read_email,
        role=role.value,
        body=body,
        bank=bank,
        created=read_now(),
    )
    session.add(row)
    session.flush()
    return row


def check_place(places: Places, role: Role, body: str | None, bank: str | None) -> None:
    """Check that an office has a body, a moderator a bank, and nobody else either.

    Raises
    ------
    InvalidError
        When it is otherwise, or the city has no such body or bank.
    """
    if role is Role.READER:
        raise InvalidError("role", sentence("Readers need no account."))
    if role is Role.OFFICE and body not in places.bodies:
        raise InvalidError("body", sentence("An office needs an institution of the city."))
    if role is Role.MODERATOR and bank not in places.banks:
        raise InvalidError("bank", sentence("A moderator needs a bank of the city."))
    if (body and role is not Role.OFFICE) or (bank and role is not Role.MODERATOR):
        raise InvalidError(
            "role", sentence("Only an office has an institution, and only a moderator a bank.")
        )


def check_name(name: str) -> str:
    """Check the name that pages show.

    Raises
    ------
    InvalidError
        When it is empty, too long, or more than one line.
    """
    shown = name.strip()
    is_line = shown.isprintable() and not has_unseen(shown)
    if not (shown and is_line and len(shown) <= _LONGEST_NAME):
        raise InvalidError(
            "name", sentence("A name is one line of 1 to %(n)s characters.", n=_LONGEST_NAME)
        )
    return shown


def check_own_name(name: str, places: Places, body: str | None) -> str:
    """Check the name that pages show of a person, who may be of a body's office.

    Raises
    ------
    InvalidError
        When it is no name, or nearly that of another body.
    """
    shown = check_name(name)
    check_unlike(shown, places.bodies, body)
    return shown


def check_email(email: str) -> str:
    """Check an e-mail address; return it in small letters.

    Raises
    ------
    InvalidError
        When it is none.
    """
    read = email.strip().lower()
    is_plain = read.isascii() and read.isprintable() and len(read) <= 254
    if not (is_plain and _EMAIL.fullmatch(read)):
        raise InvalidError("email", sentence("An e-mail address looks like name@example.org."))
    return read


def find_by_email(session: Session, email: str) -> AccountRow | None:
    """Find the account with an e-mail address."""
    return session.scalar(select(AccountRow).where(AccountRow.email == email.strip().lower()))


def get_account(session: Session, name: str) -> AccountRow:
    """Get an account by its id.

    Raises
    ------
    NotFoundError
        When there is none.
    """
    row = session.get(AccountRow, name)
    if row is None:
        raise NotFoundError(sentence("There is no such account."))
    return row


def list_accounts(session: Session) -> list[AccountRow]:
    """List all accounts, the oldest first."""
    return list(session.scalars(select(AccountRow).order_by(AccountRow.created, AccountRow.id)))


def may_use_password(role: str, *, is_demo: bool) -> bool:
    """Tell whether accounts of a role may log in with a password."""
    return is_demo or Role(role) in WITH_PASSWORD


def set_password(session: Session, row: AccountRow, password: str, keep: str = "") -> None:
    """Set a password, and end every login but the one with a secret.

    Raises
    ------
    InvalidError
        When it is too short, or too easy to guess.
    """
    set_hash(session, row, make_hash(password, row.email), keep)


def make_hash(password: str, email: str | None) -> str:
    """Make the hash of a new password: before a transaction that writes, as it takes a while.

    Raises
    ------
    InvalidError
        When it is too short, or too easy to guess.
    """
    check_strength(password, email)
    return hash_password(password)


def set_hash(session: Session, row: AccountRow, hashed: str, keep: str = "") -> None:
    """Set the hash of a new password, and end every login but the one with a secret."""
    row.password = hashed
    end_sessions(session, row.id, keep)


def check_password(row: AccountRow | None, password: str, *, is_demo: bool) -> AccountRow | None:
    """Return the account if the password is its own, and it may log in so; as slow if not."""
    is_allowed = bool(row and row.is_active and may_use_password(row.role, is_demo=is_demo))
    is_right = is_password(row.password if row and is_allowed else None, password)
    return row if is_right else None


def set_active(session: Session, row: AccountRow, *, is_active: bool) -> None:
    """Let an account log in, or not any more.

    Raises
    ------
    ConflictError
        When it is the last administrator.
    """
    if not is_active:
        keep_administrator(session, row)
        end_sessions(session, row.id)
    row.is_active = is_active


def delete_account(session: Session, row: AccountRow) -> None:
    """Delete an account with all that is known of the person; the log keeps its number alone.

    Raises
    ------
    ConflictError
        When it is the last administrator.
    """
    keep_administrator(session, row)
    session.delete(row)


def keep_administrator(session: Session, row: AccountRow) -> None:
    """Refuse to lose the last administrator.

    Raises
    ------
    ConflictError
        When there would be none.
    """
    if row.role != Role.ADMINISTRATOR.value:
        return
    others = select(func.count()).where(
        AccountRow.role == row.role, AccountRow.is_active, AccountRow.id != row.id
    )
    if not session.scalar(others):
        raise ConflictError(
            sentence("This is the last administrator. Please make another one first.")
        )
