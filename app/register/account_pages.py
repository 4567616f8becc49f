"""Pages for the administrator: who has an account, and whom to invite."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict
from starlette.background import BackgroundTask

from app.language.choice import get_wording
from app.register.access import allow
from app.register.accounts import (
    add_account,
    delete_account,
    get_account,
    list_accounts,
    set_active,
)
from app.register.caller import Caller
from app.register.context import Register, get_register
from app.register.errors import ConflictError
from app.register.forms import Form, fill
from app.register.link_pages import find_place, invite, write_letter
from app.register.links import LinkKind
from app.register.models import AccountRow
from app.register.pages import redirect, render_secret
from app.register.post import send
from app.register.roles import TITLES, Role
from geodata.sentences import sentence

router = APIRouter(include_in_schema=False)

Administrator = Annotated[Caller, Depends(allow("manage accounts"))]


class NewAccount(BaseModel):
    """The form of an invitation."""

    model_config = ConfigDict(extra="forbid")

    name: str
    email: str | None = None
    role: Role
    body: str | None = None
    bank: str | None = None


@router.get("/accounts")
def show_accounts(request: Request, _caller: Administrator) -> Response:
    """Show all accounts."""
    return _show(request)


@router.post("/accounts")
def add(request: Request, _caller: Administrator, fields: Form) -> Response:
    """Add an account, and send its invitation."""
    register, given = get_register(request), fill(NewAccount, fields)
    with register.database.write() as session:
        account = add_account(
            session,
            register.places,
            name=given.name,
            email=given.email,
            role=given.role,
            body=given.body if given.role is Role.OFFICE else None,
            bank=given.bank if given.role is Role.MODERATOR else None,
        )
        address = invite(session, register, account, LinkKind.INVITATION)
    return _hand_over(request, register, account, LinkKind.INVITATION, address)


@router.post("/accounts/{name}/link")
def send_link(request: Request, _caller: Administrator, _fields: Form, name: str) -> Response:
    """Send an account a new link: an earlier one does not work any more."""
    register = get_register(request)
    with register.database.write() as session:
        account = get_account(session, name)
        if not account.is_active:
            raise ConflictError(sentence("Please let the account log in again first."))
        address = invite(session, register, account, LinkKind.INVITATION)
    return _hand_over(request, register, account, LinkKind.INVITATION, address)


@router.post("/accounts/{name}/active")
def change_active(request: Request, _caller: Administrator, fields: Form, name: str) -> Response:
    """Let an account log in, or not any more."""
    with get_register(request).database.write() as session:
        is_active = fields.get("is_active") == "yes"
        set_active(session, get_account(session, name), is_active=is_active)
    return redirect(request, "/accounts")


@router.post("/accounts/{name}/delete")
def delete(request: Request, _caller: Administrator, _fields: Form, name: str) -> Response:
    """Delete an account with all that is known of the person."""
    with get_register(request).database.write() as session:
        delete_account(session, get_account(session, name))
    return redirect(request, "/accounts")


def _hand_over(
    request: Request, register: Register, account: AccountRow, kind: LinkKind, address: str
) -> Response:
    """Send a link by e-mail; without a server for that, show it to be handed over."""
    if not (register.settings.smtp_host and account.email):
        return _show(request, account, address)
    response = redirect(request, "/accounts")
    letter = write_letter(kind, address, get_wording(request))
    response.background = BackgroundTask(
        send, register.settings, account.id, account.email, *letter
    )
    return response


def _show(
    request: Request, invited: AccountRow | None = None, address: str | None = None
) -> Response:
    register = get_register(request)
    with register.database.read() as session:
        accounts = list_accounts(session)
    values = {
        "accounts": [(one, find_place(register, one)) for one in accounts],
        "titles": TITLES,
        "bodies": register.places.bodies,
        "banks": register.places.banks,
        "invited": invited,
        "address": address,
        "has_post": register.settings.smtp_host is not None,
        "page": "accounts",
    }
    return render_secret(request, "register/accounts.html", values)
