"""Where an OSM file lies, for the sentence that says that it holds nothing in a study area."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import shapely
from osmium.osm import NODE
from shapely.geometry.base import BaseGeometry

from pipelines.osm.file import read_header, read_objects


def tell_place(path: Path, area: BaseGeometry) -> str:
    """Tell where a file lies and, if so, that latitude and longitude are swapped.

    Returns
    -------
    str
        The end of a sentence, beginning with a colon; empty where nothing is known.
    """
    extent = _measure_extent(path)
    if extent is None:
        return ""
    said = f": the file lies in {_write_box(extent)}, the study area in {_write_box(area)}"
    swapped = shapely.transform(area, lambda places: places[:, ::-1])
    if not area.intersects(extent) and swapped.intersects(extent):
        return f"{said}; latitude and longitude are swapped in one of them"
    return said


def _measure_extent(path: Path) -> BaseGeometry | None:
    """Measure the box of all nodes; what the header says may be half the globe."""
    places = [
        (node.location.lon, node.location.lat)
        for node in read_objects(path, NODE)
        if node.location.valid()
    ]
    if not places:
        return read_header(path)[0]
    corners = np.array(places)
    extent: BaseGeometry = shapely.box(*corners.min(axis=0), *corners.max(axis=0))
    return extent


def _write_box(geometry: BaseGeometry) -> str:
    left, bottom, right, top = geometry.bounds
    return f"longitude {left:.3f} to {right:.3f}, latitude {bottom:.3f} to {top:.3f}"
