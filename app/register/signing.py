"""What an office signs: draws a statement up, and enters it once a passkey of the body signed it.

The server prepares nothing that it has to remember: a statement names the body's statement before,
so each can be entered once, and what is entered is checked against the body's keys alone.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session
from webauthn import generate_authentication_options, options_to_json
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.structs import PublicKeyCredentialDescriptor, UserVerificationRequirement

from app.register.caller import Caller, check_body
from app.register.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from app.register.log import Ledger, read_now, tell_time
from app.register.models import HeadRow, ProjectRow
from app.register.projection import ACCEPTED
from app.register.town import Town
from app.register.versions import get_details, get_project
from geodata.errors import RegisterError
from geodata.register.canonical import NOTHING
from geodata.register.consents import (
    VALID_FOR,
    Signatures,
    read_statement,
    read_time,
    write_time,
)
from geodata.register.keys import BodyKeys
from geodata.register.log import Entry, EntryKind
from geodata.register.statements import (
    Act,
    Assertion,
    Statement,
    hash_statement,
    make_challenge,
    write_statement,
)
from geodata.sentences import get_sentence, sentence

_SPARE = timedelta(seconds=5)
_TIMEOUT_MS = 300_000
_GROUP = 4


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement to be signed, and what a browser asks the passkey for."""

    statement: Statement
    written: dict[str, Any]
    hash: str
    """Of the statement, in groups of four signs: what can be compared by reading aloud."""
    revision: str
    """The version that it is about, likewise."""
    options: dict[str, Any]


def prepare(
    session: Session,
    ledger: Ledger,
    town: Town,
    caller: Caller,
    project: str,
    *,
    act: str,
    conditions: str = "",
    reason: str = "",
) -> Prepared:
    """Draw up the statement that an office may sign next on the version of now.

    Raises
    ------
    ForbiddenError, NotFoundError, ConflictError, InvalidError
        When the office cannot make this statement; says why.
    """
    body = require_office(caller)
    row = get_project(session, project)
    signatures = ledger.read_signatures(session)
    if body not in signatures.bodies:
        raise NotFoundError(sentence("The keys of this institution are not pinned by the city yet"))
    statement = _draw_up(
        signatures,
        session.get_one(HeadRow, 1),
        town,
        row,
        body,
        _read_act(act),
        conditions,
        reason,
    )
    _check_may(session, signatures, row, statement)
    return Prepared(
        statement=statement,
        written=write_statement(statement),
        hash=group(hash_statement(statement)),
        revision=group(statement.revision),
        options=write_options(signatures.bodies[body], make_challenge(statement)),
    )


def enter(
    session: Session, ledger: Ledger, town: Town, caller: Caller, signed: Mapping[str, Any]
) -> Entry:
    """Enter a signed statement, after it was checked as every reader of the export will check it.

    Parameters
    ----------
    signed
        ``{"statement": …, "assertion": {key, authenticator_data, client_data, signature}}``.

    Raises
    ------
    ForbiddenError, ConflictError, InvalidError
        When it is another body's, came too late, or is not signed by a key of the body.
    """
    try:
        statement, assertion = read_statement(signed)
    except RegisterError as error:
        raise InvalidError("statement", get_sentence(error)) from error
    check_body(caller, statement.body.id)
    row = get_project(session, statement.project)
    signatures = ledger.read_signatures(session)
    _check_may(session, signatures, row, statement)
    if statement.body != town.describe_body(statement.body.id, _today()):
        raise InvalidError("body", sentence("The institution or mandate is not as the city says"))
    now = check_expiry(session, statement.expires)
    try:
        signatures.check(statement, assertion, now)
    except RegisterError as error:
        raise InvalidError("assertion", get_sentence(error)) from error
    content = {
        "statement": write_statement(statement),
        "assertion": write_assertion(assertion),
    }
    return ledger.append(
        session, EntryKind.STATEMENT_SIGNED, content, account=caller.account, time=now
    )


