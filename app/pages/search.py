"""Search by name, kind and coordinates: as JSON for the map's box, and as a page."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, WithJsonSchema
from shapely import Point

from app.catalogue.catalogue import Catalogue
from app.catalogue.served import get_catalogue
from app.language.choice import get_wording
from app.pages.found import TITLES, Found, describe, describe_place, group_by_layer
from app.web.caching import build_headers, is_current
from app.web.pages import Pages
from app.web.site import find_prefix
from geodata.gazetteer.coordinates import Place, is_on_earth, read_place
from geodata.names import Language
from geodata.sentences import sentence

router = APIRouter()

LONGEST_QUERY = 100
MOST_RESULTS = 50
LISTED = 12
"""Results that the box of a map shows."""
_SPACES = r"\s\u0000-\u001f\u0085\ufeff"
"""What one program or another takes for a space: between words for all of them, never a word."""


def tidy_query(text: str) -> str:
    """Write in Unicode's form NFKC, with one space between words; empty if there are none."""
    normal = unicodedata.normalize("NFKC", text[: 10 * LONGEST_QUERY])
    return re.sub(f"[{_SPACES}]+", " ", normal).strip()


def read_query(text: object) -> str:
    """Read what is searched for, as `tidy_query` writes it.

    Raises
    ------
    ValueError
        When nothing or too much is left.
    """
    given = str(text)
    query = tidy_query(given)
    # Some signs become a whole phrase: what was short enough as it was given is not too long.
    if not query or min(len(query), len(given)) > LONGEST_QUERY:
        raise ValueError(sentence("should be 1 to %(n)s characters", n=LONGEST_QUERY))
    return query


def read_near(text: object) -> Point:
    """Read ``LON,LAT`` in degrees as a point in EPSG:4326.

    Raises
    ------
    ValueError
        When it is no place on earth.
    """
    try:
        lon, lat = (float(part) for part in str(text).split(","))
    except ValueError:
        lon, lat = math.nan, math.nan
    if not is_on_earth((lon, lat)):
        raise ValueError(
            sentence("should be a longitude and a latitude in degrees, with a comma between them")
        )
    return Point(lon, lat)


_QUERY_SCHEMA = {
    "type": "string",
    "minLength": 1,
    "maxLength": LONGEST_QUERY,
    "pattern": f"[^{_SPACES}]",
    "description": "a name or a part of it, what a thing is, such as *hospital*, or coordinates, "
    "in any language or script",
}
_NEAR_SCHEMA = {
    "type": "string",
    "pattern": r"^-?(1[0-7][0-9]|[0-9]{1,2})(\.[0-9]{1,7})?,-?[0-8]?[0-9](\.[0-9]{1,7})?$",
    "description": "LON,LAT in degrees: of results that fit as well, the nearest come first",
}


class SearchQuery(BaseModel):
    """Parameters of a search."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)

    q: Annotated[str, BeforeValidator(read_query), WithJsonSchema(_QUERY_SCHEMA)]
    near: Annotated[Point | None, PlainValidator(read_near), WithJsonSchema(_NEAR_SCHEMA)] = None
    limit: Annotated[int, Field(ge=1, le=MOST_RESULTS)] = LISTED


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
    """Find features, crossings, projects, providers, institutions and places by name or kind.

    Case, accents, punctuation and script do not matter: *most* finds *Мост*. What a thing is may be
    said in any language of the interface: *bolnica* finds every hospital. Coordinates, latitude
    first, find their place, with its bank, its municipality and how far the river is; beside other
    words they say near what to search. A place of the layer `names` is in the registry of names,
    and nothing on this map bears one of its names.
    """
    catalogue = get_catalogue(request)
    headers = build_headers(catalogue.id)
    if is_current(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    found = find(catalogue, query.q, query.limit, query.near, find_prefix(request))
    results = Results(query=query.q, snapshot_id=catalogue.id, results=found)
    return Response(results.model_dump_json(), 200, headers, "application/json")


class OptionsQuery(SearchQuery):
    """Parameters of what the box of a map shows."""

    lang: Language | None = None


@router.get("/search/options", include_in_schema=False)
def show_options(request: Request, query: Annotated[OptionsQuery, Query()]) -> Response:
    """List what a search found as the part of a page that the box of a map shows."""
    catalogue = get_catalogue(request)
    pages: Pages = request.app.state.pages
    found = find(catalogue, query.q, query.limit, query.near, find_prefix(request))
    values = {"groups": group_by_layer(found), **_name_groups(catalogue)}
    return pages.render_part(request, "pages/search_options.html", catalogue, values)


@router.get("/search", include_in_schema=False)
def show_search(request: Request, q: str = "", near: str = "") -> Response:
    """List what a search found, for readers without scripts and for links to a search."""
    catalogue = get_catalogue(request)
    pages: Pages = request.app.state.pages
    found, refusal = [], ""
    q = q if tidy_query(q) else ""
    if q:
        try:
            found = _find_for_page(catalogue, q, near, find_prefix(request))
        except ValueError:
            sentence = get_wording(request).gettext(
                "Search text may have at most %(n)s characters."
            )
            refusal = sentence % {"n": LONGEST_QUERY}
    values = {
        "query": q[:LONGEST_QUERY],
        "refusal": refusal,
        "groups": group_by_layer(found),
        **_name_groups(catalogue),
        "example": _write_middle(catalogue),
        "longest": LONGEST_QUERY,
        "most": MOST_RESULTS,
    }
    return pages.render(request, "pages/search.html", catalogue, values, 400 if refusal else 200)


def _name_groups(catalogue: Catalogue) -> dict[str, object]:
    city = catalogue.manifest.city
    return {
        "titles": TITLES,
        "sides": {bank.id: bank.name for bank in (city.left, city.right)},
        "municipalities": {one.id: one.name for one in city.municipalities},
    }


def _write_middle(catalogue: Catalogue) -> str:
    """Write the middle of the study area as somebody might type it."""
    left, bottom, right, top = catalogue.manifest.bounds
    return f"{(bottom + top) / 2:.3f}, {(left + right) / 2:.3f}"


def _find_for_page(catalogue: Catalogue, q: str, near: str, prefix: str) -> list[Found]:
    try:
        place = read_near(near)
    except ValueError:  # a page without a place is better than none
        place = None
    return find(catalogue, read_query(q), MOST_RESULTS, place, prefix)


def find(
    catalogue: Catalogue, query: str, limit: int, near: Point | None, prefix: str = ""
) -> list[Found]:
    """Find what is called so, is such a thing or lies there in a snapshot, the nearest first."""
    bounds = catalogue.manifest.bounds
    place: Place | None = (near.x, near.y) if near else None
    if read := read_place(query, bounds):
        place, query = read
        if not query:
            return [describe_place(place, catalogue, prefix)]
    return [describe(one, prefix, place) for one in catalogue.gazetteer.find(query, limit, place)]
