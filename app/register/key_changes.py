"""Changes of a body's keys, signed by its own keys: the register makes none for it.

The first keys are pinned in the city's folder. A new one, or the end of a lost one, is a statement
that two keys of the body sign (one, where it has no more); all of it travels in the form.
"""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from app.register.caller import Caller, check_body
from app.register.errors import InvalidError, NotFoundError
from app.register.log import Ledger
from app.register.models import HeadRow
from app.register.signing import (
    check_expiry,
    draw_expiry,
    group,
    require_office,
    write_assertion,
    write_options,
)
from geodata.errors import RegisterError
from geodata.register.canonical import NOTHING
from geodata.register.consents import Signatures, read_key_change
from geodata.register.keys import BodyKeys, PublicKey, RelyingParty
from geodata.register.log import Entry, EntryKind
from geodata.register.signatures import check_new_key, check_signature
from geodata.register.statements import (
    Assertion,
    KeyAct,
    KeyChange,
    hash_statement,
    make_challenge,
    write_statement,
)
from geodata.sentences import get_sentence, sentence

_KEY = TypeAdapter(PublicKey)
_LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class PreparedChange:
    """A change of keys that is being signed."""

    change: KeyChange
    written: dict[str, Any]
    hash: str
    """Of the change, in groups of four signs."""
    signed: tuple[dict[str, str], ...]
    needed: int
    """How many keys have to sign it."""
    options: dict[str, Any]


def list_own_keys(session: Session, ledger: Ledger, caller: Caller) -> BodyKeys:
    """List the keys that an office's body has now.

    Raises
    ------
    NotFoundError
        When the city pins none of it.
    """
    return _find_keys(ledger.read_signatures(session), require_office(caller))


def prepare_change(
    session: Session,
    ledger: Ledger,
    caller: Caller,
    *,
    added: str = "",
    removed: str = "",
    address: str = "",
    reason: str = "",
) -> PreparedChange:
    """Draw up a change that adds a key, given as lines of ``keys.toml``, or removes one.

    Parameters
    ----------
    address
        Site to which the body moves: the key, which was made there, takes the place of all others.

    Raises
    ------
    InvalidError
        When it names none or both, or the body cannot make it.
    """
    signatures, head = ledger.read_signatures(session), session.get_one(HeadRow, 1)
    body = _find_keys(signatures, require_office(caller))
    if bool(added.strip()) == bool(removed):
        raise InvalidError("added", sentence("Paste a new key, or choose one to remove"))
    if address.strip() and removed:
        fault = sentence("Who moves to another address pastes a key that was made there")
        raise InvalidError("address", fault)
    try:
        change = KeyChange(
            register=ledger.register,
            body=body.id,
            act=_choose_act(added, address),
            key=read_key(added) if added.strip() else None,
            removed=removed or None,
            party=read_party(address) if address.strip() else None,
            reason=reason.strip(),
            previous=signatures.changes.get(body.id, NOTHING),
            head=head.hash,
            nonce=secrets.token_hex(16),
            expires=draw_expiry(head),
        )
        _try(body, change)
    except ValidationError as error:
        raise InvalidError("reason", sentence("It is too long: shorten it")) from error
    except RegisterError as error:
        raise InvalidError("added", get_sentence(error)) from error
    return _show(body, change, ())


def sign_change(
    session: Session,
    ledger: Ledger,
    caller: Caller,
    change: Mapping[str, Any],
    assertions: Sequence[Mapping[str, Any]],
) -> PreparedChange | Entry:
    """Take the next signature on a change; enter it once enough keys signed.

    Raises
    ------
    ForbiddenError, ConflictError, InvalidError
        When it is another body's, came too late, or is signed wrongly or twice by one key.
    """
    try:
        read, signed = read_key_change({"change": change, "assertions": list(assertions)})
    except RegisterError as error:
        raise InvalidError("change", get_sentence(error)) from error
    check_body(caller, read.body)
    signatures = ledger.read_signatures(session)
    body, now = _find_keys(signatures, read.body), check_expiry(session, read.expires)
    if len({one.key for one in signed}) < len(signed):
        raise InvalidError("credential", sentence("This key signed already: use another one"))
    try:
        for one in signed:
            check_signature(body, read, one)
        if len(signed) < body.fewest_to_change:
            return _show(body, read, signed)
        signatures.check_change(read, signed, now)
    except RegisterError as error:
        raise InvalidError("credential", get_sentence(error)) from error
    content = {
        "change": write_statement(read),
        "assertions": [write_assertion(one) for one in signed],
    }
    return ledger.append(session, EntryKind.KEYS_CHANGED, content, account=caller.account, time=now)


def read_key(text: str) -> PublicKey:
    """Read a key from the lines that the page of keys shows when one is made.

    Raises
    ------
    InvalidError
        When there is not exactly one key in them.
    """
    fault = sentence("Paste the lines of one key, as they were shown when it was made")
    try:
        found = tomllib.loads(text) if len(text) <= _LONGEST else {}
        body = found.get("body", found)
        body = body[0] if isinstance(body, list) else body
        keys = body.get("keys", [body])
        (key,) = keys
        return _KEY.validate_python(key)
    except (ValueError, AttributeError, IndexError, TypeError, RecursionError) as error:
        raise InvalidError("added", fault) from error


def read_party(address: str) -> RelyingParty:
    """Read the site that keys are made for from its address.

    Raises
    ------
    InvalidError
        When it is no address of a site.
    """
    address = address.strip().rstrip("/").lower()
    try:
        return RelyingParty(id=urlsplit(address).hostname or "", origins=(address,))
    except ValueError as error:
        fault = sentence("Write the address of the site alone: https://example.org")
        raise InvalidError("address", fault) from error


def _choose_act(added: str, address: str) -> KeyAct:
    if address.strip():
        return KeyAct.MOVES
    return KeyAct.ADDS if added.strip() else KeyAct.REMOVES


def _find_keys(signatures: Signatures, body: str) -> BodyKeys:
    if body not in signatures.bodies:
        raise NotFoundError(sentence("The keys of this institution are not pinned by the city yet"))
    return signatures.bodies[body]


def _try(body: BodyKeys, change: KeyChange) -> None:
    """Try whether the body could have the keys that the change would leave it."""
    if change.key is not None:
        check_new_key(body, change.key)
    if change.key is not None and change.party is None:
        body.add(change.key)
    if change.removed is not None:
        body.remove(change.removed)


def _show(body: BodyKeys, change: KeyChange, signed: tuple[Assertion, ...]) -> PreparedChange:
    return PreparedChange(
        change=change,
        written=write_statement(change),
        hash=group(hash_statement(change)),
        signed=tuple(write_assertion(one) for one in signed),
        needed=body.fewest_to_change,
        options=write_options(body, make_challenge(change), frozenset(one.key for one in signed)),
    )
