"""Who may do what: one table from action to roles and, for programs, to the scope they need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from geodata.wording import mark as _


class Role(StrEnum):
    """What a person is in the register."""

    READER = "reader"
    """Without a login."""
    CONTRIBUTOR = "contributor"
    PROVIDER = "provider"
    """An NGO or provider."""
    OFFICE = "office"
    """Of one body, and only its own."""
    MODERATOR = "moderator"
    """Of one bank."""
    ADMINISTRATOR = "administrator"
    """Of accounts, never of content or keys."""


TITLES: Mapping[str, str] = MappingProxyType(
    {
        Role.CONTRIBUTOR: _("Contributor"),
        Role.PROVIDER: _("NGO or provider"),
        Role.OFFICE: _("Office of an institution"),
        Role.MODERATOR: _("Moderator of a bank"),
        Role.ADMINISTRATOR: _("Administrator of accounts"),
    }
)
"""Roles that accounts have, as pages call them."""


class Scope(StrEnum):
    """What a token of a program may do, of what its account may."""

    READ = "read"
    PROPOSE = "propose"
    DISCUSS = "discuss"
    CLAIM = "claim"


SCOPES: Mapping[str, str] = MappingProxyType(
    {
        Scope.READ: _("read what you may read"),
        Scope.PROPOSE: _("propose projects and changes"),
        Scope.DISCUSS: _("comment, suggest and report"),
        Scope.CLAIM: _("say who provides what"),
    }
)
"""Scopes as pages call them."""


@dataclass(frozen=True, slots=True)
class Permission:
    """Who may do an action."""

    roles: frozenset[Role]
    scope: Scope | None = None
    """That a token needs; None where no token is enough."""


_EVERYBODY = frozenset(Role)
_PERSONS = _EVERYBODY - {Role.READER}
_WRITERS = _PERSONS - {Role.ADMINISTRATOR}

ACTIONS: Mapping[str, Permission] = MappingProxyType(
    {
        "read": Permission(_EVERYBODY, Scope.READ),
        "log in": Permission(_EVERYBODY),
        "use own account": Permission(_PERSONS),
        "propose": Permission(_WRITERS, Scope.PROPOSE),
        "discuss": Permission(_WRITERS, Scope.DISCUSS),
        "claim": Permission(_WRITERS, Scope.CLAIM),
        "sign": Permission(frozenset({Role.OFFICE})),
        "moderate": Permission(frozenset({Role.MODERATOR})),
        "manage accounts": Permission(frozenset({Role.ADMINISTRATOR})),
    }
)
"""Action → who may do it; every route names its own by `app.register.caller.allow`."""


def list_scopes(role: Role) -> set[Scope]:
    """List the scopes that a token of a role can make use of."""
    return {may.scope for may in ACTIONS.values() if may.scope and role in may.roles}
