"""The page of the crossings on a day."""

from datetime import date
from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Request, Response

from app.catalogue.changes import list_changes
from app.catalogue.crossings import describe_day
from app.catalogue.served import get_catalogue
from app.language.choice import get_wording
from app.language.refusals import say_sentence
from app.maps.crossings import draw_crossings
from app.review.cache import make_openings_key
from app.review.service import get_service
from app.web.pages import get_tools
from app.web.parameters import DayQuery
from geodata.dates import read_today
from geodata.streets.network import TravelMode

router = APIRouter(include_in_schema=False)

SINCE = date(1999, 1, 1)
"""The first day that the slider of the crossings reaches."""


@router.get("/crossings")
def show_crossings(request: Request, query: Annotated[DayQuery, Query()]) -> Response:
    """Show the crossings as they were on a day, and when they changed."""
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
        "bank_names": wording.name_banks(catalogue.manifest.city),
        "modes": [[mode, wording.say("travel mode", mode)] for mode in TravelMode],
        **describe_day(catalogue, day),
        **_recall_validation(request, catalogue.id),
    }
    return pages.render(request, "pages/crossings.html", catalogue, values)


@router.get("/crossings/cards")
def show_cards(request: Request, query: Annotated[DayQuery, Query()]) -> Response:
    """Show the crossings of a day as the part of a page that its slider replaces."""
    catalogue = get_catalogue(request)
    pages, _, _ = get_tools(request)
    values = describe_day(catalogue, query.as_of or read_today())
    return pages.render(request, "pages/crossing_cards.html", catalogue, values)


def _recall_validation(request: Request, snapshot_id: str) -> dict[str, object]:
    """Recall the check against bridges that did open, on foot; else say why it is not there."""
    service = get_service(request)
    known = service.recall(make_openings_key(snapshot_id, TravelMode.WALK))
    reason = say_sentence(service.reason, get_wording(request))
    return {"validation": orjson.loads(known) if known else None, "reason": reason}
