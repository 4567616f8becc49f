"""Refuses what no page of the register sends: from other sites, too long, or too deep."""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.register.errors import (
    ForbiddenError,
    InvalidError,
    MediaTypeError,
    RefusedError,
    TooLargeError,
)
from app.register.problems import answer_refusal
from geodata.sentences import sentence

MOST_BYTES = 512 * 1024
"""Of what is sent with one request."""
MOST_DEPTH = 32
"""Lists and objects of JSON inside each other."""

FORM, JSON, MERGE = (
    "application/x-www-form-urlencoded",
    "application/json",
    "application/merge-patch+json",
)

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_BRACKETS = re.compile(rb"[\[\]{}]")

_ALWAYS = {
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_ENCRYPTED = {"Strict-Transport-Security": "max-age=31536000"}


class GuardMiddleware:
    """Lets through what is safe, and what comes from the register's own pages or from programs.

    Parameters
    ----------
    origin
        Scheme, host and port by which people open the register.
    """

    def __init__(self, app: ASGIApp, origin: str) -> None:
        self.app = app
        self._origin = origin
        is_encrypted = origin.startswith("https://")
        self._headers = _ALWAYS | (_ENCRYPTED if is_encrypted else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            check_address(scope)
            if scope["method"] not in _SAFE:
                check_origin(Headers(scope=scope), self._origin)
                receive = await _take_body(scope, receive)
        except RefusedError as error:
            refusal = await answer_refusal(Request(scope), error)
            await refusal(scope, receive, send_with_headers)
            return
        await self.app(scope, receive, send_with_headers)


def check_address(scope: Scope) -> None:
    """Check that an address holds no NUL: no text has one, and PostgreSQL takes none.

    Raises
    ------
    InvalidError
        When it does.
    """
    if "\0" in scope["path"] or b"%00" in scope["query_string"]:
        raise InvalidError("address", sentence("The address holds a sign that no text has: NUL"))


def check_origin(headers: Headers, origin: str) -> None:
    """Check that a request which changes something comes from a page of this register.

    A program with a token needs no page; browsers never send one by themselves.

    Raises
    ------
    ForbiddenError
        When it comes from another site, or does not say from where.
    """
    told, fetched = headers.get("origin"), headers.get("sec-fetch-site")
    is_own = (told or origin).lower() == origin and (fetched or "same-origin") == "same-origin"
    is_told = bool(told or fetched or headers.get("authorization"))
    if not (is_own and is_told):
        raise ForbiddenError(
            sentence(
                "This was not sent from a page of this register. Please open %(site)s and try "
                "again there.",
                site=origin,
            )
        )


def check_depth(body: bytes) -> None:
    """Check that lists and objects of JSON do not stand too deep inside each other.

    Raises
    ------
    InvalidError
        When they do, or when it is not written in UTF-8, in which they could hide.
    """
    if b"\0" in body:
        raise InvalidError("body", sentence("JSON has to be written in UTF-8."))
    depth = 0
    for bracket in _BRACKETS.finditer(_STRINGS.sub(b"", body)):
        depth += 1 if bracket[0] in b"[{" else -1
        if depth > MOST_DEPTH:
            raise InvalidError(
                "body", sentence("It has more than %(n)s levels inside each other.", n=MOST_DEPTH)
            )


async def _take_body(scope: Scope, receive: Receive) -> Receive:
    """Take the whole body before anything reads it; give it on as one message."""
    headers = Headers(scope=scope)
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    length = headers.get("content-length", "")
    if length.isdigit() and (len(length) > 12 or int(length) > MOST_BYTES):
        raise _refuse_length()
    body = await _read(receive)
    if body and kind not in {FORM, JSON, MERGE}:
        raise MediaTypeError(sentence("Only forms and JSON are read here."))
    if kind != FORM:
        check_depth(body)
    is_given = False

    async def give() -> Message:
        nonlocal is_given
        if is_given:
            return await receive()
        is_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return give


async def _read(receive: Receive) -> bytes:
    parts, size, is_more = [], 0, True
    while is_more:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MOST_BYTES:
            raise _refuse_length()
        is_more = message.get("more_body", False)
    return b"".join(parts)


def _refuse_length() -> TooLargeError:
    return TooLargeError(
        sentence(
            "This is longer than %(n)s kB. Please leave out what is not needed.",
            n=MOST_BYTES // 1024,
        )
    )
