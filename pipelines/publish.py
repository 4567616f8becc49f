"""Publish: bring tagged layers into the form of snapshots, and describe where they came from."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from geodata.cities.profile import City
from geodata.crs import GEOGRAPHIC
from geodata.fields import FEATURE_FIELDS
from geodata.snapshot.fault import Fault
from geodata.snapshot.manifest import CitySummary, Manifest, tell_software
from geodata.snapshot.origin import MODELLED_NOTE, Origin
from geodata.snapshot.store import Snapshot
from pipelines.check import UnservableError

Layers = Mapping[str, gpd.GeoDataFrame]
Tables = Mapping[str, pd.DataFrame]
Write = Callable[[Manifest, Layers, Tables], Snapshot]
LOG = logging.getLogger(__name__)
Frame = TypeVar("Frame", bound=pd.DataFrame)

_MOST_ROUNDS = 3
"""How often features are left out before a snapshot is given up."""

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
    plain = pd.DataFrame(frame).assign(tags=tags)
    columns = plain[list(_DTYPES)].astype(_DTYPES)
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(plain["geographic"], crs=GEOGRAPHIC))


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
        software=tell_software(),
        city=CitySummary.of(city),
        origin=origin,
        bounds=(left, bottom, right, top),
        counts={},
        files=(),
        notes=(MODELLED_NOTE, *notes) if origin.is_modelled else tuple(notes),
        attribution=origin.attribution,
    )


def publish(write: Write, draft: Manifest, layers: Layers, tables: Tables) -> Snapshot:
    """Publish a snapshot; features that cannot be shown are left out and named in its notes.

    Parameters
    ----------
    write
        Writes a snapshot and makes it current, unless it cannot be served.

    Raises
    ------
    UnservableError
        When something else than single features is at fault, or too many are.
    """
    for _ in range(_MOST_ROUNDS):
        try:
            return write(draft, layers, tables)
        except UnservableError as error:
            gone = [fault for fault in error.faults if fault.feature and fault.layer in layers]
            if not gone:
                raise
            notes = [f"{fault.feature} ({fault.layer}) is left out: {fault.why}." for fault in gone]
            for note in notes:
                LOG.warning("%s", note)
            draft = replace(draft, notes=(*draft.notes, *notes))
            layers = {name: _leave_out(rows, gone, name) for name, rows in layers.items()}
            tables = {**tables, "claims": _leave_out(tables["claims"], gone)}
    return write(draft, layers, tables)


def _leave_out(rows: Frame, gone: Sequence[Fault], layer: str | None = None) -> Frame:
    """Leave features out of a layer, or of a table that names the layer of each row."""
    ids = {(fault.layer, fault.feature) for fault in gone}
    names = [layer] * len(rows) if layer else rows["layer"]
    numbered = zip(names, rows["element"], rows["id"], strict=True)
    is_kept = [(name, f"{element}/{number}") not in ids for name, element, number in numbered]
    return rows[np.array(is_kept, dtype=bool)]
