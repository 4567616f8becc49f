"""Every key that a body ever signed with: pinned, added or removed, and by which statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes

from app.register.log import read_row
from app.register.models import EntryRow
from geodata.register.consents import read_key_change
from geodata.register.heads import group_digits
from geodata.register.keys import BodyKeys, PublicKey, RelyingParty
from geodata.register.log import Entry, EntryKind
from geodata.register.statements import KeyAct, KeyChange, hash_statement

History = dict[str, tuple["KnownKey", ...]]
"""Body → its keys, the oldest first."""


@dataclass(frozen=True, slots=True)
class SignedChange:
    """A change of keys, as it stands in the log."""

    entry: int
    time: str
    act: KeyAct
    hash: str
    """Of the statement, in groups of four signs."""
    reason: str
    signed_with: tuple[str, ...]
    """Labels of the keys that signed it."""


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key, and what became of it."""

    key: PublicKey
    party: RelyingParty
    added: SignedChange | None = None
    """None of a key that the city pins."""
    ended: SignedChange | None = None
    """None of a key that signs now."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the public key's bytes, in groups of four signs."""
        return group_digits(sha256(base64url_to_bytes(self.key.public_key)).hexdigest())


def list_key_history(session: Session, pinned: Iterable[BodyKeys]) -> History:
    """List every key of each body from the log; nothing of it is kept elsewhere."""
    found: History = {one.id: tuple(KnownKey(key, one.party) for key in one.keys) for one in pinned}
    rows = session.scalars(
        select(EntryRow)
        .where(EntryRow.kind == EntryKind.KEYS_CHANGED.value)
        .order_by(EntryRow.number)
    )
    for entry in map(read_row, rows):
        change, assertions = read_key_change(entry.content)
        told = _tell(entry, change, found[change.body], {one.key for one in assertions})
        found[change.body] = _follow(found[change.body], change, told)
    return found


def _follow(
    known: tuple[KnownKey, ...], change: KeyChange, told: SignedChange
) -> tuple[KnownKey, ...]:
    """Follow one change: what it ends, and the key that it adds."""
    is_move = change.party is not None
    party = change.party or known[-1].party
    kept = tuple(
        replace(one, ended=told)
        if one.ended is None and (is_move or one.key.id == change.removed)
        else one
        for one in known
    )
    return (*kept, KnownKey(change.key, party, told)) if change.key else kept


def _tell(
    entry: Entry, change: KeyChange, known: tuple[KnownKey, ...], signed: set[str]
) -> SignedChange:
    labels = [one.key.label for one in known if one.ended is None and one.key.id in signed]
    digest = group_digits(hash_statement(change))
    return SignedChange(entry.number, entry.time, change.act, digest, change.reason, tuple(labels))
