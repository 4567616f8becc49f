"""Checks that a passkey of a body signed exactly one statement."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

from webauthn import verify_authentication_response
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException

from geodata.errors import RegisterError
from geodata.register.keys import BodyKeys
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
    if len(by_key) < body.fewest_to_change:
        raise RegisterError(
            sentence("%(n)s keys of the body have to sign this", n=body.fewest_to_change)
        )
    if change.removed is not None:
        return body.remove(change.removed)
    if change.key is None:
        raise RegisterError(sentence("the change names something else than what it does"))
    if change.party is not None:
        return replace(body, party=change.party, keys=(change.key,))
    return body.add(change.key)


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
