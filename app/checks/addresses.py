"""The main addresses of a catalogue: each page in each language, each layer, each kind of file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from math import asinh, pi, radians, tan
from urllib.parse import quote

from app.catalogue.catalogue import Catalogue
from geodata.exports.formats import Format
from geodata.names import LANGUAGES
from geodata.streets.network import TravelMode

_MOST_PROJECTS = 20
_REFUSED = frozenset({404, 409, 503})
"""What a city may answer to a question of the review that does not fit it, or takes long."""

_MORE_PAGES = (
    *("/compare", "/search?q=a", "/languages", "/neutrality", "/cities/compare"),
    *("/ogc?f=html", "/ogc/collections?f=html"),
)
"""What the navigation of every page does not lead to."""

_DOCUMENTS = (
    *("/healthz", "/readyz", "/api/snapshot", "/api/openapi.json", "/ogc", "/ogc/collections"),
    *("/ogc/api", "/ogc/conformance", "/api/search?q=a", "/api/providers/matrix.csv"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """An address, the layer that it is about, if it is, and statuses that are answers, too."""

    address: str
    layer: str = ""
    language: str = "en"
    allowed: frozenset[int] = frozenset()


def list_addresses(catalogue: Catalogue, pages: Iterable[str]) -> list[list[Asked]]:
    """List the addresses in groups that can be asked at the same time; all of some pages' paths."""
    city = quote(catalogue.manifest.city.id, safe="")
    files = [Asked(f"/data/{city}.gpkg"), Asked(f"/data/{city}.qgz")]
    files += [Asked(f"/data/crossings.{form}", "crossings") for form in Format]
    shown = [*_list_pages(catalogue, pages), *_list_layers(catalogue), *_list_tiles(catalogue)]
    return [files, list(_list_questions()), shown]


def _list_pages(catalogue: Catalogue, paths: Iterable[str]) -> Iterator[Asked]:
    projects = [quote(str(one["id"]), safe="") for one in catalogue.projects[:_MOST_PROJECTS]]
    pages = [*paths, *_MORE_PAGES, *(f"/projects/{one}" for one in projects)]
    for language in LANGUAGES:
        for page in pages:
            yield Asked(
                page, language=language, allowed=_REFUSED if page == "/compare" else frozenset()
            )
    yield from map(Asked, _DOCUMENTS)
    yield from (Asked(f"/projects/{one}/brief", allowed=_REFUSED) for one in projects[:1])


def _list_layers(catalogue: Catalogue) -> Iterator[Asked]:
    for name, collection in catalogue.collections.items():
        items = f"/ogc/collections/{name}/items"
        yield Asked(f"/data/{name}.geojson", name)
        yield Asked(f"{items}?limit=1000", name)
        yield Asked(f"{items}?f=html", name)
        for feature in islice(collection.ids, 1):
            yield Asked(f"{items}/{quote(feature)}?f=html", name)
    for part in ("", "/schema", "/queryables"):
        yield Asked(f"/ogc/collections/crossings{part}", "crossings")
    yield Asked("/data/crossings.qlr", "crossings")


def _list_questions() -> Iterator[Asked]:
    for mode in TravelMode:
        yield Asked(f"/api/assessments/report.json?mode={mode}", allowed=_REFUSED)
    for chart in ("detour-profile", "reach", "histogram"):
        yield Asked(f"/api/assessments/charts/{chart}.svg", allowed=_REFUSED)
    for address in ("/review/brief", "/review/brief.pdf", "/api/assessments/homes.geojson"):
        yield Asked(address, allowed=_REFUSED)
    for address in ("/api/openings", "/api/closures", "/api/scan"):
        yield Asked(address, allowed=_REFUSED)


def _list_tiles(catalogue: Catalogue) -> Iterator[Asked]:
    if catalogue.relief is not None:
        yield Asked(f"/map/relief.png?version={catalogue.id}")
        yield Asked("/map/relief.png.aux.xml")
    if catalogue.tiles is None:
        return
    yield Asked(f"/tiles/{catalogue.id}.pmtiles")
    left, bottom, right, top = catalogue.manifest.bounds
    lon, lat = (left + right) / 2, (bottom + top) / 2
    for zoom in range(catalogue.tiles.min_zoom, catalogue.tiles.max_zoom + 1):
        column = int((lon + 180) / 360 * 2**zoom)
        row = int((0.5 - asinh(tan(radians(lat))) / (2 * pi)) * 2**zoom)
        yield Asked(f"/tiles/{zoom}/{column}/{row}.mvt")
