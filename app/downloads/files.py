"""Addresses of files to take away: every layer and table in every format, and a city in one."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Query, Request, Response
from starlette.responses import FileResponse
from starlette.types import Receive, Scope, Send

from app.catalogue.catalogue import Catalogue
from app.catalogue.served import get_catalogue
from app.concurrency.threads import run_aside
from app.concurrency.turns import name_client
from app.downloads.cache import CachedFile, FileCache
from app.downloads.subset import choose_parts, refuse_mark
from app.downloads.systems import choose_crs
from app.errors import UnknownLayerError, refuse_layer
from app.web.caching import build_headers, is_current
from app.web.negotiation import takes_encoding
from app.web.parameters import FileQuery
from geodata import LICENCE_URL
from geodata.crs import GEOGRAPHIC
from geodata.dates import read_today
from geodata.exports.formats import Drawing, Format
from geodata.exports.request import FileRequest
from geodata.fields import TABLE_FIELDS
from geodata.sentences import sentence
from geodata.snapshot.published import EVERYTHING, WITHOUT_PLACES, Subset

router = APIRouter(tags=["data"])

_TEXT: frozenset[Format | Drawing] = frozenset(
    {Format.GEOJSON, Format.GEOJSONL, Format.CSV, Drawing.DXF}
)
_FORMATS = [form.value for form in (*Format, *Drawing)]
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {form.media_type.partition(";")[0]: _BYTES for form in (*Format, *Drawing)},
        "description": "The file, the same bytes until the data change",
    },
    206: {"description": "The ranges of bytes that were asked for"},
    304: {"description": "The reader's copy is still current"},
    400: {"description": "A parameter is unknown, malformed or of no use here (RFC 9457)"},
    404: {"description": "There is no such layer or format (RFC 9457)"},
    416: {"description": "The file ends before the range"},
    503: {
        "description": "No data version is loaded yet, or many files are being created (RFC 9457)"
    },
}


class LentFile(FileResponse):
    """A file of the cache, released when it is sent."""

    def __init__(self, file_cache: FileCache, file: CachedFile, **facts: Any) -> None:  # noqa: ANN401
        super().__init__(file.path, **facts)
        self._file_cache, self._file = file_cache, file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._file_cache.release(self._file)


@router.get("/data/{name}.{form}", responses=_RESPONSES, response_class=Response)
async def get_file(
    request: Request, name: str, form: str, query: Annotated[FileQuery, Query()]
) -> Response:
    """Give a layer or table as a file, or with the city's id and `gpkg` or `dxf` all in one.

    Each file holds the meaning of its fields, its source and its licence, as far as its format has
    room for them; a GeoPackage also holds styles for QGIS. Any field of a layer is a parameter,
    too: `side=north` gives what has that value. DXF has places alone, in metres, for CAD programs.
    """
    catalogue = get_catalogue(request)
    asked = await run_aside(read_request, request, catalogue, name, form, query)
    file_cache: FileCache = request.app.state.exports
    file = await file_cache.open(request.state.city.data, asked, name_client(request))
    headers = build_headers(file.sha256[:32]) | {"Link": f'<{LICENCE_URL}>; rel="license"'}
    if not _may_be_packed(request, asked.form):
        headers["ETag"] = headers["ETag"].removeprefix("W/")
    if is_current(request, f"W/{headers['ETag'].removeprefix('W/')}"):
        file_cache.release(file)
        return Response(status_code=304, headers=headers)
    filename = name_file(catalogue, name, asked, query)
    return LentFile(
        file_cache, file, headers=headers, media_type=asked.form.media_type, filename=filename
    )


def _may_be_packed(request: Request, form: Format | Drawing) -> bool:
    """Tell whether an answer may travel compressed, whose bytes no range of the file continues."""
    is_whole = "range" not in request.headers
    may = any(takes_encoding(request, one) for one in ("gzip", "br", "zstd"))
    return is_whole and form in _TEXT and may


def list_whole_requests(catalogue: Catalogue) -> dict[tuple[str, Format], FileRequest]:
    """List the files that hold a whole layer or table, or a whole city."""
    names = [*list_names(catalogue), catalogue.manifest.city.id]
    return {
        (name, form): _make_request(
            catalogue, find_tables(catalogue, name, form), form, read_today()
        )
        for name in names
        for form in Format
        if form is Format.GPKG or (name in names[:-1] and form is not Format.GEOJSON)
    }


def find_sizes(request: Request, catalogue: Catalogue) -> dict[tuple[str, Format], int]:
    """Find how large the whole files are that are made already, in bytes."""
    file_cache: FileCache = request.app.state.exports
    ready = file_cache.find_sizes(request.state.city.data)
    wanted = list_whole_requests(catalogue)
    return {key: ready[asked] for key, asked in wanted.items() if asked in ready}


def read_request(
    request: Request, catalogue: Catalogue, name: str, form: str, query: FileQuery
) -> FileRequest:
    """Say what file a request asks for.

    Raises
    ------
    UnknownLayerError
        When there is no such layer, table or format; names those that there are.
    RequestValidationError
        When a parameter cannot be read or says nothing about the layer.
    """
    names, day = find_tables(catalogue, name, form), query.as_of or read_today()
    if form != Format.CSV:
        refuse_mark(query)
    tables = [catalogue.get_table(one, day) for one in names]
    kind = Drawing(form) if form in set(Drawing) else Format(form)
    chosen = choose_parts(request, catalogue, tables, query, frozenset({"crs"}))
    crs = choose_crs(query.crs, kind, catalogue)
    masks = {
        table.name: np.isin(table.everything, chosen[table.name])
        for table in tables
        if table.name in chosen
    }
    whole = _make_request(catalogue, names, kind, day, Subset.choose(masks), crs)
    return replace(whole, has_mark=query.bom)


def _make_request(
    catalogue: Catalogue,
    names: tuple[str, ...],
    form: Format | Drawing,
    day: date,
    subset: Subset = EVERYTHING,
    crs: str = GEOGRAPHIC,
) -> FileRequest:
    # A file that no day changes is the same file on every day.
    of_day = day if "crossings" in names else date.min
    return FileRequest(catalogue.id, names, form, of_day, subset, crs)


def find_tables(catalogue: Catalogue, name: str, form: str) -> tuple[str, ...]:
    """Find the tables of a file by its name: one, or with the city's id all of them.

    Raises
    ------
    UnknownLayerError
        When there is no such layer, table or format; names those that there are.
    """
    known = list_names(catalogue)
    if form == Drawing.DXF:
        known = [one for one in known if one not in WITHOUT_PLACES]
    is_city = name == catalogue.manifest.city.id and form in {Format.GPKG, Drawing.DXF}
    if form not in _FORMATS:
        raise UnknownLayerError(
            sentence(
                "There is no format %(name)s. There are: %(known)s.",
                name=repr(form[:40]),
                known=", ".join(_FORMATS),
            )
        )
    if name not in known and not is_city:
        raise refuse_layer(name, known)
    return tuple(known) if is_city else (name,)


def list_names(catalogue: Catalogue) -> list[str]:
    """List what is given away: layers, then tables."""
    return [*catalogue.manifest.counts, *TABLE_FIELDS]


def name_file(catalogue: Catalogue, name: str, asked: FileRequest, query: FileQuery) -> str:
    """Name a file by city, layer and day of the data, and say so where it is a part."""
    city = catalogue.manifest.city.id
    is_part = asked.subset != EVERYTHING
    parts = [
        city,
        *([name] if name != city else []),
        *(["part"] if is_part else []),
        *([f"as-of-{query.as_of}"] if query.as_of else []),
        *([asked.crs.replace(":", "").lower()] if asked.crs != GEOGRAPHIC else []),
        catalogue.manifest.created_at[:10],
    ]
    return f"{'-'.join(parts)}.{asked.form}"
