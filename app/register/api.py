"""The register for programs: ``/api/register/…``, with tokens; ``If-Match`` names a version."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.openapi.utils import get_openapi

from app.register import discussion, projects
from app.register.access import allow
from app.register.caller import Caller
from app.register.context import get_register
from app.register.errors import InvalidError
from app.register.geometry import FIELD as GEOMETRY
from app.register.models import HeadRow
from app.register.page_cache import keep
from app.register.records import FieldChanges
from app.register.schemas import Changes, CommentForm, ProjectQuery, Proposal
from app.register.versions import Version
from app.register.views import Item, list_items, show_project
from geodata import ATTRIBUTION, LICENCE_URL
from geodata.register.consents import ProjectConsents
from geodata.register.log import SALT
from geodata.sentences import sentence

router = APIRouter(prefix="/api/register", tags=["register"])

Reader = Annotated[Caller, Depends(allow("read"))]
Writer = Annotated[Caller, Depends(allow("discuss"))]
Proposer = Annotated[Caller, Depends(allow("propose"))]


@router.get("/openapi.json", include_in_schema=False)
def get_description(request: Request, _caller: Reader) -> Response:
    """Describe these addresses for programs (OpenAPI)."""
    described = get_openapi(
        title="UraMost register",
        version="1",
        description="Projects that two banks propose, discuss and sign. Tokens: /mine#tokens.",
        routes=request.app.routes,
        license_info={"name": ATTRIBUTION, "url": LICENCE_URL},
    )
    paths = described["paths"].items()
    described["paths"] = {path: one for path, one in paths if path.startswith(router.prefix)}
    return _answer(described)


@router.get("/projects")
@keep
def get_projects(
    request: Request, query: Annotated[ProjectQuery, Query()], _caller: Reader
) -> Response:
    """Get the projects as GeoJSON; those without a place have no geometry."""
    register = get_register(request)
    with register.database.read() as session:
        items, _ = list_items(session, register.ledger, query)
    features = [write_feature(one) for one in items]
    return _answer({"type": "FeatureCollection", "features": features}, "application/geo+json")


@router.get("/projects/{project}")
@keep
def get_project(request: Request, project: str, caller: Reader) -> Response:
    """Get a project: the version of now, who signed, and its earlier versions."""
    register = get_register(request)
    with register.database.read() as session:
        page = show_project(session, register.ledger, register.town, caller, project)
    document = {
        "id": page.row.id,
        "state": page.row.state,
        "is_removed": page.row.is_removed,
        "version": page.row.version,
        "revision": page.row.revision,
        "details": _strip(page.details),
        "consents": write_consents(page.consents),
        "versions": [_write_version(one) for one in page.versions],
    }
    response = _answer(document)
    response.headers["ETag"] = f'"{page.row.revision}"'
    return response


@router.get("/log")
def get_head(request: Request, _caller: Reader) -> Response:
    """Get the head of the log, to be kept elsewhere."""
    with get_register(request).database.read() as session:
        head = session.get_one(HeadRow, 1)
    return _answer({"number": head.number, "hash": head.hash, "time": head.time})


@router.post("/projects", status_code=201)
def propose(request: Request, caller: Proposer, proposal: Proposal) -> Response:
    """Propose a project."""
    register = get_register(request)
    with register.database.write() as session:
        given = proposal.model_dump()
        name = projects.propose(session, register.ledger, register.town, caller, given)
    response = _answer({"id": name}, status=201)
    response.headers["Location"] = f"{request.url.path}/{name}"
    return response


@router.patch("/projects/{project}")
def change(
    request: Request,
    project: str,
    caller: Proposer,
    changes: Changes,
    if_match: Annotated[str | None, Header(max_length=80)] = None,
) -> Response:
    """Change a project by field; the header ``If-Match`` names the version that was read."""
    register = get_register(request)
    with register.database.write() as session:
        revision = projects.revise(
            session,
            register.ledger,
            register.town,
            caller,
            project,
            FieldChanges(_read_match(if_match), changes.changes, changes.sources),
        )
    response = _answer({"id": project, "revision": revision})
    response.headers["ETag"] = f'"{revision}"'
    return response


@router.post("/projects/{project}/suggestions", status_code=201)
def suggest(
    request: Request,
    project: str,
    caller: Proposer,
    changes: Changes,
    if_match: Annotated[str | None, Header(max_length=80)] = None,
) -> Response:
    """Suggest changes of a project likewise."""
    register = get_register(request)
    with register.database.write() as session:
        name = discussion.suggest(
            session,
            register.ledger,
            register.town,
            caller,
            project,
            FieldChanges(_read_match(if_match), changes.changes, changes.sources),
            changes.text,
        )
    return _answer({"id": name}, status=201)


@router.post("/comments", status_code=201)
def comment(request: Request, caller: Writer, form: CommentForm) -> Response:
    """Comment on something."""
    register = get_register(request)
    with register.database.write() as session:
        name = discussion.comment(
            session, register.ledger, caller, form.subject, form.text, form.language
        )
    return _answer({"id": name}, status=201)


def write_consents(consents: ProjectConsents) -> dict[str, Any]:
    """Write who signed what."""
    return {
        "has_all_keys": consents.has_all_keys,
        "bodies": [
            {
                "body": one.body,
                "state": one.state.value,
                "entry": one.signed.entry if one.signed else None,
                "time": one.signed.time if one.signed else None,
                "counts_from": one.counts_from,
            }
            for one in consents.consents
        ],
    }


def write_feature(item: Item) -> dict[str, Any]:
    """Write a project as a feature of GeoJSON."""
    record = {name: value for name, value in item.record.items() if name != GEOMETRY}
    return {
        "type": "Feature",
        "id": item.row.id,
        "geometry": item.record.get(GEOMETRY),
        "properties": {
            **record,
            "status": item.status,
            "state": item.row.state,
            "revision": item.row.revision,
            "consents": write_consents(item.consents),
        },
    }


def _write_version(version: Version) -> dict[str, Any]:
    return {
        "revision": version.hash,
        "version": version.number,
        "entry": version.entry,
        "time": version.time,
        "details": _strip(version.details),
        "differences": [asdict(one) for one in version.differences],
    }


def _strip(details: dict[str, Any] | None) -> dict[str, Any] | None:
    return {name: value for name, value in details.items() if name != SALT} if details else None


def _read_match(text: str | None) -> str:
    """Read the version that a header names."""
    if not text:
        fault = sentence("Name the version that you read by the header If-Match, as its ETag says")
        raise InvalidError("If-Match", fault)
    return text.strip().removeprefix("W/").strip('"')


def _answer(document: object, media_type: str = "application/json", status: int = 200) -> Response:
    headers = {"Cache-Control": "no-cache", "Vary": "Authorization, Cookie"}
    return Response(orjson.dumps(document), status, headers, media_type)
