"""The page where an office changes its keys, by signatures of keys that it has."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.background import BackgroundTask

from app.language.choice import get_wording
from app.language.refusals import say_sentence
from app.register.access import allow
from app.register.caller import Caller
from app.register.context import get_register
from app.register.errors import InvalidError
from app.register.forms import Form
from app.register.key_changes import (
    PreparedChange,
    list_own_keys,
    prepare_change,
    sign_change,
)
from app.register.notices import tell_both_banks
from app.register.pages import redirect, render
from app.register.sign_pages import read_credential, read_json
from geodata.sentences import get_sentence, sentence

router = APIRouter(include_in_schema=False)

Office = Annotated[Caller, Depends(allow("sign"))]


@router.get("/keys/change")
def show(request: Request, caller: Office) -> Response:
    """Show the keys that the office's institution has now, and the form that changes them."""
    return _show(request, caller)


@router.post("/keys/change")
def change(request: Request, caller: Office, fields: Form) -> Response:
    """Draw up a change, or take the next signature on it."""
    register = get_register(request)
    try:
        if not fields.get("change"):
            with register.database.read() as session:
                names = ("added", "removed", "address", "reason")
                given = {name: fields.get(name, "") for name in names}
                prepared = prepare_change(session, register.ledger, caller, **given)
            return _show(request, caller, prepared)
        drawn_up = read_json("change", fields["change"])
        signed = _read_signed(fields.get("signed", "[]"))
        signed.append(read_credential(read_json("credential", fields.get("credential", ""))))
        with register.database.write() as session:
            done = sign_change(session, register.ledger, caller, drawn_up, signed)
    except InvalidError as error:
        return _show(request, caller, None, error)
    if isinstance(done, PreparedChange):
        return _show(request, caller, done)
    response = redirect(request, "/keys/change")
    response.background = BackgroundTask(tell_both_banks, register, done)
    return response


def _show(
    request: Request,
    caller: Caller,
    prepared: PreparedChange | None = None,
    error: InvalidError | None = None,
) -> Response:
    register = get_register(request)
    with register.database.read() as session:
        keys = list_own_keys(session, register.ledger, caller)
    values = {
        "page": "keys",
        "town": register.town,
        "keys": keys,
        "prepared": prepared,
        "change": json.dumps(prepared.written) if prepared else "",
        "signed": json.dumps(prepared.signed) if prepared else "[]",
        "options": json.dumps(prepared.options) if prepared else "{}",
        "fault": say_sentence(get_sentence(error), get_wording(request)) if error else None,
    }
    response = render(request, "register/key_change.html", values, 422 if error else 200)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _read_signed(text: str) -> list[dict[str, Any]]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or len(found) > 8:
        raise InvalidError("signed", sentence("The answer of the passkey cannot be read"))
    return found
