"""Search by name in every language and script: as JSON for the map's box, and as a page."""

from __future__ import annotations

import unicodedata
from itertools import groupby
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from app.catalogue.catalogue import Catalogue
from app.catalogue.names import CROSSINGS, INSTITUTIONS, NAMES, PROJECTS, PROVIDERS
from app.catalogue.served import get_catalogue
from app.language.choice import get_wording
from app.web.caching import build_headers, is_current
from app.web.pages import Pages
from app.web.site import find_prefix
from geodata.gazetteer.entries import Named
from geodata.layers import ALL_LAYERS
from geodata.sentences import sentence

router = APIRouter()

LONGEST_QUERY = 100
MOST_RESULTS = 50
LISTED = 12
"""Results that the box of a map shows."""

TITLES = {
    CROSSINGS: "Crossings",
    PROJECTS: "Projects",
    INSTITUTIONS: "Institutions",
    **{layer.name: layer.title for layer in ALL_LAYERS},
}
"""Layer → its heading, a term of the vocabulary; providers and names have one of the page."""


def read_query(text: object) -> str:
    """Read what is searched for, in Unicode's form NFKC, without spaces around it.

    Raises
    ------
    ValueError
        When nothing or too much is left.
    """
    given = str(text)
    query = " ".join(unicodedata.normalize("NFKC", given[: 10 * LONGEST_QUERY]).split())
    # Some signs become a whole phrase: what was short enough as it was given is not too long.
    if not query or min(len(query), len(given)) > LONGEST_QUERY:
        raise ValueError(sentence("should be 1 to %(n)s characters", n=LONGEST_QUERY))
    return query


_QUERY_SCHEMA = {
    "type": "string",
    "minLength": 1,
    "maxLength": LONGEST_QUERY,
    "pattern": r"[^\s\u0000-\u001f\u0085]",  # what one program takes for a space, another does not
    "description": "a name or a part of it, in any language or script",
}


class SearchQuery(BaseModel):
    """Parameters of a search."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[str, BeforeValidator(read_query), WithJsonSchema(_QUERY_SCHEMA)]
    limit: Annotated[int, Field(ge=1, le=MOST_RESULTS)] = LISTED


class Found(BaseModel):
    """Something that is called so.

    Attributes
    ----------
    names
        BCP 47 code → name; `und` where OpenStreetMap does not say the language.
    point
        [lon, lat] on it, in degrees; null where nobody says where it is.
    bbox
        [left, bottom, right, top] in degrees.
    parts
        How many ways a street or a line has here; 1 for everything else.
    href
        Page that shows it.
    unofficial
        BCP 47 code → how a name came about that no source gives in this language: `transliterated`
        or `translated`.
    """

    id: str
    layer: str
    names: dict[str, str]
    kind: str | None
    side: str | None
    point: tuple[float, float] | None
    bbox: tuple[float, float, float, float] | None
    is_modelled: bool
    parts: int
    href: str
    unofficial: dict[str, str]


class Results(BaseModel):
    """What a search found, the nearest names first."""

    query: str
    snapshot_id: str
    results: list[Found]


@router.get(
    "/api/search",
    tags=["search"],
    response_model=Results,
    responses={
        304: {"description": "The reader's copy is still current"},
        400: {"description": "A parameter is unknown or malformed (RFC 9457)"},
        503: {"description": "No snapshot is loaded yet (RFC 9457)"},
    },
)
def search(request: Request, query: Annotated[SearchQuery, Query()]) -> Response:
    """Find features, crossings, projects, providers, institutions and places by any of their names.

    Case, accents, punctuation and script do not matter: *most* finds *Мост*. A place of the layer
    `names` is in the registry of names, and nothing on this map bears one of its names.
    """
    catalogue = get_catalogue(request)
    headers = build_headers(catalogue.id)
    if is_current(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    found = find(catalogue, query.q, query.limit, find_prefix(request))
    results = Results(query=query.q, snapshot_id=catalogue.id, results=found)
    return Response(results.model_dump_json(), 200, headers, "application/json")


@router.get("/search", include_in_schema=False)
def show_search(request: Request, q: str = "") -> Response:
    """List what a search found, for readers without scripts and for links to a search."""
    catalogue = get_catalogue(request)
    pages: Pages = request.app.state.pages
    found, refusal = [], ""
    if q.strip():
        try:
            found = find(catalogue, read_query(q), MOST_RESULTS, find_prefix(request))
        except ValueError:
            sentence = get_wording(request).gettext(
                "Search text may have at most %(n)s characters."
            )
            refusal = sentence % {"n": LONGEST_QUERY}
    city = catalogue.manifest.city
    values = {
        "query": q[:LONGEST_QUERY],
        "refusal": refusal,
        "groups": group_by_layer(found),
        "titles": TITLES,
        "sides": {bank.id: bank.name for bank in (city.left, city.right)},
        "longest": LONGEST_QUERY,
        "most": MOST_RESULTS,
    }
    return pages.render(request, "pages/search.html", catalogue, values, 400 if refusal else 200)


def find(catalogue: Catalogue, query: str, limit: int, prefix: str = "") -> list[Found]:
    """Find what is called so in a snapshot, the nearest first."""
    return [describe(one, prefix) for one in catalogue.gazetteer.find(query, limit)]


def describe(one: Named, prefix: str = "") -> Found:
    """Describe a named thing with the page that shows it, behind the prefix of this server."""
    return Found(
        id=one.id,
        layer=one.layer,
        names=one.names,
        kind=one.kind,
        side=one.side,
        point=one.point,
        bbox=one.bbox,
        is_modelled=one.is_modelled,
        parts=one.parts,
        href=prefix + _write_address(one),
        unofficial=dict(one.unofficial),
    )


def group_by_layer(found: list[Found]) -> list[tuple[str, list[Found]]]:
    """Group results by their layer; the layer of the nearest comes first."""
    order = list(dict.fromkeys(one.layer for one in found))
    arranged = sorted(found, key=lambda one: order.index(one.layer))
    return [(layer, list(group)) for layer, group in groupby(arranged, lambda one: one.layer)]


def _write_address(one: Named) -> str:
    if one.layer == CROSSINGS:
        return f"/crossings#crossings/{one.id}"
    if one.layer == PROJECTS:
        return f"/projects/{one.id}"
    if one.layer == PROVIDERS:
        return f"/providers?{urlencode({'service': one.kind, 'provider': one.id})}"
    if one.layer == INSTITUTIONS:
        return f"/institutions#institutions/{one.id}"
    if one.layer == NAMES:
        return f"/languages#names/{one.id}"
    lon, lat = one.point or (0, 0)
    return f"/#open={one.layer}/{one.id}&at={lat},{lon}"
