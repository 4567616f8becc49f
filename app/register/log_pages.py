"""The public log, and what people need and claim: pages that everybody reads."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import Select, select

from app.register import claims, contributions, discussion
from app.register.access import allow
from app.register.caller import Caller
from app.register.context import get_register
from app.register.contributions import ON_A_PAGE
from app.register.days import Day, find_last
from app.register.forms import Form, fill
from app.register.models import EntryRow, HeadRow
from app.register.page_cache import keep
from app.register.pages import redirect, render
from app.register.project_pages import list_choices
from app.register.schemas import ClaimForm
from app.register.signing import group
from app.register.versions import get_details
from app.register.views import name_authors
from geodata.cities.providers import Role
from geodata.register.accepted_claims import ClaimKind
from geodata.register.log import EntryKind

router = APIRouter(include_in_schema=False)

Reader = Annotated[Caller, Depends(allow("read"))]
Writer = Annotated[Caller, Depends(allow("discuss"))]
Claimant = Annotated[Caller, Depends(allow("claim"))]

After = Annotated[int, Query(ge=0, le=1_000_000)]
"""So many stand on the pages before."""

MOST = ON_A_PAGE + 1
_ENTRIES = 100
_DECISIONS = frozenset(
    {
        EntryKind.PROJECT_ACCEPTED,
        EntryKind.PROJECT_DECLINED,
        EntryKind.SUGGESTION_BACKED,
        EntryKind.SUGGESTION_SETTLED,
        EntryKind.CLAIM_SETTLED,
        EntryKind.REPORT_SETTLED,
        EntryKind.REMOVED,
        EntryKind.RESTORED,
    }
)
"""Kinds of entries whose reasons everybody reads."""


class LogQuery(BaseModel):
    """Which entries of the log are shown."""

    before: int = Field(2**31 - 1, ge=1, lt=2**31)
    kind: str = Field("", max_length=40)
    day: Day = None
    """The log as it stood at the end of a day."""


@router.get("/log")
@keep
def show_log(request: Request, query: Annotated[LogQuery, Query()], _caller: Reader) -> Response:
    """Show the log, the newest entries first."""
    register = get_register(request)
    with register.database.read() as session:
        head = find_last(session, query.day) if query.day else session.get_one(HeadRow, 1)
        rows = list(session.scalars(_select(query, head.number)))
        authors = name_authors(session, [one.account for one in rows])
        decided = [one for one in rows if one.kind in _DECISIONS]
        reasons = {one.number: get_details(session, one.details) or {} for one in decided}
    values = {
        "page": "log",
        "reasons": {number: one["reason"] for number, one in reasons.items() if "reason" in one},
        "entries": [(one, json.loads(one.content)) for one in rows],
        "head": head,
        "hash": group(head.hash),
        "kinds": list(EntryKind),
        "query": query,
        "authors": authors,
        "has_more": len(rows) == _ENTRIES,
        "group": group,
        "town": register.town,
    }
    return render(request, "register/log.html", values)


def _select(query: LogQuery, last: int) -> Select[EntryRow]:
    """Select a page of the log, of which a number is the last entry."""
    wanted = select(EntryRow).where(EntryRow.number < query.before, EntryRow.number <= last)
    if query.kind:
        wanted = wanted.where(EntryRow.kind == query.kind)
    return wanted.order_by(EntryRow.number.desc()).limit(_ENTRIES)


@router.get("/needs")
@keep
def show_needs(request: Request, _caller: Reader, after: After = 0) -> Response:
    """Show what people say they need."""
    register = get_register(request)
    with register.database.read() as session:
        found = contributions.list_contributions(session, None, ("need",), most=MOST, after=after)
        authors = name_authors(session, [one.row.account for one in found])
    values = {
        "page": "needs",
        "found": found[:ON_A_PAGE],
        "more": after + ON_A_PAGE if len(found) == MOST else 0,
        "authors": authors,
        **list_choices(register),
    }
    return render(request, "register/needs.html", values)


@router.post("/needs")
def state_need(request: Request, caller: Writer, fields: Form) -> Response:
    """State a need."""
    register = get_register(request)
    with register.database.write() as session:
        discussion.state_need(
            session,
            register.ledger,
            register.town,
            caller,
            title=fields.get("title", ""),
            text=fields.get("text", ""),
            place=fields.get("place", ""),
            language=fields.get("language", "und"),
        )
    return redirect(request, "/needs")


@router.get("/claims")
@keep
def show_claims(
    request: Request,
    _caller: Reader,
    subject: Annotated[str, Query(max_length=120)] = "",
    after: After = 0,
) -> Response:
    """Show who says they operate something, rivals side by side."""
    register = get_register(request)
    with register.database.read() as session:
        found = claims.list_claims(session, subject or None, most=MOST, after=after)
        authors = name_authors(session, [one.row.account for one in found])
    values = {
        "page": "claims",
        "found": found[:ON_A_PAGE],
        "more": after + ON_A_PAGE if len(found) == MOST else 0,
        "subject": subject,
        "authors": authors,
        "providers": register.town.providers,
        "roles": list(Role),
        "says": list(ClaimKind),
        **list_choices(register),
    }
    return render(request, "register/claims.html", values)


@router.post("/claims")
def make_claim(request: Request, caller: Claimant, fields: Form) -> Response:
    """Claim that a provider operates something, or that this is wrong."""
    register, form = get_register(request), fill(ClaimForm, fields)
    with register.database.write() as session:
        claims.claim(session, register.ledger, register.town, caller, form)
    return redirect(request, "/claims")
