"""The page of one's own account: ways to log in, tokens, logins, and how to delete it."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.register.access import allow
from app.register.accounts import (
    check_own_name,
    delete_account,
    get_account,
    make_hash,
    may_use_password,
    set_hash,
)
from app.register.caller import Caller
from app.register.context import get_register
from app.register.errors import ForbiddenError, InvalidError
from app.register.forms import Form
from app.register.link_pages import find_place
from app.register.login_keys import add_key, list_keys, offer_new_key, remove_key
from app.register.pages import redirect, render_secret
from app.register.passwords import is_password
from app.register.person import describe_person
from app.register.roles import SCOPES, TITLES, Scope, list_scopes
from app.register.sessions import (
    clear_cookie,
    end_sessions,
    ensure_secret,
    hash_secret,
    list_sessions,
    read_cookie,
)
from app.register.throttle import Attempt, find_address
from app.register.tokens import MOST_DAYS, list_tokens, make_token, remove_token
from geodata.sentences import sentence

router = APIRouter(include_in_schema=False)

Person = Annotated[Caller, Depends(allow("use own account"))]

_DAYS = 90


@router.get("/mine")
def show_mine(request: Request, caller: Person) -> Response:
    """Show the caller's own account."""
    return _show(request, caller)


@router.get("/mine/data.json")
def show_data(request: Request, caller: Person) -> Response:
    """Give all that is kept of the person beside the log, but secrets: their right to know it."""
    with get_register(request).database.read() as session:
        kept = describe_person(session, get_account(session, caller.account))
    headers = {
        "Content-Disposition": 'attachment; filename="my-account.json"',
        "Cache-Control": "no-store",
    }
    return Response(
        json.dumps(kept, ensure_ascii=False, indent=2), 200, headers, "application/json"
    )


@router.post("/mine/name")
def rename(request: Request, caller: Person, fields: Form) -> Response:
    """Change the name that pages show."""
    with get_register(request).database.write() as session:
        name = check_own_name(fields.get("name", ""), get_register(request).places, caller.body)
        get_account(session, caller.account).name = name
    return redirect(request, "/mine")


@router.post("/mine/password")
def change_password(request: Request, caller: Person, fields: Form) -> Response:
    """Change the password; every other login ends."""
    register = get_register(request)
    register.throttle.count(Attempt.LOGIN, find_address(request), caller.account)
    if not may_use_password(caller.role, is_demo=register.settings.is_demo):
        raise ForbiddenError(sentence("Accounts of this role log in with a passkey."))
    with register.database.read() as session:
        account = get_account(session, caller.account)
    known = account.password
    if known and not is_password(known, fields.get("current", "")):
        raise InvalidError("current", sentence("This is not your current password."))
    hashed = make_hash(fields.get("password", ""), account.email)
    with register.database.write() as session:
        set_hash(session, get_account(session, caller.account), hashed, read_cookie(request))
    return redirect(request, "/mine")


@router.post("/mine/passkeys")
def add_passkey(request: Request, caller: Person, fields: Form) -> Response:
    """Add a passkey to log in with."""
    register = get_register(request)
    with register.database.write() as session:
        add_key(
            session,
            register.settings,
            caller.account,
            fields.get("credential", ""),
            label=fields.get("label", ""),
            secret=read_cookie(request),
        )
    return redirect(request, "/mine#passkeys")


@router.post("/mine/passkeys/remove")
def remove_passkey(request: Request, caller: Person, fields: Form) -> Response:
    """Remove a passkey of one's own."""
    with get_register(request).database.write() as session:
        account = get_account(session, caller.account)
        remove_key(session, account, fields.get("passkey", "")[:1400])
    return redirect(request, "/mine#passkeys")


@router.post("/mine/tokens")
def add_token(request: Request, caller: Person, fields: Form) -> Response:
    """Make a token, and show it this once."""
    days = fields.get("days", "")
    scopes = [one for one in Scope if f"scope-{one}" in fields]
    with get_register(request).database.write() as session:
        token = make_token(
            session,
            caller.account,
            fields.get("label", ""),
            scopes,
            int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0,
        )
    return _show(request, caller, token)


@router.post("/mine/tokens/remove")
def delete_token(request: Request, caller: Person, fields: Form) -> Response:
    """Remove a token of one's own."""
    with get_register(request).database.write() as session:
        remove_token(session, caller.account, fields.get("token", "")[:64])
    return redirect(request, "/mine#tokens")


@router.post("/mine/logins/end")
def end_logins(request: Request, caller: Person, _fields: Form) -> Response:
    """End every login but this one."""
    with get_register(request).database.write() as session:
        end_sessions(session, caller.account, read_cookie(request))
    return redirect(request, "/mine#logins")


@router.post("/mine/delete")
def delete_mine(request: Request, caller: Person, fields: Form) -> Response:
    """Delete the account with all that is known of the person."""
    if fields.get("is_sure") != "yes":
        raise InvalidError("is_sure", sentence("Please tick that you are sure."))
    with get_register(request).database.write() as session:
        delete_account(session, get_account(session, caller.account))
    response = redirect(request, "/")
    clear_cookie(response)
    return response


def _show(request: Request, caller: Caller, new_token: str = "") -> Response:
    register, secret = get_register(request), ensure_secret(request)
    with register.database.read() as session:
        account = get_account(session, caller.account)
        values = {
            "account": account,
            "place": find_place(register, account),
            "passkeys": list_keys(session, account.id),
            "options": offer_new_key(session, register.settings, account, secret),
            "tokens": list_tokens(session, account.id),
            "logins": list_sessions(session, account.id),
        }
    values |= {
        "this_login": hash_secret(secret),
        "new_token": new_token,
        "titles": TITLES,
        "scopes": SCOPES,
        "offered": list_scopes(caller.role),
        "days": _DAYS,
        "most_days": MOST_DAYS,
        "has_password": may_use_password(account.role, is_demo=register.settings.is_demo),
        "page": "mine",
    }
    return render_secret(request, "register/mine.html", values)
