"""Lists what is in a box of the map, layer by layer, for readers who cannot see or point at it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, cast
from urllib.parse import urlencode

import numpy as np
import orjson
import shapely
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, PlainValidator
from shapely.geometry.base import BaseGeometry

from app.catalogue.catalogue import Catalogue
from app.catalogue.collection import Collection, Rows
from app.catalogue.features import FeatureSet
from app.catalogue.served import get_catalogue
from app.catalogue.texts import Texts
from app.language.choice import get_wording
from app.maps.base import find_focus, list_layers
from app.maps.printable import list_first
from app.pages.in_view_counts import MARKED, get_features
from app.web.pages import Pages
from geodata.bbox import parse_bbox
from geodata.dates import read_today
from geodata.gazetteer.entries import place
from geodata.gazetteer.kinds import find_title
from geodata.layers import Shape, get_layer
from geodata.names import SPOKEN, UNSAID, Names
from geodata.wording import Wording

router = APIRouter(include_in_schema=False)

MOST_ROWS = 20
"""Rows of one layer."""

_STEPS = {"north": (0, 0.5), "south": (0, -0.5), "west": (-0.5, 0), "east": (0.5, 0)}
"""Which way → by how much of its width and height the box moves."""
_DECIMALS = 6


class ViewQuery(BaseModel):
    """Parameters of the list; a browser sends `layers` once for each tick."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    bbox: Annotated[
        shapely.Polygon | None, PlainValidator(lambda text: parse_bbox(text) if text else None)
    ] = None
    layers: Annotated[list[str], Field(default_factory=list)]
    part: Literal["", "list"] = ""
    """The list alone, for the panel beside a map."""


@dataclass(frozen=True, slots=True)
class Row:
    """A thing in view."""

    focus: str
    """Layer and id, as scripts of the map know it."""
    href: str
    at: tuple[float, float]
    """(lat, lon) on it."""
    names: Names
    what: str
    """What it is, in the reader's language."""
    status: str
    side: str | None
    provider: Names
    is_modelled: bool
    parts: int = 1
    """How many lines of its name are in view."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What of a layer is in view: its first rows, and how many there are."""

    name: str
    title: str
    rows: Sequence[Row]
    count: int


@router.get("/view")
def show_view(request: Request, query: Annotated[ViewQuery, Query()]) -> Response:
    """List what is in view, as a page or as the part of one."""
    catalogue, wording = get_catalogue(request), get_wording(request)
    pages: Pages = request.app.state.pages
    box = query.bbox or shapely.box(*find_focus(catalogue))
    titles = list_titles(catalogue, wording)
    asked = {name for text in query.layers for name in text.split(",")}
    chosen = [name for name in titles if name in (asked or list_first(catalogue))]
    city = catalogue.manifest.city
    listed = [_list_layer(catalogue, name, titles[name], box, wording) for name in chosen]
    values = {
        "listed": [one for one in listed if one.count],
        "total": sum(one.count for one in listed),
        "titles": titles,
        "chosen": chosen,
        "bbox": _write_box(box.bounds),
        "moves": {way: _write_query(moved, chosen) for way, moved in _move(box.bounds).items()},
        "sides": {bank.id: bank.name for bank in (city.left, city.right)},
    }
    if query.part:
        return pages.render_part(request, "pages/in_view_list.html", catalogue, values)
    return pages.render(request, "pages/in_view.html", catalogue, values)


def list_titles(catalogue: Catalogue, wording: Wording) -> dict[str, str]:
    """List the layers that can be listed, name → title, in the order of the list."""
    marked = {str(spec["name"]): str(spec["title"]) for spec in MARKED}
    layers = {layer.name: layer.title for layer in list_layers(catalogue)}
    return {name: wording.say("layer", title) for name, title in (marked | layers).items()}


def _list_layer(
    catalogue: Catalogue, name: str, title: str, box: BaseGeometry, wording: Wording
) -> Listed:
    """List the first things of a layer in a box: named ones first, the nearest first."""
    features = get_features(catalogue, name, read_today())
    collection = catalogue.collections[name] if name in catalogue.manifest.counts else None
    found = features.find(box)
    shapes = features.tree.geometries
    far = shapely.distance(shapes[found], box.centroid)
    parts = np.ones(len(found), dtype=int)
    if collection is not None:
        names = _number_names(collection, found)
        order = np.lexsort((far, names < 0))
        is_line = get_layer(name).shapes == frozenset({Shape.LINE})
        found, parts = _merge(found[order], names[order]) if is_line else (found[order], parts)
    else:
        found = found[np.argsort(far, kind="stable")]
    rows = [
        _describe(catalogue, name, features, row, int(number), wording)
        for row, number in zip(found[:MOST_ROWS].tolist(), parts, strict=False)
    ]
    return Listed(name, title, rows, len(found))


