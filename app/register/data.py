"""What is public as files for other programs: GeoJSON, CSV, OC4IDS and an Atom feed."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.language.choice import get_wording
from app.register.access import allow
from app.register.context import get_register
from app.register.errors import NotFoundError
from app.register.features import COLLECTIONS, Feature, write_csv
from app.register.own_projects import read_own_projects
from app.register.page_cache import keep
from app.web.parameters import LanguageQuery
from app.web.site import find_root
from geodata.exports import oc4ids, project_feed
from geodata.exports.oc4ids_model import dump_package
from geodata.exports.project_register import ProjectRegister
from geodata.wording import Wording, load_wording

router = APIRouter(tags=["register"], dependencies=[Depends(allow("read"))])

MOST = 1_000
"""Features of one answer."""


class Collection(StrEnum):
    """What is given as features."""

    PROJECTS = "projects"
    NEEDS = "needs"
    COMMENTS = "comments"


class Part(BaseModel):
    """Which features are asked for, the newest first."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(MOST, ge=1, le=MOST)
    offset: int = Field(0, ge=0, le=1_000_000)


@router.get("/api/register/{collection}.geojson")
@keep
def get_geojson(
    request: Request, collection: Collection, part: Annotated[Part, Query()]
) -> Response:
    """Get projects, needs or public comments as GeoJSON; the header `Link` leads to more."""
    features = _list(request, collection, part)
    body = orjson.dumps({"type": "FeatureCollection", "features": features[: part.limit]})
    media_type = "application/geo+json"
    return _answer(body, media_type, _link_next(request, features, part, media_type))


@router.get("/api/register/{collection}.csv")
@keep
def get_csv(request: Request, collection: Collection, part: Annotated[Part, Query()]) -> Response:
    """Get the same as a table for spreadsheets."""
    features = _list(request, collection, part)
    headers = _link_next(request, features, part, "text/csv")
    headers["Content-Disposition"] = f'attachment; filename="register-{collection}.csv"'
    return _answer(write_csv(features[: part.limit]), "text/csv; charset=utf-8", headers)


@router.get("/api/register/projects.oc4ids.json")
@keep
def get_oc4ids(request: Request, query: Annotated[LanguageQuery, Query()]) -> Response:
    """Get the accepted projects in OC4IDS 0.9.5; what offices signed is an approval milestone."""
    found, wording = _read(request, query)
    if not found.projects:
        raise NotFoundError(oc4ids.NO_PROJECTS)
    root = find_root(request)
    uri = f"{root}{request.url.path}?lang={wording.language}"
    body = orjson.dumps(dump_package(oc4ids.write_package(found, wording, uri, f"{root}/")))
    return _answer(body, oc4ids.MEDIA_TYPE, _say(wording))


@router.get("/projects.atom")
@keep
def get_feed(request: Request, query: Annotated[LanguageQuery, Query()]) -> Response:
    """Get the steps of the accepted projects as an Atom feed, the latest first."""
    found, wording = _read(request, query)
    root = find_root(request)
    address = f"{root}/projects.atom?lang={wording.language}"
    body = project_feed.write_feed(found, wording, root, address)
    return _answer(body, project_feed.MEDIA_TYPE, _say(wording))


def _list(request: Request, collection: Collection, part: Part) -> list[Feature]:
    """List one part, and one feature more to tell whether another part follows."""
    register = get_register(request)
    with register.database.read() as session:
        return COLLECTIONS[collection](session, register, part.limit + 1, part.offset)


def _link_next(
    request: Request, features: list[Feature], part: Part, media_type: str
) -> dict[str, str]:
    if len(features) <= part.limit:
        return {}
    place = f"limit={part.limit}&offset={part.offset + part.limit}"
    address = f"{find_root(request)}{request.url.path}?{place}"
    return {"Link": f'<{address}>; rel="next"; type="{media_type}"'}


def _read(request: Request, query: LanguageQuery) -> tuple[ProjectRegister, Wording]:
    wording = load_wording(query.lang) if query.lang else get_wording(request)
    register = get_register(request)
    with register.database.read() as session:
        return read_own_projects(session, register.ledger, register.town), wording


def _say(wording: Wording) -> dict[str, str]:
    return {"Content-Language": wording.language}


def _answer(body: bytes, media_type: str, headers: dict[str, str]) -> Response:
    common = {"Cache-Control": "no-cache", "Vary": "Accept-Language, Authorization, Cookie, Host"}
    return Response(body, 200, common | headers, media_type)
