"""The page of the crossings on a day."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from app.catalogue.catalogue import Catalogue
from app.catalogue.changes import list_changes
from app.catalogue.crossings import describe_day
from app.catalogue.served import get_catalogue
from app.maps.crossings import draw_crossings
from app.pages.arrange import arrange
from app.review.openings import ask_openings
from app.review.population import describe_choices
from app.review.studies import Outcome
from app.web.pages import get_tools
from app.web.parameters import DayQuery
from geodata.dates import read_today
from geodata.wording import Wording

router = APIRouter(include_in_schema=False)

SINCE = date(1999, 1, 1)
"""The first day that the slider of the crossings reaches."""


@router.get("/crossings")
async def show_crossings(request: Request, query: Annotated[DayQuery, Query()]) -> Response:
    """Show the crossings as they were on a day, and when they changed."""
    checked = await ask_openings(request, get_catalogue(request), query.population)
    return await run_in_threadpool(_render, request, query, checked)


def _render(request: Request, query: DayQuery, checked: Outcome) -> Response:
    catalogue = get_catalogue(request)
    pages, assets, wording = get_tools(request)
    day = query.as_of or read_today()
    changes = list_changes(catalogue.crossings, SINCE)
    known = [read_today(), day, *(change.when.last for change in changes)]
    values = {
        "page": "crossings",
        "map": draw_crossings(catalogue, assets, wording, day),
        "changes": changes,
        "first": min(SINCE, day),
        "last": max(known),
        **_arrange_day(catalogue, query, wording),
        "populations": describe_choices(catalogue.manifest.city, query.population, wording),
        "population": query.population,
        "outcome": checked,
        "again_s": checked.again_s,
    }
    return pages.render(request, "pages/crossings.html", catalogue, values)


@router.get("/crossings/cards")
def show_cards(request: Request, query: Annotated[DayQuery, Query()]) -> Response:
    """Show the crossings of a day as the part of a page that its slider replaces."""
    catalogue = get_catalogue(request)
    pages, _, wording = get_tools(request)
    values = _arrange_day(catalogue, query, wording) | {"population": query.population}
    return pages.render(request, "pages/crossing_cards.html", catalogue, values)


def _arrange_day(catalogue: Catalogue, query: DayQuery, wording: Wording) -> dict[str, Any]:
    """Describe the crossings of a day, each group in the order that is asked for."""
    day = describe_day(catalogue, query.as_of or read_today())
    arranged = arrange(day["crossings"], query, wording)
    groups = {
        name: [one for one in arranged.items if one in group]
        for name, group in day["groups"].items()
    }
    return day | {"groups": groups, "arranged": arranged}
