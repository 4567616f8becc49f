"""The page of a project, and what people do there: change, comment, decide, report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from app.language.choice import get_wording
from app.language.refusals import say_sentence
from app.register import contributions, discussion, moderation, projects
from app.register.access import allow
from app.register.assessments import list_attached
from app.register.caller import Caller
from app.register.change_form import find_changes, write_fields
from app.register.context import Register, get_register
from app.register.days import Day, PastProject, show_past
from app.register.errors import ConflictError, InvalidError
from app.register.forms import Form
from app.register.page_cache import keep
from app.register.pages import redirect, render
from app.register.place_maps import draw_place, read_ground, start_drawing
from app.register.records import FieldChanges
from app.register.schemas import group_fields
from app.register.signing import group
from app.register.throttle import Attempt, find_address
from app.register.versions import (
    find_place_before,
    get_details,
    get_place,
    get_project,
    is_signed,
)
from app.register.views import Page, name_authors, show_project, write_positions
from geodata.assessment.stored_words import say_stored
from geodata.cities.projects import ProjectKind, ProjectStatus
from geodata.names import LANGUAGES, SPOKEN
from geodata.register.log import Erasure
from geodata.sentences import get_sentence, sentence

router = APIRouter(include_in_schema=False)

Reader = Annotated[Caller, Depends(allow("read"))]
Writer = Annotated[Caller, Depends(allow("discuss"))]
Proposer = Annotated[Caller, Depends(allow("propose"))]
Moderator = Annotated[Caller, Depends(allow("moderate"))]

_MOST_PICTURES = 20


class DayQuery(BaseModel):
    """The day of which a page tells."""

    day: Day = None
    """It is shown as it stood at the end of a day; now where none is given."""
    after: int = Field(0, ge=0, le=1_000_000)
    """So many comments stand on the pages before."""


@router.get("/projects/{project}")
@keep
def show(
    request: Request, project: str, query: Annotated[DayQuery, Query()], caller: Reader
) -> Response:
    """Show a project: who signed, what it says, its versions and what people say of it."""
    register = get_register(request)
    with register.database.read() as session:
        row = get_project(session, project)
        if query.day and not row.is_removed:  # what was removed since is shown at no day
            past = show_past(session, register.ledger, row, query.day)
            return _show_past(request, project, past)
        page = show_project(session, register.ledger, register.town, caller, project, query.after)
        attached = [] if page.row.is_removed else list_attached(session, project)
        authors = name_authors(session, [one.found.row.account for one in attached])
        before = find_place_before(session, page.row, None)
    status = 410 if page.row.is_removed else 200
    language = get_wording(request).language
    values = {
        "page": "projects",
        "project": page,
        "attached": [
            (one, say_stored(one.stored, register.town.banks, language) if one.stored else [])
            for one in attached
        ],
        "attached_by": authors,
        "end": query.after + len(page.comments),
        "picture": draw_place(request, get_place(page.details), before),
        "suggested": _draw_suggested(request, page),
        "has_place_before": before is not None,
        "ground": read_ground(request),
        **list_choices(register),
    }
    return render(request, "register/project.html", values, status)


def _draw_suggested(request: Request, page: Page) -> dict[str, str | None]:
    """Draw the places that suggestions change, as they would be: the newest ones."""
    places = {
        one.id: one.written["changes"]["geometry"]
        for one in page.suggestions
        if one.written and "geometry" in one.written["changes"]
    }
    shown, now = list(places.items())[:_MOST_PICTURES], get_place(page.details)
    return {name: draw_place(request, place, now) for name, place in shown}


def _show_past(request: Request, project: str, past: PastProject) -> Response:
    values = {"page": "projects", "project": project, "past": past, "group": group}
    return render(request, "register/day.html", {**values, **list_choices(get_register(request))})


@router.get("/projects/{project}/change")
def show_change(request: Request, project: str, _caller: Proposer) -> Response:
    """Show the form by which a project is changed, or a change suggested."""
    return _show_change(request, project)


@router.post("/projects/{project}/change")
def change(request: Request, project: str, caller: Proposer, fields: Form) -> Response:
    """Change a project, or suggest it, by the fields that are not as they were."""
    register = get_register(request)
    try:
        with register.database.write() as session:
            row = get_project(session, project)
            details = get_details(session, row.revision)
            if details is None:
                raise ConflictError(sentence("What this version said was erased"))
            changes = find_changes(register, details, group_fields(fields))
            sources = dict.fromkeys(changes, fields.get("source", "").strip()[:300])
            may_change = projects.may_revise(caller, row, is_signed=is_signed(session, row))
            service = projects.revise if may_change else discussion.suggest
            service(
                session,
                register.ledger,
                register.town,
                caller,
                project,
                FieldChanges(fields.get("base", ""), changes, sources),
            )
    except InvalidError as error:
        return _show_change(request, project, fields, error)
    return redirect(request, f"/projects/{project}")


@router.post("/projects/{project}/decision")
def decide(request: Request, project: str, caller: Moderator, fields: Form) -> Response:
    """Accept or decline a proposal for the moderator's bank."""
    register = get_register(request)
    with register.database.write() as session:
        projects.decide(
            session,
            register.ledger,
            register.town,
            caller,
            project,
            base=fields.get("base", ""),
            is_accepted=fields.get("decision") == "accept",
            reason=fields.get("reason", ""),
        )
    return redirect(request, f"/projects/{project}")


