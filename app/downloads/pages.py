"""The pages about the data: every layer, its fields, its files and how programs read them."""

from functools import cache
from typing import Any

from fastapi import APIRouter, Request, Response

from app.catalogue.catalogue import Catalogue
from app.catalogue.served import get_catalogue
from app.concurrency.turns import name_client
from app.downloads.client_lines import list_client_lines
from app.downloads.dcat import MEDIA_TYPE, get_catalog
from app.downloads.files import find_sizes, list_whole_requests
from app.downloads.schema_org import describe_dataset
from app.downloads.systems import list_grids
from app.errors import UnknownLayerError
from app.language.choice import get_wording
from app.language.preferences import join_header
from app.language.terms import say_everywhere
from app.language.titles import say_description, say_title
from app.web.negotiation import prefers_type
from app.web.site import find_root
from geodata import LICENCE_URL
from geodata.exports.formats import Drawing, Format
from geodata.gazetteer.folding import fold_name
from geodata.gazetteer.kinds import list_titles
from geodata.layers import Sector
from geodata.sentences import sentence
from geodata.snapshot.published import find_layer, title_of
from geodata.wording import Wording

router = APIRouter()

PATIENCE_S = 1.0
"""How long a page waits for sizes; what is not made by then has none on it."""

LONGEST_QUERY = 100

EXAMPLE = "crossings"
"""The table that lines on the page of all data read."""


@router.get("/data", include_in_schema=False)
async def show_data(request: Request, q: str = "") -> Response:
    """Show every layer with its files; give catalogues that ask for it DCAT instead."""
    catalogue = get_catalogue(request)
    if prefers_type(join_header(request, "accept"), MEDIA_TYPE):
        answer = get_catalog(request)
        answer.headers["Vary"] = "Accept"
        return answer
    return _render(request, "downloads/data.html", catalogue, EXAMPLE, _describe_all(request, q))


@router.get("/data/{name}", include_in_schema=False)
async def show_layer(request: Request, name: str) -> Response:
    """Show what one layer or table holds and how to have it."""
    catalogue = get_catalogue(request)
    if name not in catalogue.collections:
        raise UnknownLayerError(sentence("Page not found."))
    wording = get_wording(request)
    collection = catalogue.collections[name]
    await _prepare_files(request, catalogue, name)
    values = {
        "title": say_title(name, wording),
        "description": say_description(name, wording),
        "layer": find_layer(name),
        "collection": collection,
        "linked_data": describe_dataset(catalogue, find_root(request), name, wording),
    }
    return _render(request, "downloads/data_layer.html", catalogue, name, values)


async def _prepare_files(request: Request, catalogue: Catalogue, name: str) -> None:
    """Make the files of a layer, which a reader of its page may take, so that sizes are known."""
    requests = [asked for (one, _), asked in list_whole_requests(catalogue).items() if one == name]
    data, client = request.state.city.data, name_client(request)
    await request.app.state.exports.prepare(data, requests, client, PATIENCE_S)


def _describe_all(request: Request, q: str) -> dict[str, Any]:
    catalogue, wording = get_catalogue(request), get_wording(request)
    return {
        "query": q[:LONGEST_QUERY],
        "groups": list_groups(catalogue, wording, q[:LONGEST_QUERY]),
        "titles": {name: say_title(name, wording) for name in catalogue.collections},
        "linked_data": describe_dataset(catalogue, find_root(request), None, wording),
    }


def list_groups(
    catalogue: Catalogue, wording: Wording, query: str = ""
) -> list[tuple[str, list[str]]]:
    """List the tables, then the layers by sector, each group with its heading.

    Parameters
    ----------
    query
        Words of the names or kinds of what is listed, in any language; all where it has none.
    """
    words = fold_name(query).split()
    by_sector: dict[Sector | None, list[str]] = {None: []} | {sector: [] for sector in Sector}
    for name in catalogue.collections:
        layer = find_layer(name)
        known = _list_words(name)
        if not all(word in known for word in words):
            continue
        by_sector[layer.sector if layer else None].append(name)
    return [
        (
            wording.say("sector", sector)
            if sector
            else wording.gettext("Crossings and registries"),
            names,
        )
        for sector, names in by_sector.items()
        if names
    ]


@cache
def _list_words(name: str) -> str:
    """List, folded, what a collection and what is in it are called in every language."""
    terms = [("layer", title_of(name)), *(("kind", one) for one in list_titles(name).values())]
    if layer := find_layer(name):
        terms.append(("sector", layer.sector.value))
    said = [name, *(text for term in terms for text in say_everywhere(term).values())]
    return " ".join(map(fold_name, said))


def _render(
    request: Request, template: str, catalogue: Catalogue, name: str, values: dict[str, Any]
) -> Response:
    root = find_root(request)
    collection = catalogue.collections[name]
    common = {
        "page": "data",
        "name": name,
        "collections": catalogue.collections,
        "formats": list(Format),
        "drawings": list(Drawing),
        "grids": list_grids(catalogue),
        "sizes": find_sizes(request, catalogue),
        "lines": list_client_lines(root, name, has_places=collection.bounds is not None),
        "api": f"{root}/ogc",
        "licence_url": LICENCE_URL,
        "has_projects": bool(catalogue.register.projects),
    }
    page: Response = request.app.state.pages.render(request, template, catalogue, common | values)
    return page
