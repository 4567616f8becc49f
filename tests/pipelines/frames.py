"""Tiny frames of features, and a check that a step leaves the one it is given as it was."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import geopandas as gpd
import pandas as pd
from geopandas.testing import assert_geodataframe_equal
from shapely.geometry.base import BaseGeometry

METRIC = "EPSG:32633"


def make_frame(
    *rows: tuple[str, Mapping[str, str], BaseGeometry], crs: str = METRIC
) -> gpd.GeoDataFrame:
    """Make features of rows of OSM id (``way/1``), tags and geometry."""
    ids = [osm_id.split("/") for osm_id, _, _ in rows]
    columns = {
        "element": pd.Series([element for element, _ in ids], dtype="str"),
        "id": pd.Series([int(number) for _, number in ids], dtype="int64"),
        "tags": pd.Series([dict(tags) for _, tags, _ in rows], dtype=object),
    }
    return gpd.GeoDataFrame(columns, geometry=[geometry for _, _, geometry in rows], crs=crs)


@contextmanager
def unchanged(*frames: gpd.GeoDataFrame) -> Iterator[None]:
    """Fail when a frame, or a dictionary of tags in it, is another one afterwards."""
    before = [frame.copy() for frame in frames]
    tags = [copy.deepcopy(list(frame["tags"])) for frame in frames if "tags" in frame]
    yield
    for frame, known in zip(frames, before, strict=True):
        assert_geodataframe_equal(frame, known)
    assert [list(frame["tags"]) for frame in frames if "tags" in frame] == tags
