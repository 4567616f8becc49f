"""What the register publishes as files: all that is public of it, and the head of its log."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response
from pydantic import TypeAdapter

from app.register.access import allow
from app.register.publish import PublishedFile, Publisher
from app.web.caching import build_headers, is_current
from app.web.negotiation import takes_encoding
from geodata.register.heads import SignedHead

router = APIRouter(tags=["files"], dependencies=[Depends(allow("read"))])

LEAST_S = 5.0
"""So long an export stays, although the log may have grown."""

_JSON = "application/json"
_HEAD = TypeAdapter(SignedHead)


@router.get("/register.json")
def send_export(request: Request) -> Response:
    """Send all that is public: `uramost register verify` needs nothing else of this server."""
    published = _read(request)
    headers = build_headers(published.head)
    if is_current(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    if not takes_encoding(request, "gzip"):
        return Response(published.content, 200, headers, _JSON)
    packed = {"Content-Encoding": "gzip"}
    return Response(published.compressed, 200, headers | packed, _JSON)


@router.get("/head.json")
def send_head(request: Request) -> Response:
    """Send the head of the log, signed by the register: for whoever wants to hold it to that."""
    head = _read(request).signed_head
    return Response(_HEAD.dump_json(head, indent=1), 200, build_headers(head.hash), _JSON)


def _read(request: Request) -> PublishedFile:
    publisher: Publisher = request.app.state.publisher
    return publisher.read()
