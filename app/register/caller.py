"""Who asks: a person with a login, a program with a token, or a reader."""

from __future__ import annotations

from dataclasses import dataclass

from app.register.errors import ForbiddenError
from app.register.roles import Role
from geodata.sentences import sentence


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks."""

    account: str
    """Id; empty for a reader without a login."""
    role: Role
    body: str | None = None
    """Institution that an office acts for."""
    bank: str | None = None
    """Of a moderator."""
    name: str = ""
    scopes: frozenset[str] = frozenset()
    """Of a token; what a person may is in no scope."""
    is_token: bool = False


READER = Caller("", Role.READER)


def check_body(caller: Caller, body: str) -> None:
    """Check that an office acts for its own body.

    Raises
    ------
    ForbiddenError
        When it is another one's.
    """
    if caller.role is not Role.OFFICE or caller.body != body:
        raise ForbiddenError(sentence("An office acts for its own institution only."))
