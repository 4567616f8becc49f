"""Passkeys that accounts log in with: https://www.w3.org/TR/webauthn-3/. None is a body's key."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.register.accounts import check_name
from app.register.challenges import make_challenge, read_challenge
from app.register.errors import ConflictError, InvalidError, NotFoundError
from app.register.log import read_now
from app.register.models import AccountRow, LoginKeyRow
from app.register.settings import RegisterSettings
from geodata.sentences import sentence

MOST_KEYS = 8
"""Of one account."""

_NAME = "UraMost"
_WRONG = (WebAuthnException, ValueError, TypeError, LookupError)
"""What the library raises of answers that are none."""


def offer_new_key(
    session: Session, settings: RegisterSettings, account: AccountRow, secret: str
) -> str:
    """Write what a browser needs to make a passkey for an account, as JSON."""
    options = generate_registration_options(
        rp_id=settings.relying_party,
        rp_name=_NAME,
        user_id=account.id.encode(),
        user_name=account.email or account.name,
        user_display_name=account.name,
        challenge=make_challenge(secret),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.id))
            for one in list_keys(session, account.id)
        ],
    )
    return options_to_json(options)


def offer_login(settings: RegisterSettings, secret: str) -> str:
    """Write what a browser needs to log in by any passkey that it has for us, as JSON."""
    return options_to_json(
        generate_authentication_options(
            rp_id=settings.relying_party,
            challenge=make_challenge(secret),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def add_key(
    session: Session,
    settings: RegisterSettings,
    account: str,
    answer: str,
    *,
    label: str,
    secret: str,
) -> LoginKeyRow:
    """Add the passkey that a browser made.

    Raises
    ------
    InvalidError
        When the answer is not right, or the account has too many.
    ConflictError
        When the passkey is known already.
    """
    name, public_key = check_new_key(settings, answer, secret)
    number = session.scalar(select(func.count()).where(LoginKeyRow.account == account)) or 0
    if number >= MOST_KEYS:
        raise InvalidError(
            "label",
            sentence("An account has at most %(n)s passkeys. Delete one first.", n=MOST_KEYS),
        )
    row = LoginKeyRow(
        id=name,
        account=account,
        public_key=public_key,
        label=check_name(label),
        created=read_now(),
    )
    if session.get(LoginKeyRow, row.id):
        raise ConflictError(sentence("This passkey is known already."))
    session.add(row)
    return row


def check_new_key(settings: RegisterSettings, answer: str, secret: str) -> tuple[str, str]:
    """Check the answer of a browser that made a passkey; return its id and public key, base64url.

    Raises
    ------
    InvalidError
        When the answer is not right.
    """
    credential = _read_credential(answer)
    try:
        made = verify_registration_response(
            credential=credential,
            expected_challenge=read_challenge(secret, _get_client_data(credential)),
            expected_rp_id=settings.relying_party,
            expected_origin=settings.origin,
            require_user_verification=True,
        )
    except _WRONG as error:
        _refuse(error)
    return bytes_to_base64url(made.credential_id), bytes_to_base64url(made.credential_public_key)


def check_login(
    session: Session, settings: RegisterSettings, answer: str, secret: str
) -> AccountRow:
    """Check the answer of a passkey; return whose it is.

    Raises
    ------
    InvalidError
        When it is not right, or nobody's who may log in.
    """
    credential = _read_credential(answer)
    name = credential.get("id")
    key = session.get(LoginKeyRow, name) if isinstance(name, str) else None
    account = session.get(AccountRow, key.account) if key else None
    if key is None or account is None or not account.is_active:
        raise InvalidError("credential", sentence("No account here has this passkey."))
    try:
        verify_authentication_response(
            credential=credential,
            expected_challenge=read_challenge(secret, _get_client_data(credential)),
            expected_rp_id=settings.relying_party,
            expected_origin=settings.origin,
            credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=-1,
            require_user_verification=True,
        )
    except _WRONG as error:
        _refuse(error)
    return account


def list_keys(session: Session, account: str) -> list[LoginKeyRow]:
    """List the passkeys of an account, the oldest first."""
    rows = select(LoginKeyRow).where(LoginKeyRow.account == account)
    return list(session.scalars(rows.order_by(LoginKeyRow.created, LoginKeyRow.id)))


def remove_key(session: Session, account: AccountRow, name: str) -> None:
    """Remove a passkey of an account, but not its last way to log in.

    Raises
    ------
    NotFoundError
        When the account has no such passkey.
    ConflictError
        When it has no other way to log in.
    """
    row = session.get(LoginKeyRow, name)
    if row is None or row.account != account.id:
        raise NotFoundError(sentence("There is no such passkey."))
    if len(list_keys(session, account.id)) == 1 and account.password is None:
        raise ConflictError(
            sentence("This is the only way to log in to the account. Please add another first.")
        )
    session.delete(row)


def _read_credential(answer: str) -> dict[str, Any]:
    try:
        credential = json.loads(answer)
    except (ValueError, RecursionError) as error:
        _refuse(error)
    if not isinstance(credential, dict) or not isinstance(credential.get("response"), dict):
        _refuse(None)
    return credential


def _get_client_data(credential: dict[str, Any]) -> object:
    return credential["response"].get("clientDataJSON")


def _refuse(error: Exception | None) -> NoReturn:
    """Refuse an answer; a refusal that says more stays as it is."""
    raise InvalidError(
        "credential", sentence("The passkey’s answer is not right. Please try again.")
    ) from error
