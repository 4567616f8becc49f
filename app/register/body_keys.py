"""Makes keys that a body signs with: what a browser answers, written as a city's file pins it.

Nothing of it is kept: a key counts once the body has published it and the city has pinned it.
"""

from __future__ import annotations

import json
import secrets

from webauthn import generate_registration_options, options_to_json
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.register.accounts import check_name
from app.register.challenges import make_challenge
from app.register.login_keys import check_new_key
from app.register.settings import RegisterSettings
from geodata.register.keys import BodyKeys, PublicKey, RelyingParty


def offer_body_key(
    settings: RegisterSettings, body: str, pinned: BodyKeys | None, secret: str
) -> str:
    """Write what a browser needs to make a key for a body, as JSON.

    The device is asked not to offer it for logging in, which is what other passkeys are for.
    """
    options = generate_registration_options(
        rp_id=settings.relying_party,
        rp_name="UraMost",
        user_id=secrets.token_bytes(16),
        user_name=body,
        challenge=make_challenge(secret),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.id))
            for one in (pinned.keys if pinned else ())
        ],
    )
    return options_to_json(options)


def read_body_key(settings: RegisterSettings, answer: str, *, label: str, secret: str) -> PublicKey:
    """Read the key that a browser made.

    Raises
    ------
    InvalidError
        When the answer is not right.
    """
    name, public_key = check_new_key(settings, answer, secret)
    return PublicKey(id=name, public_key=public_key, label=check_name(label))


def write_body_key(settings: RegisterSettings, body: str, key: PublicKey) -> str:
    """Write a body with its key as ``keys.toml`` has it."""
    party = RelyingParty(id=settings.relying_party, origins=(settings.origin,))
    made = BodyKeys(id=body, party=party, keys=(key,))
    lines = [
        "[[body]]",
        f"id = {_quote(made.id)}",
        f"party = {{ id = {_quote(party.id)}, origins = [{_quote(*party.origins)}] }}",
        "",
        "[[body.keys]]",
        *(f"{name} = {_quote(getattr(key, name))}" for name in ("id", "public_key", "label")),
    ]
    return "\n".join(lines)


def _quote(text: str) -> str:
    """Quote a line of text: what JSON writes, TOML reads alike."""
    return json.dumps(text, ensure_ascii=False)
