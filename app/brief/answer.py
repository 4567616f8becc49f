"""Answers with a PDF, set by the one process that sets papers, in the turns of who asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from app.concurrency.process import WorkerEndedError
from app.errors import NotReadyError
from app.review.cache import make_key
from app.review.service import get_service
from geodata.sentences import sentence

PDF = "application/pdf"
PNG = "image/png"
_VIEWER_POLICY = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
)
"""Browsers show a PDF as an object in a page of their own that has styles."""


async def give_pdf(
    request: Request,
    name: str,
    languages: Sequence[str],
    set_pdf: Callable[..., bytes],
    *paper: object,
    media_type: str = PDF,
) -> Response:
    """Give a PDF, or a picture, that opens in the browser.

    Parameters
    ----------
    name
        Of the file, without its languages.
    set_pdf
        Sets it, in the process of papers, from `paper`, which is all that it depends on.
    """
    service = get_service(request)
    key = make_key(media_type, set_pdf.__name__, *map(_write_plainly, paper))
    work = partial(service.papers.run, set_pdf, *paper)
    try:
        pdf = await service.answer(request, service.paper, key, work)
    except WorkerEndedError as error:
        raise NotReadyError(
            sentence("Creating the file was interrupted. Please try again.")
        ) from error
    headers = {
        "Content-Security-Policy": _VIEWER_POLICY,
        "Content-Disposition": f'inline; filename="{_name_file(name, languages, media_type)}"',
        "Content-Language": ", ".join(languages),
        "Cache-Control": "no-cache",
        "Vary": "Accept-Language, Cookie",
    }
    return Response(pdf, 200, headers, media_type)


def _name_file(name: str, languages: Sequence[str], media_type: str) -> str:
    return f"uramost-{name}-{'-'.join(languages)}.{media_type.rpartition('/')[2]}"


def _write_plainly(part: object) -> object:
    """Write a part of a paper so that a key can be made of it."""
    if isinstance(part, list | tuple):
        return [_write_plainly(one) for one in part]
    return part.decode() if isinstance(part, bytes) else part
