"""Tile: draw the heavy layers as one archive of vector tiles, the same for the same layers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import freestiler
import geopandas as gpd
import pandas as pd

from geodata.base_style import CROWDED, measure_water
from geodata.errors import SnapshotError
from geodata.layers import HEAVY, get_layer
from geodata.names import Names
from pipelines.labels import FIRST_ZOOMS, NO_NAMES, make_labels
from pipelines.osm.resume import temporary_folder

MIN_ZOOM = 9
"""One below the lowest zoom of maps, which draw each tile of 512 px in four of 256 px."""
MAX_ZOOM = 15

_COLUMNS = ["element", "id", "name", "kind", "side", "provider", "is_modelled", "geometry"]

_DRAWN_TAGS = {
    "roads": ("oneway", "bridge", "tunnel"),
    "paths": ("bridge", "tunnel"),
    "rail": ("bridge", "tunnel"),
    "waterways": ("width", "tunnel"),
    "power_lines": ("voltage",),
    "power_cables": ("voltage",),
}
"""Layer → tags by which its features are drawn, beside their kind; a width is in m, if need be of
the class."""

_FIRST_ZOOMS = {"buildings": 12, "paths": 12} | {name: at - 1 for name, at in CROWDED.items()}
"""Small things are drawn from where they can be told apart; others at every zoom."""


def draw_tiles(
    layers: Mapping[str, gpd.GeoDataFrame], work: Path, city: Names = NO_NAMES
) -> bytes | None:
    """Draw the heavy layers that have features; None where there is none.

    Parameters
    ----------
    layers
        Layer → features as a snapshot has them, EPSG:4326.
    work
        Folder for what is passing; what a killed build left there is cleared.
    city
        Names of the city: see `make_labels`.

    Returns
    -------
    bytes
        A PMTiles archive (https://github.com/protomaps/PMTiles). Each feature carries what a map
        needs to draw and to name it; `kind` is the value of its layer's main OSM key. The layers
        of `pipelines.labels` stand beside them.

    Raises
    ------
    SnapshotError
        When the disk is full.
    """
    drawn = {
        name: freestiler.FreestileLayer(_choose_columns(name, frame), _FIRST_ZOOMS.get(name))
        for name, frame in layers.items()
        if name in HEAVY and len(frame)
    }
    if not drawn:
        return None
    drawn |= {
        name: freestiler.FreestileLayer(frame, FIRST_ZOOMS[name])
        for name, frame in make_labels(layers, city).items()
    }
    with temporary_folder(work / "tiles") as folder:
        archive = folder / "tiles.pmtiles"
        try:
            freestiler.freestile(drawn, archive, min_zoom=MIN_ZOOM, max_zoom=MAX_ZOOM, quiet=True)
            return archive.read_bytes()
        except (OSError, RuntimeError) as error:  # it tells of a full disk by a RuntimeError
            raise SnapshotError(f"{work}: tiles cannot be drawn ({error})") from error


def _choose_columns(name: str, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    keys = get_layer(name).query_tags
    tags = [json.loads(text) for text in frame["tags"]]
    kinds = [next((one[key] for key in keys if key in one), None) for one in tags]
    extra = {key: [one.get(key) for one in tags] for key in _DRAWN_TAGS.get(name, ())}
    if name == "waterways":
        widths = zip(kinds, extra["width"], strict=True)
        extra["width"] = [f"{measure_water(kind or '', width):g}" for kind, width in widths]
    known = {key: pd.Series(values, frame.index, dtype="string") for key, values in extra.items()}
    used = {key: values for key, values in known.items() if values.notna().any()}
    return frame.assign(kind=kinds, **used)[[*used, *_COLUMNS]]
