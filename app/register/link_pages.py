"""Pages of links that work once: an invitation, or a new way to log in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session
from starlette.background import BackgroundTask

from app.language.choice import get_wording
from app.register.access import allow
from app.register.accounts import (
    check_email,
    check_own_name,
    find_by_email,
    make_hash,
    may_use_password,
    set_hash,
)
from app.register.caller import Caller
from app.register.context import Register, get_register
from app.register.errors import ForbiddenError
from app.register.forms import Form
from app.register.links import LinkKind, find_link, make_link, use_link
from app.register.login_keys import add_key, offer_new_key
from app.register.login_pages import enter
from app.register.models import AccountRow
from app.register.pages import render_secret
from app.register.post import send
from app.register.roles import TITLES
from app.register.sessions import end_sessions, ensure_secret, read_cookie
from app.register.throttle import Attempt, find_address
from app.register.tokens import remove_tokens
from app.web.site import find_path
from geodata.sentences import sentence
from geodata.wording import Wording

router = APIRouter(include_in_schema=False)

Reader = Annotated[Caller, Depends(allow("log in"))]


def read_kind(request: Request) -> LinkKind:
    """Read what a link is for: the first step of its path."""
    return LinkKind(find_path(request).split("/")[1])


Kind = Annotated[LinkKind, Depends(read_kind)]


@router.get("/reset")
def show_reset(request: Request, _caller: Reader) -> Response:
    """Ask for the e-mail address that a link is sent to."""
    return render_secret(request, "register/reset.html", {"is_sent": False, "page": "mine"})


@router.post("/reset")
def ask_for_reset(request: Request, _caller: Reader, fields: Form) -> Response:
    """Send a link, if an account has the address; the answer is the same if none has."""
    register, wording = get_register(request), get_wording(request)
    email = check_email(fields.get("email", ""))
    register.throttle.count(Attempt.RESET, find_address(request), email)
    response = render_secret(request, "register/reset.html", {"is_sent": True, "page": "mine"})
    response.background = BackgroundTask(_send_reset, register, email, wording)
    return response


@router.get("/invitation/{secret}")
@router.get("/reset/{secret}")
def show_link(request: Request, _caller: Reader, kind: Kind, secret: str) -> Response:
    """Show what a link is for; looking at it does not use it."""
    register = get_register(request)
    with register.database.read() as session:
        account = find_link(session, secret, kind)
        options = offer_new_key(session, register.settings, account, ensure_secret(request))
    values = {
        "account": account,
        "kind": kind,
        "path": f"/{kind}/{secret}",
        "options": options,
        "titles": TITLES,
        "place": find_place(register, account),
        "has_password": may_use_password(account.role, is_demo=register.settings.is_demo),
        "page": "mine",
    }
    return render_secret(request, "register/link.html", values)


@router.post("/invitation/{secret}")
@router.post("/reset/{secret}")
def use_for_password(
    request: Request, _caller: Reader, kind: Kind, secret: str, fields: Form
) -> Response:
    """Set a password by a link, and log in."""
    register = get_register(request)
    with register.database.read() as session:
        account = find_link(session, secret, kind)
    if not may_use_password(account.role, is_demo=register.settings.is_demo):
        raise ForbiddenError(sentence("Accounts of this role log in with a passkey."))
    hashed = make_hash(fields.get("password", ""), account.email)
    with register.database.write() as session:
        account = _take(session, register, kind, secret, fields)
        set_hash(session, account, hashed)
    return enter(request, register, account.id)


@router.post("/invitation/{secret}/passkey")
@router.post("/reset/{secret}/passkey")
def use_for_passkey(
    request: Request, _caller: Reader, kind: Kind, secret: str, fields: Form
) -> Response:
    """Add a passkey by a link, and log in."""
    register = get_register(request)
    with register.database.write() as session:
        account = _take(session, register, kind, secret, fields)
        add_key(
            session,
            register.settings,
            account.id,
            fields.get("credential", ""),
            label=fields.get("label", ""),
            secret=read_cookie(request),
        )
    return enter(request, register, account.id)


def find_place(register: Register, account: AccountRow) -> object:
    """Find the names of the institution or bank that an account is of; None where it has none."""
    places = register.places
    return places.bodies.get(account.body or "") or places.banks.get(account.bank or "")


def invite(session: Session, register: Register, account: AccountRow, kind: LinkKind) -> str:
    """Make a link for an account; return its whole address."""
    return register.settings.site + make_link(session, account.id, kind)


def write_letter(kind: LinkKind, address: str, wording: Wording) -> tuple[str, str]:
    """Write subject and text of the e-mail with a link."""
    _ = wording.gettext
    if kind is LinkKind.INVITATION:
        text = _(
            "You are invited to the register of projects. Please open this address within 7 days "
            "and choose how you log in:"
        )
        return _("Invitation to the register of projects"), f"{text}\n\n{address}\n"
    text = _(
        "Somebody asked for a new way to log in to your account. If it was you, please open this "
        "address within an hour. If not, you need do nothing:"
    )
    return _("A new way to log in to the register of projects"), f"{text}\n\n{address}\n"


def _send_reset(register: Register, email: str, wording: Wording) -> None:
    with register.database.write() as session:
        account = find_by_email(session, email)
        if account is None or not account.is_active:
            return
        address = invite(session, register, account, LinkKind.RESET)
    subject, text = write_letter(LinkKind.RESET, address, wording)
    send(register.settings, account.id, account.email, subject, text)


def _take(
    session: Session, register: Register, kind: Kind, secret: str, fields: dict[str, str]
) -> AccountRow:
    """Use a link: whoever got in before, by a login or a token, is out."""
    account = use_link(session, secret, kind)
    end_sessions(session, account.id)
    remove_tokens(session, account.id)
    if kind is LinkKind.INVITATION and fields.get("name"):
        account.name = check_own_name(fields["name"], register.places, account.body)
    return account
