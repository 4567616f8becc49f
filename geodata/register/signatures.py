"""Checks that a passkey of a body signed exactly one statement."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from webauthn import verify_authentication_response
from webauthn.helpers import (
    base64url_to_bytes,
    decode_credential_public_key,
    decoded_public_key_to_cryptography,
)
from webauthn.helpers.exceptions import WebAuthnException

from geodata.errors import RegisterError
from geodata.register.keys import BodyKeys, PublicKey
from geodata.register.statements import Assertion, KeyChange, Statement, make_challenge
from geodata.sentences import sentence


def check_signature(body: BodyKeys, statement: Statement | KeyChange, signed: Assertion) -> None:
    """Check one signature: challenge, origin, relying party, presence and verification of the user.

    Raises
    ------
    RegisterError
        When the key is none of the body's, or did not sign this statement there.
    """
    key = body.find(signed.key)
    if key is None:
        raise RegisterError(sentence("the key is none of the body's"))
    try:
        verify_authentication_response(
            credential=_write_credential(signed),
            expected_challenge=make_challenge(statement),
            expected_rp_id=body.party.id,
            expected_origin=list(body.party.origins),
            credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=-1,
            require_user_verification=True,
        )
        is_framed = json.loads(base64url_to_bytes(signed.client_data)).get("crossOrigin", False)
    except (WebAuthnException, ValueError, TypeError, LookupError) as error:
        raise RegisterError(sentence("the key did not sign this statement")) from error
    if is_framed is not False:
        raise RegisterError(sentence("it was signed inside a page of another site"))


def check_key_change(body: BodyKeys, change: KeyChange, signed: Iterable[Assertion]) -> BodyKeys:
    """Check that enough keys of a body signed a change of its keys; return its keys after it.

    Raises
    ------
    RegisterError
        When a signature is wrong, too few keys signed, or the change cannot be made.
    """
    by_key = {one.key: one for one in signed}
    for one in by_key.values():
        check_signature(body, change, one)
    if len({_read_numbers(body, one) for one in by_key}) < body.fewest_to_change:
        raise RegisterError(
            sentence("%(n)s keys of the body have to sign this", n=body.fewest_to_change)
        )
    if change.removed is not None:
        return body.remove(change.removed)
    if change.key is None:
        raise RegisterError(sentence("the change names something else than what it does"))
    check_new_key(body, change.key)
    if change.party is not None:
        return replace(body, party=change.party, keys=(change.key,))
    return body.add(change.key)


def check_new_key(body: BodyKeys, key: PublicKey) -> None:
    """Check that a key can be read, and is none that the body has under another name.

    Raises
    ------
    RegisterError
        When it could never sign, or one device would count as two.
    """
    numbers = _read_key(key)
    if any(one.id != key.id and _read_key(one) == numbers for one in body.keys):
        raise RegisterError(sentence("the body has this key already"))


def _read_numbers(body: BodyKeys, name: str) -> bytes:
    key = body.find(name)
    return _read_key(key) if key else b""


def _read_key(key: PublicKey) -> bytes:
    """Read the key itself: one key can be written in several ways, and bear several names."""
    try:
        decoded = decode_credential_public_key(base64url_to_bytes(key.public_key))
        read = decoded_public_key_to_cryptography(decoded)
        return read.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except (WebAuthnException, ValueError, TypeError, LookupError, UnsupportedAlgorithm) as error:
        raise RegisterError(sentence("the public key cannot be read")) from error


def _write_credential(signed: Assertion) -> dict[str, object]:
    return {
        "id": signed.key,
        "rawId": signed.key,
        "type": "public-key",
        "response": {
            "clientDataJSON": signed.client_data,
            "authenticatorData": signed.authenticator_data,
            "signature": signed.signature,
        },
    }
