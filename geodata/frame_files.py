"""Frames as parquet files."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pyproj
import shapely

from geodata.crs import GEOGRAPHIC
from geodata.durable import sync_file
from geodata.errors import SnapshotError

if TYPE_CHECKING:
    from pathlib import Path

_GEOMETRY = "geometry"
_CRS = pyproj.CRS.from_user_input(GEOGRAPHIC)


def write_frame(path: Path, frame: pd.DataFrame) -> None:
    """Write a frame and wait until it is on the disk."""
    frame.to_parquet(path, compression="zstd", index=False)
    sync_file(path)


def read_frame(path: Path) -> pd.DataFrame:
    """Read a frame, as a GeoDataFrame in EPSG:4326 where it holds geometry.

    Raises
    ------
    SnapshotError
        When the file cannot be read.
    """
    try:
        frame = pd.read_parquet(path)
        if b"geo" not in (pq.read_schema(path).metadata or {}):
            return frame
        # All are in one system: parsing it anew from each of fifty files would take a second.
        located = frame.assign(**{_GEOMETRY: shapely.from_wkb(frame[_GEOMETRY].to_numpy())})
        return cast("pd.DataFrame", gpd.GeoDataFrame(located, geometry=_GEOMETRY, crs=_CRS))
    except (OSError, ValueError) as error:
        raise SnapshotError(f"{path}: cannot be read ({error})") from error
