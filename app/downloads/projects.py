"""Projects in the words of other systems: OC4IDS for registers of works, Atom for feed readers."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response

from app.catalogue.served import get_catalogue
from app.errors import UnknownLayerError
from app.language.choice import get_wording
from app.web.caching import build_headers
from app.web.parameters import LanguageQuery
from app.web.site import find_root
from geodata.exports import oc4ids, project_feed
from geodata.exports.oc4ids_model import dump_package
from geodata.wording import Wording, load_wording

router = APIRouter(tags=["data"])

OC4IDS = "projects.oc4ids.json"
_RESPONSES: dict[int | str, dict[str, Any]] = {
    304: {"description": "The reader's copy is still current"},
    400: {"description": "A parameter is unknown or malformed (RFC 9457)"},
    503: {"description": "No snapshot is loaded yet (RFC 9457)"},
}


@router.get(
    f"/data/{OC4IDS}",
    responses={
        **_RESPONSES,
        200: {
            "content": {oc4ids.MEDIA_TYPE: {}},
            "description": "A project package of the Open Contracting for Infrastructure Data "
            "Standard 0.9.5",
        },
        404: {"description": "The city has no projects that sources tell of (RFC 9457)"},
    },
    response_class=Response,
)
def get_oc4ids(request: Request, query: Annotated[LanguageQuery, Query()]) -> Response:
    """Give the projects in OC4IDS 0.9.5, in the reader's language; examples are left out."""
    register, wording = get_catalogue(request).register, _choose_wording(request, query)
    if not register.projects:
        raise UnknownLayerError(oc4ids.NO_PROJECTS)
    root = find_root(request)
    uri = f"{root}/data/{OC4IDS}?lang={wording.language}"
    package = oc4ids.write_package(register, wording, uri, f"{root}/")
    body = orjson.dumps(dump_package(package))
    return _answer(body, oc4ids.MEDIA_TYPE, wording, f"{register.city}-{OC4IDS}")


@router.get(
    "/projects.atom",
    responses={
        **_RESPONSES,
        200: {
            "content": {project_feed.MEDIA_TYPE: {}},
            "description": "A feed of what became of the projects (RFC 4287)",
        },
    },
    response_class=Response,
)
def get_feed(request: Request, query: Annotated[LanguageQuery, Query()]) -> Response:
    """Give what became of the projects as an Atom feed, the latest first, by its sources' dates."""
    register, wording = get_catalogue(request).register, _choose_wording(request, query)
    root = find_root(request)
    address = f"{root}/projects.atom?lang={wording.language}"
    body = project_feed.write_feed(register, wording, root, address)
    return _answer(body, project_feed.MEDIA_TYPE, wording)


def _choose_wording(request: Request, query: LanguageQuery) -> Wording:
    return load_wording(query.lang) if query.lang else get_wording(request)


def _answer(
    body: bytes, media_type: str, wording: Wording, filename: str | None = None
) -> Response:
    """Answer with a whole file; its tag is made of its content."""
    headers = {
        "Cache-Control": build_headers("")["Cache-Control"],
        "Content-Language": wording.language,
        "Vary": "Accept-Language, Cookie, Host",
    }
    if filename:
        headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return Response(body, 200, headers, media_type)