def check_expiry(session: Session, expires: str) -> str:
    """Check that there is time left to enter what was signed, and not too much.

    Returns
    -------
    The time that its entry bears.

    Raises
    ------
    ConflictError
        When it came too late, or names another time than ours.
    """
    now = tell_time(session)
    if not write_time(read_time(now) + _SPARE) < expires <= write_time(read_time(now) + VALID_FOR):
        raise ConflictError(sentence("The time to sign is over: open the page again"))
    return now


def draw_expiry(head: HeadRow) -> str:
    """Tell when what is drawn up now expires, by the time that an entry bears."""
    return write_time(read_time(max(read_now(), head.time)) + VALID_FOR)


def write_assertion(assertion: Assertion) -> dict[str, str]:
    """Write what a passkey answered as the log has it."""
    return {
        "key": assertion.key,
        "authenticator_data": assertion.authenticator_data,
        "client_data": assertion.client_data,
        "signature": assertion.signature,
    }


def write_options(
    body: BodyKeys, challenge: bytes, used: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """Write what a browser asks a passkey of a body for, without those that signed already."""
    options = generate_authentication_options(
        rp_id=body.party.id,
        challenge=challenge,
        timeout=_TIMEOUT_MS,
        allow_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.id))
            for one in body.keys
            if one.id not in used
        ],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    made: dict[str, Any] = json.loads(options_to_json(options))
    return made


def group(digest: str) -> str:
    """Write a hash in groups of four signs."""
    return " ".join(digest[at : at + _GROUP] for at in range(0, len(digest), _GROUP))


def _draw_up(
    signatures: Signatures,
    head: HeadRow,
    town: Town,
    row: ProjectRow,
    body: str,
    act: Act,
    conditions: str,
    reason: str,
) -> Statement:
    before = signatures.latest.get((body, row.id))
    try:
        return Statement(
            register=signatures.register,
            body=town.describe_body(body, _today()),
            act=act,
            project=row.id,
            revision=row.revision,
            conditions=conditions.strip() if act is Act.CONSENTS_WITH_CONDITIONS else "",
            reason=reason.strip(),
            previous=hash_statement(before.statement) if before else NOTHING,
            head=head.hash,
            nonce=secrets.token_hex(16),
            expires=draw_expiry(head),
        )
    except ValidationError as error:
        fault = sentence(
            "Write the conditions, and conditions and reason in at most %(most)s characters each",
            most=2_000,
        )
        raise InvalidError("conditions", fault) from error


def _check_may(
    session: Session, signatures: Signatures, row: ProjectRow, statement: Statement
) -> None:
    """Check what a register asks beyond a right signature: that it is about what stands now."""
    if statement.act is Act.WITHDRAWS:
        before = signatures.latest.get((statement.body.id, row.id))
        if before is None or before.statement.act not in {
            Act.CONSENTS,
            Act.CONSENTS_WITH_CONDITIONS,
        }:
            raise ConflictError(sentence("There is no consent of this institution to withdraw"))
        return
    if row.is_removed or row.state != ACCEPTED:
        raise ConflictError(
            sentence("A project can be signed once a moderator of each bank accepted it")
        )
    if statement.revision != row.revision:
        raise ConflictError(
            sentence("The project was changed meanwhile: read it again before you sign")
        )
    if get_details(session, row.revision) is None:
        raise ConflictError(sentence("What this version said was erased: it cannot be signed"))


def require_office(caller: Caller) -> str:
    """Require an office, and get its body.

    Raises
    ------
    ForbiddenError
        When the caller acts for none.
    """
    if caller.body is None:
        raise ForbiddenError(sentence("An office acts for its own institution only."))
    check_body(caller, caller.body)
    return caller.body


def _read_act(act: str) -> Act:
    try:
        return Act(act)
    except ValueError as error:
        raise InvalidError("act", sentence("Choose what the office says")) from error


def _today() -> date:
    return datetime.now(UTC).date()
