"""The page about the map: method, sources, licences, neutrality, and what changed in its data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from threading import Lock

from fastapi import APIRouter, Request, Response

from app.catalogue.served import get_catalogue
from app.language.choice import get_wording
from app.web.pages import Pages
from app.web.sources import describe_source
from geodata import LICENCE_URL
from geodata.assessment.figures import describe_figure
from geodata.assessment.indicators import CUT_OFF_MIN, WITHIN_MIN
from geodata.claims import CONFIDENCE
from geodata.errors import SnapshotError
from geodata.layers import ALL_LAYERS
from geodata.snapshot.diff import LayerDiff, compare_snapshots
from geodata.snapshot.manifest import Manifest
from geodata.snapshot.store import list_manifests, open_snapshot
from geodata.streets.network import SPEED_KMH

router = APIRouter(include_in_schema=False)

TITLES = {layer.name: layer.title for layer in ALL_LAYERS}

_comparing = Lock()


@dataclass(frozen=True, slots=True)
class Library:
    """A browser library that pages load from here."""

    name: str
    version: str
    licence: str
    folder: str


@dataclass(frozen=True, slots=True)
class Update:
    """A snapshot that is kept, and how its layers differ from the one before it, if known.

    Layers that are the same are left out.
    """

    manifest: Manifest
    diffs: tuple[LayerDiff, ...] | None


@router.get("/about")
def show_about(request: Request) -> Response:
    """Show how the figures come about, from whom the data are, and what changed in them."""
    catalogue = get_catalogue(request)
    settings, wording = request.app.state.settings, get_wording(request)
    pages: Pages = request.app.state.pages
    updates = list_updates(request.state.city.data)
    city = catalogue.manifest.city
    values = {
        "page": "about",
        "figures": [
            describe_figure(place.id, place.name, one)
            for place in city.municipalities
            for one in city.population.get(place.id, ())
        ],
        "libraries": list_libraries(settings.static),
        "updates": updates,
        "sources": {one.manifest.id: describe_source(one.manifest, wording) for one in updates},
        "titles": TITLES,
        "confidence": CONFIDENCE,
        "speed_kmh": SPEED_KMH,
        "within_min": WITHIN_MIN,
        "cut_off_min": CUT_OFF_MIN,
        "licence_url": LICENCE_URL,
    }
    return pages.render(request, "pages/about.html", catalogue, values)


@lru_cache(maxsize=8)
def list_libraries(static: Path) -> list[Library]:
    """List the browser libraries with the version and licence that their package.json gives."""
    libraries = []
    for path in sorted(static.glob("vendor/*/package.json")):
        package = json.loads(path.read_text(encoding="utf-8"))
        licence = str(package.get("license", ""))
        libraries.append(Library(package["name"], package["version"], licence, path.parent.name))
    return libraries


def list_updates(data: Path) -> list[Update]:
    """List the snapshots of a data folder that can be read, the newest first."""
    manifests = list_manifests(data)[::-1]
    updates = [
        Update(new, compare(data, old.id, new.id) if old.city.id == new.city.id else None)
        for old, new in pairwise(manifests)
    ]
    return [*reversed(updates), *(Update(one, None) for one in manifests[:1])]


def compare(data: Path, old: str, new: str) -> tuple[LayerDiff, ...] | None:
    """Compare two snapshots, each pair only once; None where one can no longer be read."""
    with _comparing:
        try:
            return _compare(data, old, new)
        except SnapshotError:
            return None


@lru_cache(maxsize=32)
def _compare(data: Path, old: str, new: str) -> tuple[LayerDiff, ...]:
    diffs = compare_snapshots(open_snapshot(data, old), open_snapshot(data, new))
    return tuple(diff for diff in diffs if not diff.is_empty)
