"""The page of the keys that bodies sign with, now and ever, and how an office makes one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.register.access import allow
from app.register.body_keys import offer_body_key, read_body_key, write_body_key
from app.register.caller import Caller
from app.register.context import get_register
from app.register.forms import Form
from app.register.key_history import list_key_history
from app.register.pages import render_secret
from app.register.roles import Role
from app.register.sessions import ensure_secret, read_cookie
from geodata.register.heads import group_digits
from geodata.register.keys import BodyKeys, by_body, fingerprint

router = APIRouter(include_in_schema=False)


@router.get("/keys")
def show_keys(request: Request, caller: Annotated[Caller, Depends(allow("read"))]) -> Response:
    """Show every key with its fingerprint, and by which statements it came and went."""
    return _show(request, caller)


@router.post("/keys")
def make_key(
    request: Request, caller: Annotated[Caller, Depends(allow("sign"))], fields: Form
) -> Response:
    """Show a key that an office's browser made, for the office to publish; nothing is kept."""
    settings = get_register(request).settings
    key = read_body_key(
        settings,
        fields.get("credential", ""),
        label=fields.get("label", ""),
        secret=read_cookie(request),
    )
    return _show(request, caller, write_body_key(settings, caller.body or "", key))


def _show(request: Request, caller: Caller, made: str = "") -> Response:
    register = get_register(request)
    pinned = by_body(register.ledger.keys)
    with register.database.read() as session:
        history = list_key_history(session, register.ledger.keys)
    values: dict[str, object] = {
        "page": "keys",
        "bodies": [
            (names, history.get(body, ()), _write_fingerprint(pinned.get(body)))
            for body, names in register.places.bodies.items()
        ],
        "made": made,
    }
    if caller.role is Role.OFFICE and caller.body:
        values["own"] = register.places.bodies.get(caller.body)
        values["options"] = offer_body_key(
            register.settings, caller.body, pinned.get(caller.body), ensure_secret(request)
        )
    return render_secret(request, "register/keys.html", values)


def _write_fingerprint(pinned: BodyKeys | None) -> str:
    return group_digits(fingerprint(pinned)) if pinned else ""