def _number_names(collection: Collection, rows: Rows) -> Rows:
    """Give features of one name the same number; -1 without any."""
    numbers, first = np.full(len(rows), -1), 0
    for field in ("name", *(one.field for one in SPOKEN.values())):
        column = cast("Texts", collection.columns[field])
        codes = column.codes[rows]
        numbers = np.where((numbers < 0) & (codes >= 0), first + codes, numbers)
        first += len(column.distinct)
    return numbers


def _merge(rows: Rows, names: Rows) -> tuple[Rows, Rows]:
    """Keep the first line of each name, and count the lines of its name."""
    _, first, inverse, counts = np.unique(
        names, return_index=True, return_inverse=True, return_counts=True
    )
    is_kept = names < 0
    parts = np.where(is_kept, 1, counts[inverse])
    is_kept[first] = True
    return rows[is_kept], parts[is_kept]


def _describe(
    catalogue: Catalogue, name: str, features: FeatureSet, row: int, parts: int, wording: Wording
) -> Row:
    feature = orjson.loads(features.features[row])
    facts, thing = feature["properties"], str(feature["id"])
    lon, lat = place(features.tree.geometries[row])["point"]
    data = "crossings" if name == "service_lines" else name
    pages = {
        "crossings": f"/crossings#crossings/{thing}",
        "projects": f"/projects/{thing}",
        "institutions": f"/institutions#institutions/{thing}",
    }
    provider = facts.get("provider")
    return Row(
        focus=f"{data}/{thing}",
        href=pages.get(data, f"/#open={name}/{thing}&at={lat},{lon}"),
        at=(lat, lon),
        names=_read_names(facts),
        what=_say_kind(data, facts, wording),
        status=_say_status(name, facts, wording),
        side=facts.get("side"),
        provider=catalogue.providers.get(provider, {}) if isinstance(provider, str) else {},
        is_modelled=bool(facts.get("is_modelled")),
        parts=parts,
    )


def _say_status(name: str, facts: Mapping[str, Any], wording: Wording) -> str:
    """Say the state of what has one; pipes and cables are drawn where they are in use."""
    if name not in {"crossings", "projects", "institutions"}:
        return ""
    return wording.say(f"{name[:-1]} status", facts["status"])


def _read_names(facts: Mapping[str, Any]) -> Names:
    """Read the names of a thing: nested, or from the columns of a layer."""
    if isinstance(facts.get("name"), dict):
        return dict(facts["name"])
    names = {code: facts[one.field] for code, one in SPOKEN.items() if facts.get(one.field)}
    return names or ({UNSAID: facts["name"]} if facts.get("name") else {})


def _say_kind(data: str, facts: Mapping[str, Any], wording: Wording) -> str:
    """Say what a thing is, in the singular."""
    if data in {"projects", "institutions"}:
        return wording.say(f"{data[:-1]} kind", facts["kind"])
    tags = {"kind": facts["kind"]} if data == "crossings" else facts.get("tags") or {}
    return wording.say("kind", find_title(data, tags) or "")


def _move(bounds: Sequence[float]) -> dict[str, list[float]]:
    """List boxes beside a box, closer and further out: which way → left, bottom, right, top."""
    left, bottom, right, top = bounds
    width, height = right - left, top - bottom
    moved = {
        way: [left + x * width, bottom + y * height, right + x * width, top + y * height]
        for way, (x, y) in _STEPS.items()
    }
    for way, pad in (("closer", -0.25), ("further", 0.5)):
        x, y = pad * width, pad * height
        moved[way] = [left - x, bottom - y, right + x, top + y]
    limits = [180, 90, 180, 90]
    return {
        way: [min(max(one, -limit), limit) for one, limit in zip(box, limits, strict=True)]
        for way, box in moved.items()
    }


def _write_box(bounds: Iterable[float]) -> str:
    return ",".join(f"{degrees:.{_DECIMALS}f}".rstrip("0").rstrip(".") for degrees in bounds)


def _write_query(bounds: Iterable[float], layers: Sequence[str]) -> str:
    return urlencode({"bbox": _write_box(bounds), "layers": ",".join(layers)}, safe=",")
