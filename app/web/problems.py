"""Errors as HTTP answers, everywhere the same: problem details (RFC 9457) or a page."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from http import HTTPStatus

import orjson
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.catalogue.served import peek_catalogue
from app.errors import (
    GoneError,
    MisfitError,
    NotReadyError,
    UnknownFeatureError,
    UnknownLayerError,
    UnknownPageError,
    UnknownProjectError,
    UnknownTileError,
)
from app.language.choice import get_wording
from app.language.preferences import join_header
from app.language.refusals import read_fault, say_sentence
from app.web.faults import say_on_page
from app.web.negotiation import prefers_page
from app.web.site import find_path, find_place
from geodata.sentences import about, get_sentence, sentence
from geodata.wording import Wording

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

_LONGEST_NAME = 200

_NOTHING = sentence("Page not found.")

_BROKEN = sentence("Server error; details are in the server log.")


def add_error_handlers(app: FastAPI) -> None:
    """Answer every error of the app, expected or not, in one form."""
    app.add_exception_handler(NotReadyError, answer_error)
    app.add_exception_handler(GoneError, answer_error)
    app.add_exception_handler(UnknownLayerError, answer_error)
    app.add_exception_handler(UnknownProjectError, answer_error)
    app.add_exception_handler(UnknownFeatureError, answer_error)
    app.add_exception_handler(UnknownTileError, answer_error)
    app.add_exception_handler(RequestValidationError, answer_error)
    app.add_exception_handler(MisfitError, answer_error)
    app.add_exception_handler(HTTPException, answer_error)
    app.add_exception_handler(Exception, answer_error)


async def answer_error(request: Request, error: Exception) -> Response:
    """Answer an error in the reader's language; nothing that fails meanwhile leaves this place."""
    try:
        return _answer(request, error)
    except Exception:
        log.exception("An error could not be told: %r", error)
        status = HTTPStatus.INTERNAL_SERVER_ERROR
        problem = {"type": "about:blank", "title": status.phrase, "status": 500, "detail": _BROKEN}
        return Response(orjson.dumps(problem), 500, media_type=MEDIA_TYPE)


def _answer(request: Request, error: Exception) -> Response:
    status, detail, headers = explain(error)
    wording = get_wording(request)
    title = HTTPStatus(status).phrase
    if _wants_page(request):
        catalogue, pages = peek_catalogue(request), request.app.state.pages
        is_alone = catalogue is None and not find_place(request).is_one_of_many
        nothing_yet = isinstance(error, NotReadyError) and is_alone
        template = "web/not_ready.html" if nothing_yet else "web/error.html"
        values = {
            "title": _say_title(status, wording) or title,
            "detail": say_on_page(detail, wording),
        }
        page: Response = pages.render(request, template, catalogue, values, status)
        page.headers.update(headers)
        return page
    is_part = find_path(request).startswith("/review/parts/")
    detail = say_on_page(detail, wording) if is_part else say_sentence(detail, wording)
    problem = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    problem |= _name_field(error)
    headers |= {"Content-Language": wording.language, "Vary": "Accept, Accept-Language, Cookie"}
    return Response(orjson.dumps(problem), status, headers, MEDIA_TYPE)


def _say_title(status: int, wording: Wording) -> str | None:
    """Say the title of a page on an error in the reader's language."""
    _ = wording.gettext
    titles = {
        400: _("Invalid input"),
        404: _("Not found"),
        405: _("Not supported here"),
        409: _("Not valid for this city"),
        410: _("No longer stored"),
        500: _("An error of the server"),
        503: _("Not ready yet"),
    }
    return titles.get(status)


def explain(error: Exception) -> tuple[int, str, dict[str, str]]:
    """Tell status, sentence and headers of an error; `say_sentence` says it to a reader."""
    match error:
        case NotReadyError():
            return 503, get_sentence(error), {"Retry-After": "5"}
        case (
            UnknownLayerError()
            | UnknownPageError()
            | UnknownTileError()
            | UnknownProjectError()
            | UnknownFeatureError()
        ):
            return 404, get_sentence(error), {}
        case GoneError() | MisfitError():
            return 410 if isinstance(error, GoneError) else 409, get_sentence(error), {}
        case RequestValidationError():
            return 400, _read_fault(error), {}
        case HTTPException():
            detail = _NOTHING if error.status_code == HTTPStatus.NOT_FOUND else error.detail
            return error.status_code, detail, dict(error.headers or {})
    return 500, _BROKEN, {}


def _read_fault(error: RequestValidationError) -> str:
    fault = error.errors()[0]
    return about(_join_location(fault["loc"]), read_fault(fault))


def _name_field(error: Exception) -> dict[str, str]:
    """Name the part of a request that is wrong, where one is."""
    match error:
        case RequestValidationError():
            return {"field": _join_location(error.errors()[0]["loc"])}
        case MisfitError():
            return {"field": error.field}
        case HTTPException(status_code=413 | 415):
            return {"field": "body"}
    return {}


def _join_location(location: Sequence[int | str]) -> str:
    """Join the steps to a part; the first one, query or body, only where nothing follows."""
    return ".".join(map(str, location[1:] or location))[:_LONGEST_NAME]


def _wants_page(request: Request) -> bool:
    """Tell whether a person asks with a browser, for a page."""
    path = find_path(request)
    is_file = path.startswith("/data/") and "." in path
    is_data = is_file or path.startswith(("/tiles/", "/api/", "/static/", "/healthz", "/readyz"))
    if request.query_params.get("f") == "json":
        return False
    return not is_data and prefers_page(join_header(request, "accept"))