@router.post("/comments")
def comment(request: Request, caller: Writer, fields: Form) -> Response:
    """Comment on something."""
    register, subject = get_register(request), fields.get("subject", "")
    with register.database.write() as session:
        discussion.comment(
            session,
            register.ledger,
            caller,
            subject,
            fields.get("text", ""),
            fields.get("language", "und"),
        )
    return redirect(request, _find_page(subject) + "#comments")


@router.post("/reports")
def report(request: Request, caller: Writer, fields: Form) -> Response:
    """Report something to the moderators, or appeal against a removal."""
    register, subject = get_register(request), fields.get("subject", "")
    register.throttle.count(Attempt.REPORT, find_address(request), caller.account)
    service = discussion.appeal if fields.get("kind") == "appeal" else discussion.report
    with register.database.write() as session:
        service(session, register.ledger, caller, subject, fields.get("text", ""))
    return redirect(request, "/reported")


@router.get("/reported")
def show_reported(request: Request, _caller: Reader) -> Response:
    """Say that a report was taken."""
    return render(request, "register/reported.html", {})


@router.post("/erasures")
def erase(request: Request, caller: Writer, fields: Form) -> Response:
    """Erase for good what one wrote oneself."""
    register = get_register(request)
    reason = Erasure.AUTHOR.value
    with register.database.write() as session:
        found = contributions.get_contribution(session, fields.get("id", ""))
        moderation.erase(session, register.ledger, caller, found.id, reason=reason)
    return redirect(request, _find_page(found.row.subject))


def list_choices(register: Register) -> dict[str, Any]:
    """List what forms and facts of projects choose from."""
    return {
        "town": register.town,
        "kinds": list(ProjectKind),
        "statuses": [one for one in ProjectStatus if one is not ProjectStatus.UNKNOWN],
        "spoken": {code: SPOKEN[code].self_name for code in LANGUAGES},
        "needs": {one.id: one for one in register.town.needs},
        "positions": write_positions,
    }


def _show_change(
    request: Request,
    project: str,
    fields: Mapping[str, str] | None = None,
    error: InvalidError | None = None,
) -> Response:
    register = get_register(request)
    with register.database.read() as session:
        row = get_project(session, project)
        details = None if row.is_removed else get_details(session, row.revision)
        has_signature = is_signed(session, row)
    if details is None:
        raise ConflictError(sentence("This project was removed or erased"))
    caller: Caller = request.state.caller
    values = {
        "page": "projects",
        "row": row,
        "record": details["record"],
        "given": dict(fields) if fields is not None else write_fields(details),
        "may_change": projects.may_revise(caller, row, is_signed=has_signature),
        "is_signed": has_signature,
        "base": fields.get("base") if fields is not None else row.revision,
        "fault": say_sentence(get_sentence(error), get_wording(request)) if error else None,
        "fault_field": error.field if error else None,
        **start_drawing(request),
        **list_choices(register),
    }
    return render(request, "register/change.html", values, 422 if error else 200)


def _find_page(subject: str) -> str:
    kind, _, name = subject.partition("/")
    return f"/projects/{name.partition('/')[0]}" if kind == "project" else "/needs"
