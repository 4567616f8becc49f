"""Publish: bring tagged layers into the form of snapshots, and describe where they came from."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import TYPE_CHECKING

import geopandas as gpd

from geodata.crs import GEOGRAPHIC
from geodata.fields import FEATURE_COLUMNS, FEATURE_FIELDS
from geodata.manifest import CitySummary, Manifest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from geodata.city import City
    from geodata.origin import Origin

MODELLED_NOTE = (
    "Streets, buildings and utilities are modelled, not real: they stand in for OpenStreetMap data."
)

_DTYPES = {
    field.name: {"string": "str", "integer": "int64", "number": "float64", "boolean": "bool"}[
        field.type
    ]
    for field in FEATURE_FIELDS
}


def finish_layer(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Bring a layer into the form of snapshots: columns in order, tags as JSON, EPSG:4326.

    Parameters
    ----------
    frame
        A tagged layer in the metric CRS, with `geographic`: each geometry as it was pulled, so
        that no coordinate moves by being projected there and back.
    """
    tags = [json.dumps(one, ensure_ascii=False, sort_keys=True) for one in frame["tags"]]
    finished = frame.drop(columns=frame.geometry.name).assign(tags=tags)
    finished = finished.rename(columns={"geographic": "geometry"})
    columns = finished[FEATURE_COLUMNS].astype(_DTYPES)
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(finished["geometry"], crs=GEOGRAPHIC))


def describe(
    city: City, origin: Origin, study_area: BaseGeometry, notes: Sequence[str] = ()
) -> Manifest:
    """Describe a snapshot before it is written: no id, date, counts or checksums yet.

    Parameters
    ----------
    study_area
        Polygon in EPSG:4326 that the data covers.
    notes
        What a reader should know of this data, in plain words.
    """
    left, bottom, right, top = study_area.bounds
    return Manifest(
        id="",
        created_at="",
        software=f"uramost {version('uramost')}",
        city=CitySummary.of(city),
        origin=origin,
        bounds=(left, bottom, right, top),
        counts={},
        files=(),
        notes=(MODELLED_NOTE, *notes) if origin.is_modelled else tuple(notes),
    )
