"""Tested bridges from a file of lines, as a planner draws them in a GIS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from pyogrio.errors import DataLayerError, DataSourceError

from geodata.assessment.request import MOST_CANDIDATES, Candidate, RequestError
from geodata.crs import GEOGRAPHIC
from geodata.sentences import sentence
from geodata.streets.network import read_passing_mode

_FIELD = "--lines"


def read_candidates(path: Path) -> tuple[Candidate, ...]:
    """Read each line of a file as a candidate; its CRS is the file's, of GeoJSON EPSG:4326.

    Columns `modes` (``walk,bicycle``), `speed_kmh`, `is_oneway` and `length_m` are those of
    `geodata.assessment.request.Candidate`, where there are any; others are left out.

    Raises
    ------
    RequestError
        When the file cannot be read, has no CRS, too many lines, or something else than lines.
    """
    try:
        frame = gpd.read_file(path, rows=MOST_CANDIDATES + 1)
    except (DataSourceError, DataLayerError, ValueError) as error:
        fault = sentence("%(file)s cannot be read as a file of lines", file=path.name)
        raise RequestError(_FIELD, fault) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        fault = sentence("%(file)s cannot be read as a file of lines", file=path.name)
        raise RequestError(_FIELD, fault)
    is_empty = frame.geometry.is_empty
    for at, kind in enumerate(frame.geom_type.mask(is_empty), 1):
        if kind not in {"LineString", "MultiLineString"}:
            fault = sentence("feature %(number)s of %(file)s is no line", number=at, file=path.name)
            raise RequestError(_FIELD, fault)
    frame = frame.explode(ignore_index=True) if len(frame) else frame
    if not 0 < len(frame) <= MOST_CANDIDATES:
        fault = sentence(
            "%(file)s should have 1 to %(most)s lines", file=path.name, most=MOST_CANDIDATES
        )
        raise RequestError(_FIELD, fault)
    if frame.crs is None:
        fault = sentence("%(file)s does not say its coordinate system", file=path.name)
        raise RequestError(_FIELD, fault)
    return tuple(_read_row(row) for row in frame.to_crs(GEOGRAPHIC).to_dict("records"))


def _read_row(row: dict[str, Any]) -> Candidate:
    line = tuple((float(place[0]), float(place[1])) for place in row["geometry"].coords)
    given: dict[str, Any] = {}
    for name, read in (("speed_kmh", float), ("length_m", float), ("is_oneway", _read_yes)):
        if name in row and pd.notna(row[name]):
            given[name] = _read_value(name, row[name], read)
    modes = row.get("modes")
    if isinstance(modes, str):
        words = (one.strip() for one in modes.split(","))
        given["modes"] = frozenset(_read_value("modes", one, read_passing_mode) for one in words)
    return Candidate(line, **given)


def _read_yes(value: object) -> bool:
    return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[
        str(value).casefold().removesuffix(".0")
    ]


def _read_value(name: str, value: Any, read: Any) -> Any:  # noqa: ANN401 - of any column
    try:
        return read(value)
    except (KeyError, ValueError):
        fault = sentence("%(value)s is no value of %(name)s", value=repr(value), name=name)
        raise RequestError(_FIELD, fault) from None
