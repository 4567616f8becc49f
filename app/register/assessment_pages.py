"""Addresses of the assessments of a project: to attach one, and to get those that are there."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Request, Response

from app.language.choice import get_wording
from app.language.refusals import say_sentence
from app.register import assessments
from app.register.access import allow
from app.register.assessments import FIELD, Attached
from app.register.caller import Caller
from app.register.context import get_register
from app.register.errors import ConflictError, InvalidError, RefusedError
from app.register.forms import Form
from app.register.pages import redirect, render
from app.register.versions import get_project
from geodata.assessment.stored import write_stored
from geodata.sentences import get_sentence

router = APIRouter()

Reader = Annotated[Caller, Depends(allow("read"))]
Writer = Annotated[Caller, Depends(allow("discuss"))]


@router.post("/projects/{project}/assessments", include_in_schema=False)
def attach(request: Request, project: str, caller: Writer, fields: Form) -> Response:
    """Attach an assessment that was pasted, or read from a file by the page."""
    given = fields.get(FIELD, "")
    try:
        _attach(request, project, caller, given)
    except (InvalidError, ConflictError) as error:
        return _show_refused(request, project, given, error)
    return redirect(request, f"/projects/{project}#assessments")


def _show_refused(request: Request, project: str, given: str, error: RefusedError) -> Response:
    """Show what was pasted once more, and say why it was not taken."""
    with get_register(request).database.read() as session:
        row = get_project(session, project)
    fault = say_sentence(get_sentence(error), get_wording(request))
    values = {"page": "projects", "row": row, "given": given, "fault": fault}
    return render(request, "register/attach.html", values, error.status)


@router.post("/api/register/projects/{project}/assessments", status_code=201, tags=["register"])
def post_assessment(
    request: Request, project: str, caller: Writer, assessment: dict[str, Any]
) -> Response:
    """Attach an assessment, as the review of the map gives it, to a project."""
    return _answer({"id": _attach(request, project, caller, assessment)}, status=201)


@router.get("/api/register/projects/{project}/assessments", tags=["register"])
def get_assessments(request: Request, project: str, _caller: Reader) -> Response:
    """Get the assessments of a project, the newest first."""
    register = get_register(request)
    with register.database.read() as session:
        found = assessments.list_attached(session, project)
        revision = get_project(session, project).revision
    listed = [_describe(one) for one in found if one.stored is not None]
    return _answer({"project": project, "revision": revision, "assessments": listed})


@router.get("/api/register/projects/{project}/assessments/{digest}", tags=["register"])
def get_assessment(request: Request, project: str, digest: str, _caller: Reader) -> Response:
    """Get one of them by the hash that its entry in the log names: what documents can refer to."""
    register = get_register(request)
    with register.database.read() as session:
        return _answer(_describe(assessments.get_attached(session, project, digest)))


def _attach(request: Request, project: str, caller: Caller, given: str | dict[str, Any]) -> str:
    register = get_register(request)
    with register.database.write() as session:
        return assessments.attach(session, register.ledger, register.town, caller, project, given)


def _describe(one: Attached) -> dict[str, Any]:
    row = one.found.row
    return {
        "id": row.id,
        "digest": row.details,
        "entry": row.entry,
        "time": one.found.time,
        "account": row.account,
        "is_of_place": one.is_of_place,
        "assessment": write_stored(one.stored) if one.stored else None,
    }


def _answer(document: object, status: int = 200) -> Response:
    headers = {"Cache-Control": "no-cache", "Vary": "Authorization, Cookie"}
    return Response(orjson.dumps(document), status, headers, "application/json")
