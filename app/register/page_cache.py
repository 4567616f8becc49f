"""Keeps what everybody reads as bytes, until anything is written; nothing of who is logged in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, cast

from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from app.language.choice import choose_language
from app.register.context import get_register
from app.register.database import Database
from app.register.identity import peek_caller
from app.register.models import HeadRow
from app.register.place_background import LiveGround
from app.register.sessions import read_cookie
from app.web.answers import AnswerCache
from app.web.caching import is_current
from app.web.pages import choose_tints

LARGEST_BYTES = 16 * 2**20
"""Of all answers that are kept."""

_MOST_BYTES = 2**20
"""Of one answer."""
_OVERHEAD = 2_000
_PUBLIC = "no-cache"
"""What an answer says that is everybody's: a browser asks each time whether it is current."""

Given = ParamSpec("Given")


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as it is sent."""

    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    etag: str

    def __len__(self) -> int:
        return len(self.body) + _OVERHEAD

    def answer(self, request: Request) -> Response:
        """Answer with it, or tell that the reader has it already."""
        is_known = self.etag.startswith("W/") and is_current(request, self.etag)
        response = Response(status_code=304) if is_known else Response(self.body)
        own = {b"content-length", b"content-type"} if is_known else set()
        response.raw_headers = [one for one in self.headers if one[0] not in own]
        return response


class KeptAnswers(AnswerCache[KeptAnswer]):
    """The answers of one register."""

    def __init__(self) -> None:
        super().__init__(LARGEST_BYTES)


def keep(show: Callable[Given, Response]) -> Callable[Given, Response]:
    """Keep what a route shows to readers without a login.

    It may depend on what is written in the database, on the ground of maps, on the address, and on
    the reader's language and tints; on nothing else, such as the time. The route takes the request
    by the name `request`.
    """

    @wraps(show)
    def show_kept(*args: Given.args, **named: Given.kwargs) -> Response:
        request = cast("Request", named["request"])
        if peek_caller(request).account or read_cookie(request):
            return show(*args, **named)
        kept: KeptAnswers = request.app.state.kept
        key = _make_key(request)
        if known := kept.get(key):
            return known.answer(request)
        response = show(*args, **named)
        if _may_keep(response):
            headers, etag = tuple(response.raw_headers), response.headers.get("etag", "")
            kept.put(key, KeptAnswer(headers, bytes(response.body), etag))
        return response

    return show_kept


def _make_key(request: Request) -> str:
    """Name all that an answer depends on; read before it is made, so that nothing old is found.

    Path and query are those that the answer is made by, not an address put together with a header.
    """
    path, query = request.scope["path"], request.scope["query_string"].decode("latin-1")
    choices = choose_language(request), choose_tints(request)
    database = get_register(request).database
    ground: LiveGround = request.app.state.ground
    ground.read()
    return "\n".join((read_version(database), ground.version or "", *choices, repr(path), query))


def read_version(database: Database) -> str:
    """Read what changes with all that is written, by this process or by another one to the log."""
    with database.engine.connect() as connection:
        head = connection.scalar(select(HeadRow.hash))
    return f"{database.writes} {head}"


def _may_keep(response: Response) -> bool:
    headers = response.headers
    is_public = headers.get("cache-control") == _PUBLIC and "set-cookie" not in headers
    return response.status_code == 200 and is_public and len(response.body) <= _MOST_BYTES
