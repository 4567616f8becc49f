"""What an office signs: a statement on one exact revision, or a change of its own keys.

The passkey signs a challenge, which is the hash of the statement: https://www.w3.org/TR/webauthn-3/
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, cast

from pydantic import AfterValidator, StringConstraints, TypeAdapter, model_validator
from pydantic.dataclasses import dataclass

from geodata.cities.providers import System
from geodata.cities.records import STRICT_RECORD, Slug
from geodata.names import Text
from geodata.register.canonical import Digest, Json, hash_bytes, hash_json
from geodata.register.keys import KeyName, PublicKey, RelyingParty
from geodata.sentences import sentence

STATEMENT = "uramost-statement-v1"
KEY_CHANGE = "uramost-key-change-v1"

_LONGEST = 2_000

Reason = Annotated[str, StringConstraints(max_length=_LONGEST)]
Nonce = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32,64}$")]
Encoded = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", max_length=8_000)]
"""Bytes in base64url without padding."""
TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def _check_time(text: str) -> str:
    """Refuse a day or an hour that does not exist, such as 30 February."""
    datetime.strptime(text, TIME_FORMAT)  # noqa: DTZ007 - only whether it is one
    return text


Instant = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z$"),
    AfterValidator(_check_time),
]
"""A second in UTC, RFC 3339; as text, two compare as their times do."""


class Act(StrEnum):
    """What an office does by a statement."""

    CONSENTS = "consents"
    CONSENTS_WITH_CONDITIONS = "consents with conditions"
    DECLINES = "declines"
    WITHDRAWS = "withdraws"


@dataclass(frozen=True, config=STRICT_RECORD, kw_only=True)
class Body:
    """Who acts: an institution with its system and mandate; never a bank or a people."""

    id: Slug
    institution: Text
    system: System
    mandate: Text
    """Who holds it, since when, in the words of the institution."""


@dataclass(frozen=True, config=STRICT_RECORD, kw_only=True)
class Statement:
    """An act of a body on one revision of a project."""

    register: Slug
    body: Body
    act: Act
    project: Slug
    revision: Digest
    conditions: Reason = ""
    reason: Reason = ""
    previous: Digest
    """Of the body's statement on the project before this one."""
    head: Digest
    """Hash of the log's last entry when this was made."""
    nonce: Nonce
    expires: Instant
    """After this time it is not entered any more."""

    @model_validator(mode="after")
    def _check(self) -> Statement:
        if (self.act is Act.CONSENTS_WITH_CONDITIONS) != bool(self.conditions.strip()):
            raise ValueError(sentence("conditions go with a consent with conditions, and only so"))
        return self


class KeyAct(StrEnum):
    """What a body changes of its keys."""

    ADDS = "adds a key"
    REMOVES = "removes a key"
    MOVES = "moves to another relying party"
    """Passkeys sign for one relying party, so one new key takes the place of all."""


_NAMES = {
    KeyAct.ADDS: (True, False, False),
    KeyAct.REMOVES: (False, True, False),
    KeyAct.MOVES: (True, False, True),
}
"""Act → whether it names a key, one that is removed, a relying party."""


@dataclass(frozen=True, config=STRICT_RECORD, kw_only=True)
class KeyChange:
    """A change of a body's keys, signed by keys that it has."""

    register: Slug
    body: Slug
    act: KeyAct
    key: PublicKey | None = None
    """That is added."""
    removed: KeyName | None = None
    party: RelyingParty | None = None
    """To which it moves."""
    reason: Reason = ""
    previous: Digest
    """Of the body's change of keys before this one."""
    head: Digest
    nonce: Nonce
    expires: Instant

    @model_validator(mode="after")
    def _check(self) -> KeyChange:
        given = (self.key is not None, self.removed is not None, self.party is not None)
        if given != _NAMES[self.act]:
            raise ValueError(sentence("the change names something else than what it does"))
        return self


@dataclass(frozen=True, config=STRICT_RECORD, kw_only=True)
class Assertion:
    """What a passkey answers: its signature, and the bytes that it signed."""

    key: KeyName
    authenticator_data: Encoded
    client_data: Encoded
    signature: Encoded


_STATEMENT = TypeAdapter(Statement)
_KEY_CHANGE = TypeAdapter(KeyChange)


def write_statement(statement: Statement | KeyChange) -> Json:
    """Write a statement or a change of keys as the JSON that is hashed."""
    adapter: TypeAdapter[Any] = _STATEMENT if isinstance(statement, Statement) else _KEY_CHANGE
    return cast("Json", adapter.dump_python(statement, mode="json", exclude_none=True))


def make_challenge(statement: Statement | KeyChange) -> bytes:
    """Make the 32 bytes that a passkey is to sign."""
    return hash_bytes(_name_kind(statement), write_statement(statement))


def hash_statement(statement: Statement | KeyChange) -> str:
    """Hash a statement as the next one of its body names it."""
    return hash_json(_name_kind(statement), write_statement(statement))


def _name_kind(statement: Statement | KeyChange) -> str:
    return STATEMENT if isinstance(statement, Statement) else KEY_CHANGE
