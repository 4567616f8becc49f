"""The page where an office signs: all that is signed stands on it, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session
from starlette.background import BackgroundTask

from app.language.choice import get_wording
from app.language.refusals import say_sentence
from app.register import signing
from app.register.access import allow
from app.register.caller import Caller
from app.register.context import Register, get_register
from app.register.errors import ForbiddenError, InvalidError
from app.register.forms import Form
from app.register.notices import tell_both_banks
from app.register.pages import redirect, render
from app.register.place_maps import draw_place, read_ground
from app.register.project_pages import list_choices
from app.register.versions import (
    find_place_before,
    get_details,
    get_place,
    get_project,
    tell_consents,
)
from geodata.register.statements import Act
from geodata.sentences import get_sentence, sentence

router = APIRouter(include_in_schema=False)

Office = Annotated[Caller, Depends(allow("sign"))]

_LONGEST = 20_000


class Said(BaseModel):
    """What the office is about to say."""

    act: str = Field("", max_length=40)
    conditions: str = Field("", max_length=2_000)
    reason: str = Field("", max_length=2_000)


@router.get("/sign/{project}")
def show(
    request: Request, project: str, caller: Office, said: Annotated[Said, Query()]
) -> Response:
    """Show what would be signed, and once an act is chosen the statement itself."""
    register, prepared, error = get_register(request), None, None
    if caller.body not in register.town.bodies:
        raise ForbiddenError(sentence("Projects do not need the consent of your institution"))
    with register.database.read() as session:
        row = get_project(session, project)
        details = get_details(session, row.revision)
        consents = tell_consents(session, register.ledger, project)
        elsewhere = _find_elsewhere(register, session, caller.body)
        own = next((one for one in consents.consents if one.body == caller.body), None)
        signed = own.signed.statement.revision if own and own.signed else None
        before = find_place_before(session, row, signed)
        if said.act:
            try:
                prepared = signing.prepare(
                    session, register.ledger, register.town, caller, project, **said.model_dump()
                )
            except InvalidError as refused:
                error = refused
    values = {
        "page": "projects",
        "row": row,
        "details": details,
        "exact": json.dumps(details, ensure_ascii=False, indent=1, sort_keys=True),
        "own": own,
        "picture": draw_place(request, get_place(details), before),
        "has_place_before": before is not None,
        "ground": read_ground(request),
        "said": said,
        "acts": list(Act),
        "prepared": prepared,
        "statement": json.dumps(prepared.written) if prepared else "",
        "options": json.dumps(prepared.options) if prepared else "{}",
        "revision": signing.group(row.revision),
        "elsewhere": elsewhere,
        "fault": say_sentence(get_sentence(error), get_wording(request)) if error else None,
        **list_choices(register),
    }
    response = render(request, "register/sign.html", values, 422 if error else 200)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@router.post("/sign/{project}")
def sign(request: Request, project: str, caller: Office, fields: Form) -> Response:
    """Enter a signed statement."""
    register = get_register(request)
    statement = read_json("statement", fields.get("statement", ""))
    if statement.get("project") != project:
        raise InvalidError("statement", sentence("The statement is about another project"))
    given = {
        "statement": statement,
        "assertion": read_credential(read_json("credential", fields.get("credential", ""))),
    }
    with register.database.write() as session:
        entry = signing.enter(session, register.ledger, register.town, caller, given)
    response = redirect(request, f"/projects/{project}")
    response.background = BackgroundTask(tell_both_banks, register, entry)
    return response


def _find_elsewhere(register: Register, session: Session, body: str) -> str:
    """Find where an institution signs whose passkeys of now are made for other pages than ours."""
    keys = register.ledger.read_signatures(session).bodies.get(body)
    if keys is None or register.settings.origin in keys.party.origins:
        return ""
    return keys.party.origins[0]


def read_credential(credential: Mapping[str, Any]) -> dict[str, Any]:
    """Take from a browser's answer what a passkey signed.

    Raises
    ------
    InvalidError
        When something is missing.
    """
    response = credential.get("response")
    if not isinstance(response, dict):
        raise InvalidError("credential", sentence("The answer of the passkey cannot be read"))
    return {
        "key": credential.get("id"),
        "authenticator_data": response.get("authenticatorData"),
        "client_data": response.get("clientDataJSON"),
        "signature": response.get("signature"),
    }


def read_json(field: str, text: str) -> dict[str, Any]:
    """Read a field that holds an object as JSON.

    Raises
    ------
    InvalidError
        When it does not.
    """
    try:
        value = json.loads(text) if len(text) <= _LONGEST else None
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise InvalidError(field, sentence("The answer of the passkey cannot be read"))
    return value
