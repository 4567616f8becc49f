"""The address of a print of the map: the present view and layers, on A4 or A3, as a PDF."""

from collections.abc import Callable
from functools import partial
from typing import Annotated
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Query, Request, Response

from app.brief.answer import PDF, PNG, give_pdf
from app.brief.map_query import PrintQuery, read_layers, read_view
from app.brief.map_sheet import PrintRequest, check_number, write_map_sheet
from app.catalogue.catalogue import Catalogue
from app.catalogue.served import get_catalogue
from app.concurrency.threads import run_aside
from app.language.choice import get_wording
from app.review.cache import make_key
from app.review.service import get_service
from app.web.site import find_root
from geodata.dates import read_today
from geodata.wording import Wording, load_wording

router = APIRouter(include_in_schema=False)


@router.get("/map.pdf", response_class=Response)
async def print_map(request: Request, query: Annotated[PrintQuery, Query()]) -> Response:
    """Give a view of the map as a PDF, with title, legend, scale, north, sources and dates."""
    from app.brief.pdf import set_map_pdf  # noqa: PLC0415 - typst and its fonts take their time

    return await _give(request, query, set_map_pdf, PDF)


@router.get("/map.png", response_class=Response)
async def picture_map(request: Request, query: Annotated[PrintQuery, Query()]) -> Response:
    """Give the same as a picture, for a slide or a letter."""
    from app.brief.pdf import set_map_png  # noqa: PLC0415 - likewise

    return await _give(request, query, set_map_png, PNG)


async def _give(
    request: Request, query: PrintQuery, set_map: Callable[..., bytes], media_type: str
) -> Response:
    catalogue, service = get_catalogue(request), get_service(request)
    wording = load_wording(query.lang) if query.lang else get_wording(request)
    asked = await run_aside(_read, query, catalogue)
    key = make_key("map", catalogue.id, asked, wording.language)
    work = partial(_write, catalogue, asked, wording)
    sheet = await service.answer(request, service.paper, key, work)
    path, mark, shown = asked.path.partition("#")
    link = f"{find_root(request)}{path}?{urlencode({'lang': wording.language})}{mark}{shown}"
    footnote = request.app.state.settings.status_footnote or ""
    paper = sheet, link, footnote
    return await give_pdf(
        request, "map", [wording.language], set_map, *paper, media_type=media_type
    )


def _read(query: PrintQuery, catalogue: Catalogue) -> PrintRequest:
    """Read view, layers and paper from the query, and check that the print is not too large."""
    view = read_view(query.bbox, catalogue).bounds
    layers = read_layers(query.layers, catalogue)
    asked = PrintRequest(view, layers, query.paper, query.orientation, read_today())
    check_number(catalogue, asked)
    return asked


def _write(catalogue: Catalogue, asked: PrintRequest, wording: Wording) -> bytes:
    return orjson.dumps(write_map_sheet(catalogue, asked, wording))
