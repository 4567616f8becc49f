"""What a snapshot knows near the river, in a form in which two sources can be compared."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.assessment.weights import NO_DWELLINGS
from geodata.crossings.crossing import Crossing, load_crossings
from geodata.crs import GEOGRAPHIC
from geodata.errors import SnapshotError
from geodata.sentences import sentence
from geodata.snapshot.origin import (
    OVERTURE_ID_TAG,
    OVERTURE_SOURCE_TAG,
    is_osm_id,
)
from geodata.snapshot.store import Snapshot

KINDS = ("crossings", "streets", "homes")
_STREETS = ("roads", "paths")
COLUMNS = ["id", "osm", "overture_id", "name", "what", "geometry"]


@dataclass(frozen=True)
class Known:
    """What a snapshot knows, metric."""

    snapshot: Snapshot
    source: str
    """``OpenStreetMap`` or ``Overture Maps``."""
    area: BaseGeometry
    """What it was built for."""
    divide: BaseGeometry
    things: Mapping[str, gpd.GeoDataFrame]
    """Kind → `COLUMNS`; `osm` has names such as ``way/123``, none where it is not from there.

    Geometry of a crossing is its point on the divide."""


def read_known(snapshot: Snapshot) -> Known:
    """Read what a snapshot knows."""
    crs = snapshot.manifest.city.crs
    banks = cast("gpd.GeoDataFrame", snapshot.read_table("banks"))
    parts = banks.set_index("part").geometry.to_crs(crs)
    found = {
        "crossings": _read_crossings(snapshot, parts["divide"], crs),
        "streets": _read_layers(snapshot, _STREETS, "highway", crs),
        "homes": _read_layers(snapshot, ("buildings",), "building", crs),
    }
    homes = found["homes"]
    found["homes"] = homes[~homes["what"].isin(NO_DWELLINGS)]
    source = snapshot.manifest.origin.publisher
    return Known(snapshot, source, parts["study_area"], parts["divide"], found)


def refuse_strangers(one: Snapshot, other: Snapshot) -> None:
    """Refuse two snapshots that are not of one city, measured in one system.

    Raises
    ------
    SnapshotError
        When they are not.
    """
    first, second = one.manifest.city, other.manifest.city
    if (first.id, first.crs) != (second.id, second.crs):
        raise SnapshotError(
            sentence(
                "%(one)s is of %(first)s and %(other)s of %(second)s: compare two of one city",
                one=one.id,
                first=first.id,
                other=other.id,
                second=second.id,
            )
        )


def _read_crossings(snapshot: Snapshot, divide: BaseGeometry, crs: str) -> gpd.GeoDataFrame:
    """Read the crossings that the source shows; what only the registry knows is of no source."""
    table = cast("gpd.GeoDataFrame", snapshot.read_table("crossings"))
    crossings = [one for one in load_crossings(table) if one.ways and one.geometry is not None]
    shapes = gpd.GeoSeries([one.geometry for one in crossings], crs=GEOGRAPHIC).to_crs(crs)
    rows = [
        (
            one.id,
            _list_osm_names(one),
            _join(way.tags.get(OVERTURE_ID_TAG) for way in one.ways),
            _join(one.name.values()),
            one.use.value,
            _find_point(shape, divide),
        )
        for one, shape in zip(crossings, shapes, strict=True)
    ]
    return gpd.GeoDataFrame(rows, columns=COLUMNS, geometry="geometry", crs=crs)


def _list_osm_names(crossing: Crossing) -> frozenset[str]:
    names = (_name_in_osm(way.osm_id, way.tags) for way in crossing.ways)
    return frozenset(name for name in names if name)


def _find_point(shape: BaseGeometry, divide: BaseGeometry) -> BaseGeometry:
    met = shape.intersection(divide)
    nearest = shapely.get_point(shapely.shortest_line(shape, divide), 0)
    return nearest if met.is_empty else met.centroid


def _read_layers(snapshot: Snapshot, layers: Iterable[str], key: str, crs: str) -> gpd.GeoDataFrame:
    columns = ["element", "id", "name", "tags", "geometry"]
    frames = [snapshot.read_layer(one, columns) for one in layers if one in snapshot.layer_names]
    filled = [one for one in frames if len(one)]
    if not filled:
        return gpd.GeoDataFrame(columns=COLUMNS, geometry="geometry", crs=crs)
    frame = gpd.GeoDataFrame(pd.concat(filled, ignore_index=True)).to_crs(crs)
    tags: list[dict[str, Any]] = [json.loads(text) for text in frame["tags"]]
    names = (frame["element"] + "/" + frame["id"].astype(str)).tolist()
    osm = [_name_in_osm(name, one) for name, one in zip(names, tags, strict=True)]
    return gpd.GeoDataFrame(
        {
            "id": names,
            "osm": [frozenset({one} if one else ()) for one in osm],
            "overture_id": [one.get(OVERTURE_ID_TAG) for one in tags],
            "name": frame["name"].tolist(),
            "what": [one.get(key) for one in tags],
            "geometry": frame.geometry.tolist(),
        },
        geometry="geometry",
        crs=crs,
    )


def _name_in_osm(name: str, tags: Mapping[str, str]) -> str | None:
    return name if is_osm_id(name) else tags.get(OVERTURE_SOURCE_TAG)


def _join(texts: Iterable[str | None]) -> str | None:
    return ";".join(dict.fromkeys(text for text in texts if text)) or None
