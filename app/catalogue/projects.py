"""What maps, lists and data say of a cross-river project."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import geopandas as gpd

from app.catalogue.features import FeatureSet, encode_features
from geodata.names import join_names


def _read_record(text: str) -> dict[str, Any]:
    """Read an entry; those of snapshots of an older version have one cost, and lack some keys."""
    record = {key: value for key, value in json.loads(text).items() if key != "geometry"}
    cost = record.pop("cost", None)
    costs = [{"date": None, "of": None, **cost}] if cost else []
    return {"costs": costs, "location": None, "certainty": None, "unofficial": {}, **record}


def describe_projects(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Describe the projects of a snapshot's table as plain JSON values, examples last.

    Snapshots of an older version have no keys, or nothing of a register.
    """
    frame = frame if "keys" in frame else frame.assign(keys="[]")
    frame = frame if "signed" in frame else frame.assign(signed="null")
    frame = frame if "assessments" in frame else frame.assign(assessments="[]")
    projects = [
        {
            **_read_record(row.record),
            "id": row.id,
            "kind": row.kind,
            "status": row.status,
            "is_example": bool(row.is_example),
            "title": join_names(json.loads(row.name_)),
            "has_place": row.geometry is not None,
            "is_inferred": json.loads(row.record).get("geometry_certainty") == "L",
            "joins": json.loads(row.joins),
            "keys": json.loads(row.keys_),
            "signed": json.loads(row.signed),
            "assessments": json.loads(row.assessments),
        }
        for row in frame.rename(columns={"name": "name_", "keys": "keys_"}).itertuples()
    ]
    return sorted(projects, key=lambda project: project["is_example"])


def encode_projects(frame: gpd.GeoDataFrame, projects: Sequence[dict[str, Any]]) -> FeatureSet:
    """Encode described projects; one that nobody has placed has no geometry."""
    places = dict(zip(frame["id"], frame.geometry, strict=True))
    ids = [project["id"] for project in projects]
    return encode_features(ids, [places[name] for name in ids], projects)
