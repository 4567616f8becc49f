"""Refusals as answers: a page for people, problem details (RFC 9457) for programs."""

from __future__ import annotations

import logging
from http import HTTPStatus
from urllib.parse import quote, urlsplit

import orjson
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.errors import NotReadyError, UnknownFeatureError, UnknownLayerError
from app.language.choice import get_wording
from app.language.preferences import join_header
from app.language.refusals import say_sentence
from app.register.errors import InvalidError, NotLoggedInError, RefusedError, TooManyError
from app.register.faults import say_fault
from app.register.pages import choose_next, redirect, render
from app.register.settings import RegisterSettings
from app.web.negotiation import prefers_page
from app.web.problems import MEDIA_TYPE
from app.web.site import find_path
from geodata.errors import GeodataError
from geodata.sentences import Sentence, about, get_sentence, sentence
from geodata.wording import Wording

log = logging.getLogger(__name__)

_NOTHING = sentence("Page not found.")
_BROKEN = sentence("Server error; details are in the server log.")
_NOT_READ = sentence("This cannot be read. Please send it again from a page of this register.")
_OF_STATUS = {
    404: _NOTHING,
    405: sentence(
        "This address does not accept such a request. Please start on a page of this register."
    ),
}
_LONGEST_NAME = 200
_OGC = "/ogc"


def add_error_handlers(app: FastAPI) -> None:
    """Answer every error of the register, expected or not, in one form."""
    kinds: tuple[type[Exception], ...] = (RefusedError, GeodataError, NotReadyError)
    kinds += (RequestValidationError, UnknownFeatureError, UnknownLayerError, HTTPException)
    for kind in (*kinds, Exception):
        app.add_exception_handler(kind, answer_refusal)


async def answer_refusal(request: Request, error: Exception) -> Response:
    """Answer an error in the reader's language; nothing that fails meanwhile leaves this place."""
    try:
        return _answer(request, error)
    except Exception:
        log.exception("An error could not be told: %r", error)
        problem = {"type": "about:blank", "title": "Error", "status": 500, "detail": _BROKEN}
        return Response(orjson.dumps(problem), 500, media_type=MEDIA_TYPE)


def _answer(request: Request, error: Exception) -> Response:
    status, detail, field = _explain(error)
    if status == 422 and find_path(request).startswith(_OGC):  # as that standard wants it
        status, detail = 400, about(field, detail)
    wording = get_wording(request)
    said = say_sentence(detail, wording)
    if _wants_page(request):
        if isinstance(error, NotLoggedInError):
            return _lead_to_login(request)
        title = _say_title(status, wording) or HTTPStatus(status).phrase
        values = {"title": title, "detail": said, "back": _find_back(request)}
        response = render(request, "register/error.html", values, status)
    else:
        title = HTTPStatus(status).phrase
        problem = {"type": "about:blank", "title": title, "status": status, "detail": said}
        problem |= {"field": field} if field else {}
        response = Response(orjson.dumps(problem), status, media_type=MEDIA_TYPE)
        response.headers["Content-Language"] = wording.language
    response.headers.update(_list_headers(error))
    response.headers["Cache-Control"] = "no-store"
    return response


def _explain(error: Exception) -> tuple[int, str, str]:
    """Tell status, sentence and field of an error."""
    match error:
        case InvalidError():
            return error.status, get_sentence(error), error.field
        case RefusedError():
            return error.status, get_sentence(error), ""
        case GeodataError() | UnknownFeatureError() | UnknownLayerError():
            return 422 if isinstance(error, GeodataError) else 404, get_sentence(error), ""
        case RequestValidationError():
            fault = error.errors()[0]
            steps = fault["loc"][1:] or fault["loc"]
            return 422, say_fault(fault), ".".join(map(str, steps))[:_LONGEST_NAME]
        case HTTPException():
            return error.status_code, _say_status(error), ""
    return 500, _BROKEN, ""


def _say_status(error: HTTPException) -> str:
    """Say what the framework refuses by itself."""
    if isinstance(error.detail, Sentence):
        return error.detail
    return _OF_STATUS.get(error.status_code, _NOT_READ)


def _list_headers(error: Exception) -> dict[str, str]:
    match error:
        case TooManyError():
            return {"Retry-After": str(error.retry_after_s)}
        case NotLoggedInError():
            return {"WWW-Authenticate": "Bearer"}
        case HTTPException():
            return dict(error.headers or {})
    return {}


def _lead_to_login(request: Request) -> Response:
    """Lead to the login, and from there back to a page; what was sent is not sent again."""
    path = find_path(request) if request.method == "GET" else "/"
    asked = f"{path}?{request.url.query}" if request.method == "GET" and request.url.query else path
    response = redirect(request, f"/login?next={quote(asked, safe='')}")
    response.headers["Cache-Control"] = "no-store"
    return response


def _find_back(request: Request) -> str:
    """Find the page of ours that something was sent from; empty where it is not known."""
    if request.method == "GET":
        return ""
    parts = urlsplit(request.headers.get("referer", ""))
    settings: RegisterSettings = request.app.state.settings
    is_own = f"{parts.scheme}://{parts.netloc}".lower() == settings.origin
    return choose_next(parts.path, "") if is_own else ""


def _say_title(status: int, wording: Wording) -> str | None:
    _ = wording.gettext
    titles = {
        400: _("Invalid input"),
        401: _("Please log in first."),
        403: _("Not allowed"),
        404: _("Not found"),
        405: _("Not supported here"),
        409: _("Somebody else was quicker"),
        410: _("Not found"),
        412: _("There is a newer version"),
        413: _("Too long"),
        415: _("Invalid input"),
        422: _("Invalid input"),
        429: _("Too often"),
        500: _("An error of the server"),
    }
    return titles.get(status)


def _wants_page(request: Request) -> bool:
    """Tell whether a person asks with a browser, for a page."""
    if find_path(request).startswith(("/api/", "/static/", "/healthz", "/readyz")):
        return False
    if find_path(request).startswith(_OGC) and request.query_params.get("f") == "json":
        return False
    return prefers_page(join_header(request, "accept"))
