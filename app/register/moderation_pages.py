"""The page of moderators: what waits for their bank, and what they decide on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session
from starlette.background import BackgroundTask

from app.register import claims, contributions, discussion, moderation
from app.register.access import allow
from app.register.caller import Caller
from app.register.context import Register, get_register
from app.register.errors import NotFoundError
from app.register.forms import Form
from app.register.log import read_row
from app.register.models import EntryRow
from app.register.moderation_queue import MANY, Waiting, list_queue
from app.register.notices import tell_both_banks
from app.register.pages import redirect, render
from app.register.project_pages import list_choices
from app.register.versions import get_project, is_signed
from app.register.views import name_authors
from geodata.sentences import sentence

router = APIRouter(include_in_schema=False)

Moderator = Annotated[Caller, Depends(allow("moderate"))]
Writer = Annotated[Caller, Depends(allow("propose"))]

_WRITTEN = ("removals", "reports", "suggestions", "claims", "appeals")
"""Lists of what people wrote."""


class QueueQuery(BaseModel):
    """Which part of what waits is shown."""

    only: Waiting | None = None
    """One list alone."""
    after: int = Field(0, ge=0, le=1_000_000)
    """So many of it stand on the pages before."""


@router.get("/moderate")
def show(request: Request, query: Annotated[QueueQuery, Query()], caller: Moderator) -> Response:
    """Show what waits for a moderator."""
    register = get_register(request)
    with register.database.read() as session:
        queue = list_queue(session, register.town, caller, query.only, query.after)
        accounts = [row.account for row, *_ in queue["proposals"]]
        accounts += [one.row.account for name in _WRITTEN for one in queue[name]]
        accounts += [(one.written or {}).get("account", "") for one in queue["reports"]]
        authors = name_authors(session, accounts)
    values = {
        "page": "moderate",
        "queue": queue,
        "only": query.only,
        "many": MANY,
        "authors": authors,
        **list_choices(register),
    }
    return render(request, "register/moderate.html", values)


@router.post("/moderate")
def moderate(request: Request, caller: Moderator, fields: Form) -> Response:
    """Remove, restore, dismiss, erase, or decide on a claim."""
    act = _ACTS.get(fields.get("act", ""))
    if act is None:
        raise NotFoundError(sentence("There is no such entry."))
    register = get_register(request)
    with register.database.write() as session:
        act(session, register, caller, fields)
    return redirect(request, "/moderate")


@router.post("/suggestions/{name}")
def settle_suggestion(request: Request, name: str, caller: Writer, fields: Form) -> Response:
    """Take a suggestion up as a new version of its project, or decline it."""
    register = get_register(request)
    with register.database.write() as session:
        found = contributions.get_contribution(session, name, "suggestion")
        project = get_project(session, found.row.subject.removeprefix("project/"))
        was_signed, before = is_signed(session, project), project.revision
        discussion.settle_suggestion(
            session,
            register.ledger,
            register.town,
            caller,
            name,
            is_accepted=fields.get("decision") == "accept",
            reason=fields.get("reason", ""),
        )
        has_lapsed = was_signed and project.revision != before
        entry = read_row(session.get_one(EntryRow, project.last_entry)) if has_lapsed else None
    response = redirect(request, f"/projects/{project.id}")
    if entry is not None:
        response.background = BackgroundTask(tell_both_banks, register, entry)
    return response


def _remove(
    session: Session, register: Register, caller: Caller, fields: Mapping[str, str]
) -> None:
    moderation.remove(
        session,
        register.ledger,
        register.town,
        caller,
        fields.get("subject", ""),
        reason=fields.get("reason", ""),
        is_emergency=fields.get("is_emergency") == "yes",
    )


def _restore(
    session: Session, register: Register, caller: Caller, fields: Mapping[str, str]
) -> None:
    subject, reason = fields.get("subject", ""), fields.get("reason", "")
    moderation.restore(session, register.ledger, register.town, caller, subject, reason=reason)


def _dismiss(
    session: Session, register: Register, caller: Caller, fields: Mapping[str, str]
) -> None:
    name, reason = fields.get("id", ""), fields.get("reason", "")
    moderation.dismiss(session, register.ledger, register.town, caller, name, reason=reason)


def _erase(session: Session, register: Register, caller: Caller, fields: Mapping[str, str]) -> None:
    reason = fields.get("reason", "")
    moderation.erase(session, register.ledger, caller, fields.get("id", ""), reason=reason)


def _erase_version(
    session: Session, register: Register, caller: Caller, fields: Mapping[str, str]
) -> None:
    digest, reason = fields.get("id", ""), fields.get("reason", "")
    moderation.erase_version(session, register.ledger, register.town, caller, digest, reason=reason)


def _settle_claim(
    session: Session, register: Register, caller: Caller, fields: Mapping[str, str]
) -> None:
    claims.settle_claim(
        session,
        register.ledger,
        register.town,
        caller,
        fields.get("id", ""),
        is_accepted=fields.get("decision") == "accept",
        reason=fields.get("reason", ""),
    )


_ACTS: dict[str, Callable[[Session, Register, Caller, Mapping[str, str]], None]] = {
    "remove": _remove,
    "restore": _restore,
    "dismiss": _dismiss,
    "erase": _erase,
    "erase-version": _erase_version,
    "claim": _settle_claim,
}
