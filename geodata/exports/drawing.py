"""Writes places as a DXF drawing in metres, as CAD programs open it: outlines on named layers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyproj
import shapely

from geodata.arrays import Floats, Objects
from geodata.snapshot.published import ExportTable

_DECIMALS = 3
"""Of metres."""


def write_drawing(tables: Sequence[ExportTable], path: Path, provenance: Mapping[str, str]) -> None:
    """Write the places of tables into one drawing, a layer each; those of crossings by state.

    Parameters
    ----------
    tables
        In one metric system, as a drawing has none of its own: comments at its head name it.
    """
    frame = pd.concat([_list_entities(table) for table in tables], ignore_index=True)
    crs = tables[0].frame.crs
    entities = gpd.GeoDataFrame(frame, geometry="geometry", crs=crs)
    with _draw_outlines():
        pyogrio.write_dataframe(entities, path, driver="DXF", geometry_type="Unknown")
    _add_comments(path, crs, provenance)


def _list_entities(table: ExportTable) -> pd.DataFrame:
    shapes = table.frame.geometry.to_numpy()
    is_placed = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    names = np.full(len(shapes), table.name, dtype=object)
    if "status" in table.frame and table.name == "crossings":
        states = table.frame["status"].fillna("unknown").str.replace(" ", "_")
        names = (f"{table.name}_" + states).to_numpy(dtype=object)
    return pd.DataFrame({"Layer": names[is_placed], "geometry": _flatten(shapes[is_placed])})


def _flatten(shapes: Objects) -> Objects:
    def move(at: Floats) -> Floats:
        return np.round(at, _DECIMALS)

    flat: Objects = shapely.transform(shapely.force_2d(shapes), move)
    return flat


@contextmanager
def _draw_outlines() -> Iterator[None]:
    """Let GDAL draw areas as closed lines: hatches would hide what lies below."""
    options = {"DXF_WRITE_HATCH": "NO"}
    pyogrio.set_gdal_config_options(options)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(dict.fromkeys(options))


def _add_comments(path: Path, crs: pyproj.CRS, provenance: Mapping[str, str]) -> None:
    """Put comments (group code 999) before the drawing, which programs skip and people read."""
    kept = ("attribution", "licence", "source", "snapshot", "is_modelled", "notes")
    told = {
        "crs": f"{':'.join(crs.to_authority() or ())} {crs.name}, in metres",
        **{key: provenance[key] for key in kept if key in provenance},
    }
    lines = (f"999\n{key}: {' '.join(text.split())}\n" for key, text in told.items())
    head = "".join(lines).replace("©", "(c)").encode("ascii", "backslashreplace")
    path.write_bytes(head + path.read_bytes())
