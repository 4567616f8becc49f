"""The vector tiles of a snapshot, read from its archive through the system's page cache."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pmtiles.reader import MmapSource, Reader

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class TileArchive:
    """An open PMTiles archive; its tiles stay readable when its file is removed.

    Attributes
    ----------
    layers
        Layer → lowest and highest zoom that it is drawn at, in the order of the archive.
    """

    path: Path
    min_zoom: int
    max_zoom: int
    layers: dict[str, tuple[int, int]]
    _reader: Reader

    def find_tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """Find a gzipped MVT tile of the grid WebMercatorQuad; None where nothing is drawn.

        Raises
        ------
        LookupError
            When the grid has no such place, or the archive no such zoom.
        """
        if not self.min_zoom <= zoom <= self.max_zoom:
            raise LookupError(f"There are tiles of zooms {self.min_zoom} to {self.max_zoom}.")
        if not (0 <= column < 2**zoom and 0 <= row < 2**zoom):
            raise LookupError(f"Zoom {zoom} has columns and rows 0 to {2**zoom - 1}.")
        found: bytes | None = self._reader.get(zoom, column, row)  # type: ignore[no-untyped-call]
        return found


def open_archive(path: Path) -> TileArchive:
    """Open an archive whose checksum was verified."""
    with path.open("rb") as file:
        reader = Reader(MmapSource(file))  # type: ignore[no-untyped-call]
    header, metadata = reader.header(), reader.metadata()  # type: ignore[no-untyped-call]
    layers = {one["id"]: (one["minzoom"], one["maxzoom"]) for one in metadata["vector_layers"]}
    return TileArchive(path, header["min_zoom"], header["max_zoom"], layers, reader)
