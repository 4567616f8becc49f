"""Pages that people open: the overview, the crossings and the projects."""

from collections import Counter
from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Request, Response

from app.assets import Assets
from app.crossings import describe_crossings
from app.data import read_today
from app.live import get_catalogue
from app.maps.crossings import draw_crossings
from app.maps.overview import draw_overview
from app.maps.projects import draw_projects
from app.pages import Pages
from app.query import DayQuery
from app.review.answers import make_openings_key
from app.review.desk import get_desk
from geodata.names import join_names
from geodata.network import TravelMode

router = APIRouter(include_in_schema=False)


@router.get("/")
def show_overview(request: Request) -> Response:
    """Show the city, its crossings, its projects and every layer."""
    catalogue = get_catalogue(request)
    pages, assets = _get_tools(request)
    crossings = describe_crossings(catalogue.crossings, read_today())
    values = {
        "page": "overview",
        "map": draw_overview(catalogue, assets),
        "crossings": crossings,
        "statuses": Counter(crossing["status"] for crossing in crossings),
        "projects": catalogue.projects,
    }
    return pages.render(request, "overview.html", catalogue, values)


@router.get("/crossings")
def show_crossings(request: Request, query: Annotated[DayQuery, Query()]) -> Response:
    """Show the crossings as they were on a day."""
    catalogue = get_catalogue(request)
    pages, assets = _get_tools(request)
    day = query.as_of or read_today()
    crossings = describe_crossings(catalogue.crossings, day)
    values = {
        "page": "crossings",
        "map": draw_crossings(catalogue, assets, day),
        "crossings": crossings,
        "statuses": Counter(crossing["status"] for crossing in crossings),
        "day": day,
        **_recall_validation(request, catalogue.id),
    }
    return pages.render(request, "crossings.html", catalogue, values)


@router.get("/projects")
def show_projects(request: Request) -> Response:
    """Show what people could build or agree across the river."""
    catalogue = get_catalogue(request)
    city = catalogue.manifest.city
    pages, assets = _get_tools(request)
    values = {
        "page": "projects",
        "sides": {bank.id: join_names(bank.name) for bank in (city.left, city.right)},
        "providers": catalogue.providers,
        "map": draw_projects(catalogue, assets),
        "projects": catalogue.projects,
    }
    return pages.render(request, "projects.html", catalogue, values)


def _recall_validation(request: Request, snapshot_id: str) -> dict[str, object]:
    """Recall the check against bridges that did open, on foot; else say why it is not there."""
    desk = get_desk(request)
    known = desk.recall(make_openings_key(snapshot_id, TravelMode.WALK))
    return {"validation": orjson.loads(known) if known else None, "reason": desk.reason}


def _get_tools(request: Request) -> tuple[Pages, Assets]:
    state = request.app.state
    return state.pages, state.assets
