"""Addresses of vector tiles: the archive by ranges for maps, single tiles for GIS programs."""

import gzip
import logging
import zlib
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.responses import FileResponse

from app.catalogue.served import get_catalogue
from app.catalogue.tiles import ARCHIVE, TILE, BrokenArchiveError, TileArchive
from app.errors import NotReadyError, UnknownTileError
from app.web.caching import build_headers, is_current
from app.web.negotiation import takes_encoding
from geodata.sentences import get_sentence, sentence

router = APIRouter(tags=["tiles"])
log = logging.getLogger(__name__)

_FOR_GOOD = "public, max-age=31536000, immutable"

_RESPONSES: dict[int | str, dict[str, Any]] = {
    304: {"description": "The reader's copy is still current"},
    404: {"description": "There is no such archive or tile (RFC 9457)"},
    503: {"description": "No snapshot is loaded yet, or its tiles cannot be read (RFC 9457)"},
}
_ARCHIVE_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"content": {ARCHIVE: {}}, "description": "A PMTiles archive"},
    206: {"content": {ARCHIVE: {}}, "description": "The ranges that were asked for"},
    400: {"description": "The range is malformed"},
    416: {"description": "The archive ends before the range"},
    **_RESPONSES,
}
_TILE_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"content": {TILE: {}}, "description": "A Mapbox Vector Tile"},
    204: {"description": "Nothing is drawn here"},
    400: {"description": "The place is no three whole numbers (RFC 9457)"},
    **_RESPONSES,
}


@router.get("/tiles/{snapshot}.pmtiles", responses=_ARCHIVE_RESPONSES, response_class=Response)
def get_archive(request: Request, snapshot: str) -> Response:
    """Give the archive of the snapshot that is served, whole or by ranges of bytes."""
    archive, current = _get_tiles(request)
    if snapshot != current or not archive.path.is_file():
        raise UnknownTileError(
            sentence("The archive that is served is %(path)s.", path=f"/tiles/{current}.pmtiles")
        )
    headers = {"ETag": f'"{current}"', "Cache-Control": _FOR_GOOD}
    if is_current(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    if archive.path.stat().st_size != archive.size_bytes:
        raise _refuse_broken(f"{archive.path}: has another size than it had")
    return FileResponse(archive.path, headers=headers, media_type=ARCHIVE)


@router.get("/tiles/{z}/{x}/{y}.mvt", responses=_TILE_RESPONSES, response_class=Response)
def get_tile(request: Request, z: int, x: int, y: int) -> Response:
    """Give one tile of the grid WebMercatorQuad with all heavy layers."""
    archive, current = _get_tiles(request)
    try:
        tile = archive.find_tile(z, x, y)
    except LookupError as error:
        raise UnknownTileError(get_sentence(error)) from error
    except BrokenArchiveError as error:
        raise _refuse_broken(str(error)) from error
    headers = build_headers(current) | {"Vary": "Accept-Encoding"}
    if is_current(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    if tile is None:
        return Response(status_code=204, headers=headers)
    if not takes_encoding(request, "gzip"):
        return Response(_unpack(tile), 200, headers, TILE)
    return Response(tile, 200, headers | {"Content-Encoding": "gzip"}, TILE)


def _unpack(tile: bytes) -> bytes:
    try:
        return gzip.decompress(tile)
    except (OSError, EOFError, zlib.error) as error:
        raise _refuse_broken(f"a tile cannot be unpacked ({error})") from error


def _refuse_broken(reason: str) -> NotReadyError:
    """Say that tiles cannot be had just now, and leave the reason to the log."""
    log.error("%s", reason)
    return NotReadyError(sentence("The vector tiles cannot be read just now. Please try again."))


def _get_tiles(request: Request) -> tuple[TileArchive, str]:
    """Return the archive of the snapshot that is served, and the snapshot's id."""
    catalogue = get_catalogue(request)
    if catalogue.tiles is None:
        raise UnknownTileError(sentence("This data version has no vector tiles."))
    return catalogue.tiles, catalogue.id
