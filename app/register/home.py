"""The first page of the register: its projects, by kind, status, keys and name."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from app.register.access import allow
from app.register.caller import Caller
from app.register.context import get_register
from app.register.page_cache import keep
from app.register.pages import render
from app.register.schemas import HomeQuery
from app.register.views import list_items
from geodata.cities.projects import ProjectKind, ProjectStatus

router = APIRouter(include_in_schema=False)

ON_A_PAGE = 50


@router.get("/")
@keep
def show_home(
    request: Request,
    query: Annotated[HomeQuery, Query()],
    _caller: Annotated[Caller, Depends(allow("read"))],
) -> Response:
    """Show the projects of the register."""
    register = get_register(request)
    with register.database.read() as session:
        items, total = list_items(
            session, register.ledger, query, most=ON_A_PAGE, after=query.after
        )
    values = {
        "page": "projects",
        "town": register.town,
        "query": query,
        "items": items,
        "total": total,
        "others": _list_others(query, total),
        "kinds": list(ProjectKind),
        "statuses": list(ProjectStatus),
    }
    return render(request, "register/home.html", values)


def _list_others(query: HomeQuery, total: int) -> dict[str, str]:
    """List the queries of the page before and the page after, as far as there are any."""
    before, after = query.after - ON_A_PAGE, query.after + ON_A_PAGE
    places = {"prev": max(before, 0)} if query.after else {}
    places |= {"next": after} if after < total else {}
    asked = query.model_dump(exclude_defaults=True)
    return {name: "?" + urlencode(asked | {"after": place}) for name, place in places.items()}
