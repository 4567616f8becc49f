"""Versioned, checksummed folders of GeoParquet, and how they are read.

::

    DATA/
    ├── CURRENT                   the id of the snapshot that is served
    ├── .lock                     held while a build writes
    └── snapshots/ID/
        ├── manifest.json         city, source, dates, counts, checksums
        ├── layers/LAYER.parquet  features, EPSG:4326
        ├── tiles.pmtiles         vector tiles of the heavy layers, where a city has any
        ├── indicators.json       what the city is compared with others by
        ├── relief.png            light and shadow, where elevations of the ground are given
        └── …                     banks, crossings, projects, claims, providers, network

A snapshot is written aside, verified by reading it back, moved into place, and made current by the
replacement of one small file, so that a reader never meets half of one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import geopandas as gpd
import pandas as pd

from geodata.crs import GEOGRAPHIC
from geodata.errors import SnapshotError
from geodata.sentences import about, sentence
from geodata.snapshot.checksums import check_file
from geodata.snapshot.folder import (
    CURRENT,
    INDICATORS,
    MANIFEST,
    RELIEF,
    SNAPSHOTS,
    TILES,
    explain,
    name_layer_file,
)
from geodata.snapshot.frames import read_frame
from geodata.snapshot.manifest import Manifest, parse_manifest

_ID, _LONGEST_ID = re.compile(rb"\d{8}T\d{12}Z-[0-9a-f]{8}"), 64

TABLES = (
    *("banks", "crossings", "projects", "claims", "providers", "network_nodes", "network_edges"),
    *("facts", "names", "unknown", "edits"),
)
"""Tables that every snapshot has beside its layers."""

LATER_TABLES = {
    "facts": ["kind", "id", "record", "osm_ids", "geometry"],
    "names": ["id", "record"],
    "unknown": ["id", "record"],
    "edits": ["element", "id", "edited"],
}
"""Tables that snapshots of an older version lack → their columns."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One snapshot on disk; tables are read when they are asked for."""

    path: Path
    manifest: Manifest

    @property
    def id(self) -> str:
        """Its id, which sorts by time."""
        return self.manifest.id

    @property
    def layer_names(self) -> list[str]:
        """The layers that it has, in the order of the layer table."""
        return list(self.manifest.counts)

    @property
    def tiles(self) -> Path | None:
        """Its archive of vector tiles; None where it has none."""
        return self._find(TILES)

    @property
    def relief(self) -> Path | None:
        """Its picture of the relief, which fills the manifest's bounds; None where it has none."""
        return self._find(RELIEF)

    @property
    def indicators(self) -> Path | None:
        """Its indicators, of `geodata.comparison.stored`; None where it was built before them."""
        return self._find(INDICATORS)

    def _find(self, name: str) -> Path | None:
        is_there = any(entry.path == name for entry in self.manifest.files)
        return self.path / name if is_there else None

    def read_layer(self, name: str, columns: Sequence[str] | None = None) -> gpd.GeoDataFrame:
        """Read a layer: the columns of `geodata.fields` and geometry in EPSG:4326.

        Parameters
        ----------
        columns
            What is read, which is fast where it is little; a plain frame without ``geometry``.

        Raises
        ------
        SnapshotError
            When it has no such layer, or the file cannot be read.
        """
        if name not in self.manifest.counts:
            raise SnapshotError(f"snapshot {self.id} has no layer {name!r}")
        return cast("gpd.GeoDataFrame", read_frame(self.path / name_layer_file(name), columns))

    def get_checksum(self, layer: str) -> str | None:
        """Get the checksum of a layer's file, equal where all its features are; None without it."""
        name = name_layer_file(layer)
        return next((one.sha256 for one in self.manifest.files if one.path == name), None)

    def read_table(self, name: str) -> pd.DataFrame:
        """Read one of `TABLES` or `LATER_TABLES`; a GeoDataFrame, EPSG:4326, if it has geometry."""
        file = f"{name}.parquet"
        if name in LATER_TABLES and all(entry.path != file for entry in self.manifest.files):
            empty = pd.DataFrame({column: [] for column in LATER_TABLES[name]}, dtype=object)
            if "geometry" not in empty:
                return empty
            return cast("pd.DataFrame", gpd.GeoDataFrame(empty, crs=GEOGRAPHIC))
        return read_frame(self.path / file)


def open_snapshot(data: Path, snapshot_id: str | None = None) -> Snapshot:
    """Open the current snapshot of a data folder, or the one of an id.

    Raises
    ------
    SnapshotError
        When there is none, or its manifest cannot be read.
    """
    name = snapshot_id or read_current_id(data)
    if name is None:
        raise SnapshotError(
            f"{data}: holds no snapshot yet; build one with "
            f"uramost build --city CITY --source SOURCE --data {data}"
        )
    if name not in list_snapshot_ids(data):
        known = ", ".join(list_snapshot_ids(data)) or "none"
        raise SnapshotError(f"{data}: has no snapshot {name!r} (there is: {known})")
    path = data / SNAPSHOTS / name
    try:
        text = (path / MANIFEST).read_bytes()
    except OSError as error:
        raise _refuse(path / MANIFEST, str(error.strerror)) from error
    return Snapshot(path, parse_manifest(text, str(path / MANIFEST)))


def read_current_id(data: Path) -> str | None:
    """Read which snapshot is current; None where there is none yet.

    Raises
    ------
    SnapshotError
        When that cannot be read, or is no id of a snapshot.
    """
    try:
        with (data / CURRENT).open("rb") as file:
            name = file.read(_LONGEST_ID + 1).strip()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _refuse(data / CURRENT, explain(error)) from error
    return parse_current_id(name, str(data / CURRENT))


def parse_current_id(name: bytes, where: str) -> str | None:
    """Read the id that a file named CURRENT holds; None where it is empty.

    Raises
    ------
    SnapshotError
        When it is no id of a snapshot.
    """
    if name and not _ID.fullmatch(name):
        raise SnapshotError(f"{where}: holds no id of a snapshot")
    return name.decode() or None


def is_snapshot_id(name: str) -> bool:
    """Tell whether a text has the form of a snapshot's id."""
    return bool(_ID.fullmatch(name.encode()))


def list_snapshot_ids(data: Path) -> list[str]:
    """List the snapshots of a data folder, oldest first."""
    return sorted(path.parent.name for path in (data / SNAPSHOTS).glob(f"*/{MANIFEST}"))


def read_marks(data: Path, snapshot_id: str) -> frozenset[tuple[str, int, int]]:
    """Read what changes with a snapshot's files: path, size in bytes and time of each."""
    found = (data / SNAPSHOTS / snapshot_id).rglob("*")
    return frozenset((str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in found)


def verify_snapshot(snapshot: Snapshot) -> None:
    """Check every file against the manifest: there, whole, and of as many rows as it says.

    Raises
    ------
    SnapshotError
        Names the first file that is not.
    """
    for entry in snapshot.manifest.files:
        check_file(snapshot.path, entry)


def _refuse(path: Path, why: str) -> SnapshotError:
    return SnapshotError(about(str(path), sentence("cannot be read (%(why)s)", why=why)))
