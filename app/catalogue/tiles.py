"""The vector tiles of a snapshot, read from its archive as they are asked for."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from weakref import finalize

from pmtiles.reader import Reader

from geodata.sentences import sentence

ARCHIVE = "application/vnd.pmtiles"
TILE = "application/vnd.mapbox-vector-tile"


class BrokenArchiveError(RuntimeError):
    """The file of an archive was changed or cut off while it was open."""


@dataclass(frozen=True, slots=True)
class TileArchive:
    """An open PMTiles archive; its tiles stay readable when its file is removed."""

    path: Path
    size_bytes: int
    """Of its file as it was opened."""
    min_zoom: int
    max_zoom: int
    layers: dict[str, tuple[int, int]]
    """Layer → lowest and highest zoom that it is drawn at, in the order of the archive."""
    _reader: Reader

    def find_tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """Find a gzipped MVT tile of the grid WebMercatorQuad; None where nothing is drawn.

        Raises
        ------
        LookupError
            When the grid has no such place, or the archive no such zoom.
        BrokenArchiveError
            When the file is not what it was when it was opened.
        """
        if not self.min_zoom <= zoom <= self.max_zoom:
            raise LookupError(
                sentence(
                    "There are tiles of zooms %(low)s to %(high)s.",
                    low=self.min_zoom,
                    high=self.max_zoom,
                )
            )
        if not (0 <= column < 2**zoom and 0 <= row < 2**zoom):
            last = str(2**zoom - 1)
            raise LookupError(
                sentence("Zoom %(zoom)s has columns and rows 0 to %(last)s.", zoom=zoom, last=last)
            )
        try:
            found: bytes | None = self._reader.get(zoom, column, row)  # type: ignore[no-untyped-call]
        except Exception as error:  # whatever the library makes of bytes that are no directory
            raise BrokenArchiveError(f"{self.path}: cannot be read ({error})") from error
        return found


def open_archive(path: Path) -> TileArchive:
    """Open an archive whose checksum was verified."""
    source = _Source(path)
    reader = Reader(source.read)  # type: ignore[no-untyped-call]
    header, metadata = reader.header(), reader.metadata()  # type: ignore[no-untyped-call]
    layers = {one["id"]: (one["minzoom"], one["maxzoom"]) for one in metadata["vector_layers"]}
    return TileArchive(
        path, source.size_bytes, header["min_zoom"], header["max_zoom"], layers, reader
    )


class _Source:
    """Reads parts of a file that is closed when nobody has it any more.

    A map of its pages into memory would end the process, were the file made shorter.
    """

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self.size_bytes = os.fstat(self._descriptor).st_size
        finalize(self, os.close, self._descriptor)

    def read(self, offset: int, length: int) -> bytes:
        part = os.pread(self._descriptor, length, offset)
        if len(part) != length:
            raise OSError(f"the archive of tiles ends before byte {offset + length}")
        return part
