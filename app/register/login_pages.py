"""Pages that log people in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.language.choice import get_wording
from app.language.refusals import say_sentence
from app.register.access import allow
from app.register.accounts import check_password, find_by_email
from app.register.caller import Caller
from app.register.context import Register, get_register
from app.register.errors import InvalidError
from app.register.forms import Form
from app.register.login_keys import check_login, offer_login
from app.register.pages import choose_next, redirect, render_secret
from app.register.sessions import (
    clear_cookie,
    end_session,
    ensure_secret,
    read_cookie,
    set_cookie,
    start_session,
)
from app.register.throttle import Attempt, find_address
from geodata.sentences import sentence

router = APIRouter(include_in_schema=False)

Reader = Annotated[Caller, Depends(allow("log in"))]
Person = Annotated[Caller, Depends(allow("use own account"))]


@router.get("/login")
def show_login(request: Request, caller: Reader, next: str = "/") -> Response:  # noqa: A002
    """Show both ways to log in; who is logged in is led on."""
    if caller.account:
        return redirect(request, choose_next(next))
    return _show(request, {"next": next})


@router.post("/login")
def log_in(request: Request, _caller: Reader, fields: Form) -> Response:
    """Log in with an e-mail address and a password."""
    register = get_register(request)
    email = fields.get("email", "").strip().lower()[:254]
    register.throttle.count(Attempt.LOGIN, find_address(request), email or "-")
    with register.database.read() as session:
        account = check_password(
            find_by_email(session, email),
            fields.get("password", ""),
            is_demo=register.settings.is_demo,
        )
    if account is None:
        fault = sentence("No account has this e-mail address and password.")
        return _show(request, {**fields, "fault": fault}, 422)
    return enter(request, register, account.id, fields.get("next", "/"))


@router.post("/login/passkey")
def log_in_by_passkey(request: Request, _caller: Reader, fields: Form) -> Response:
    """Log in with a passkey."""
    register, secret = get_register(request), read_cookie(request)
    register.throttle.count(Attempt.LOGIN, find_address(request))
    try:
        with register.database.read() as session:
            answer = fields.get("credential", "")
            account = check_login(session, register.settings, answer, secret).id
    except InvalidError as error:
        return _show(request, {**fields, "fault": error.args[0]}, 422)
    return enter(request, register, account, fields.get("next", "/"))


@router.post("/logout")
def log_out(request: Request, _caller: Person, _fields: Form) -> Response:
    """Log out."""
    with get_register(request).database.write() as session:
        end_session(session, read_cookie(request))
    response = redirect(request, "/")
    clear_cookie(response)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def enter(request: Request, register: Register, account: str, path: str = "/mine") -> Response:
    """Begin a login with a new cookie, whatever cookie was sent, and lead on."""
    with register.database.write() as session:
        end_session(session, read_cookie(request))
        secret = start_session(session, account)
    response = redirect(request, choose_next(path))
    set_cookie(response, secret)
    response.headers["Cache-Control"] = "no-store"
    return response


def _show(request: Request, values: dict[str, object], status: int = 200) -> Response:
    settings, fault = get_register(request).settings, str(values.get("fault") or "")
    path = choose_next(str(values.get("next", "/")))
    request.state.form_url = request.url_for("show_login").include_query_params(next=path)
    shown = {
        "page": "mine",
        "next": path,
        "email": values.get("email", ""),
        "fault": say_sentence(fault, get_wording(request)),
        "options": offer_login(settings, ensure_secret(request)),
    }
    return render_secret(request, "register/login.html", shown, status)
