"""Passwords, kept as Argon2id: https://www.rfc-editor.org/rfc/rfc9106."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore, Semaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.register.errors import InvalidError, TooManyError
from geodata.sentences import sentence

FEWEST, MOST = 12, 200
"""Characters."""

_AT_ONCE = Semaphore(2)
"""Each takes 64 MB, and a tenth of a second."""
_WAITING = BoundedSemaphore(10)
"""Who waits takes a thread that others may need."""

_LATER_S = 60

_hasher = PasswordHasher()


def check_strength(password: str, email: str | None) -> None:
    """Check that a password is long enough, and not simply the address.

    Raises
    ------
    InvalidError
        When it is not.
    """
    if not FEWEST <= len(password) <= MOST:
        raise InvalidError(
            "password",
            sentence("A password has %(fewest)s to %(most)s characters.", fewest=FEWEST, most=MOST),
        )
    if len(set(password)) < 5 or (email and password.lower() in {email, email.partition("@")[0]}):
        raise InvalidError("password", sentence("This password is too easy to guess."))


def hash_password(password: str) -> str:
    """Hash a password with a salt of its own.

    Raises
    ------
    TooManyError
        When too many passwords are looked at.
    """
    with _wait():
        return _hasher.hash(password)


def is_password(hashed: str | None, password: str) -> bool:
    """Tell whether a password is that of an account; as slow for an account that has none.

    Raises
    ------
    TooManyError
        When too many passwords are looked at.
    """
    with _wait():
        try:
            is_same = _hasher.verify(hashed or _make_decoy(), password[:MOST])
        except (VerificationError, InvalidHashError):
            return False
    return is_same and hashed is not None


@contextmanager
def _wait() -> Iterator[None]:
    """Wait until it may be done, unless too many wait."""
    if not _WAITING.acquire(blocking=False):
        raise TooManyError(
            sentence("Too many people log in at this moment. Please try again in a minute."),
            _LATER_S,
        )
    try:
        with _AT_ONCE:
            yield
    finally:
        _WAITING.release()


@cache
def _make_decoy() -> str:
    """Hash something once that no account has, so that unknown accounts take as long."""
    return _hasher.hash("nobody has this password")
