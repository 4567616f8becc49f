"""What every row of Overture's files has: id, geometry, box, source and names."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

import shapely


def make_row(
    record: str | None, shape: shapely.Geometry, tags: Mapping[str, str], gers: str = ""
) -> dict[str, object]:
    """Make what every row has of an element such as ``w123``."""
    left, bottom, right, top = shape.bounds
    source = {
        "property": "",
        "dataset": "OpenStreetMap" if record else "meta",
        "record_id": f"{record}@3" if record else "1234567",
        "update_time": "2026-08-01T10:00:00Z",
    }
    return {
        "id": make_gers(gers or record or shape.wkt),
        "geometry": shape.wkb,
        "bbox": {
            "xmin": left - 1e-4,
            "xmax": right + 1e-4,
            "ymin": bottom - 1e-4,
            "ymax": top + 1e-4,
        },
        "version": 1,
        "sources": [source],
        "names": make_names(tags),
    }


def make_gers(text: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, text))


def make_names(tags: Mapping[str, str]) -> dict[str, object] | None:
    if "name" not in tags:
        return None
    common = {key[5:]: value for key, value in tags.items() if key.startswith("name:")}
    rules = [
        {"variant": variant, "value": tags[key]}
        for key, variant in (("official_name", "official"), ("alt_name", "alternate"))
        if key in tags
    ]
    return {"primary": tags["name"], "common": list(common.items()) or None, "rules": rules or None}
