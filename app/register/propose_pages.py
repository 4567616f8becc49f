"""The form by which a project is proposed, with drafts, and projects nearby before it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from app.language.choice import get_wording
from app.language.refusals import say_sentence
from app.register import drafts, projects
from app.register.access import allow
from app.register.caller import Caller
from app.register.context import get_register
from app.register.errors import InvalidError
from app.register.forms import Form, fill
from app.register.geometry import read_place
from app.register.pages import redirect, render
from app.register.place_maps import start_drawing
from app.register.project_pages import list_choices
from app.register.schemas import ProposalForm, group_fields
from app.register.versions import Nearby, find_nearby
from geodata.sentences import get_sentence, sentence

router = APIRouter(include_in_schema=False)

Proposer = Annotated[Caller, Depends(allow("propose"))]

_CONTROL = frozenset({"act", "draft", "is_sure"})
"""Fields that are of the form, not of the project."""


@router.get("/propose")
def show(request: Request, caller: Proposer, draft: str = "") -> Response:
    """Show the form, empty or with what a draft holds."""
    given: Mapping[str, Any] = {}
    with get_register(request).database.read() as session:
        if draft:
            given = drafts.get_draft(session, caller, draft).fields
    return _show(request, caller, given, draft)


@router.post("/propose")
def propose(request: Request, caller: Proposer, fields: Form) -> Response:
    """Save a draft, or propose a project once its author saw what is nearby."""
    register, name = get_register(request), fields.get("draft", "")
    given = {key: value for key, value in fields.items() if key not in _CONTROL}
    if fields.get("act") == "draft":
        with register.database.write() as session:
            name = drafts.save_draft(session, caller, given, name or None)
        return redirect(request, f"/propose?draft={name}")
    try:
        form = _read(given)
        geometry = read_place(form.place, register.town.area)
        with register.database.read() as session:
            nearby = find_nearby(session, geometry, register.town.crs)
        if nearby and not fields.get("is_sure"):
            return _show(request, caller, given, name, nearby=nearby)
        with register.database.write() as session:
            made = projects.propose(
                session, register.ledger, register.town, caller, form.write(geometry)
            )
            if name:
                drafts.delete_draft(session, caller, name)
    except InvalidError as error:
        return _show(request, caller, given, name, error=error)
    return redirect(request, f"/projects/{made}")


@router.post("/propose/delete")
def delete(request: Request, caller: Proposer, fields: Form) -> Response:
    """Delete a draft."""
    with get_register(request).database.write() as session:
        drafts.delete_draft(session, caller, fields.get("draft", ""))
    return redirect(request, "/propose")


def _read(given: Mapping[str, str]) -> ProposalForm:
    form = fill(ProposalForm, group_fields(given))
    if not form.name:
        raise InvalidError("name", sentence("Give the project a name, in one language at least"))
    return form


def _show(
    request: Request,
    caller: Caller,
    given: Mapping[str, Any],
    draft: str,
    *,
    nearby: list[Nearby] | None = None,
    error: InvalidError | None = None,
) -> Response:
    register = get_register(request)
    with register.database.read() as session:
        kept = drafts.list_drafts(session, caller)
    values = {
        "page": "propose",
        "given": given,
        "draft": draft,
        "drafts": kept,
        "nearby": nearby or [],
        "fault": say_sentence(get_sentence(error), get_wording(request)) if error else None,
        "fault_field": error.field if error else None,
        **start_drawing(request),
        **list_choices(register),
    }
    return render(request, "register/propose.html", values, 422 if error else 200)
