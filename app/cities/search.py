"""One search over all cities of a server."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from fastapi import APIRouter, Request, Response

from app.cities.names import CityNames
from app.cities.routes import list_known
from app.cities.table import Row
from app.concurrency.threads import run_aside
from app.pages.found import TITLES, describe
from app.pages.search import LONGEST_QUERY, MOST_RESULTS, read_query
from app.web.pages import get_tools
from app.web.site import find_site
from geodata.gazetteer.coordinates import is_within, read_place
from geodata.gazetteer.index import NameIndex

router = APIRouter(include_in_schema=False)


@router.get("/cities/search")
async def search_cities(request: Request, q: str = "") -> Response:
    """List the cities that are called so or hold such a place, and what is in any of them."""
    pages, _, _ = get_tools(request)
    rows = list_known(request)
    names: CityNames = request.app.state.names
    values: dict[str, Any] = {"refusal": False, "cities": [], "groups": []}
    if q.strip():
        try:
            found = await run_aside(_find, rows, names, read_query(q), find_site(request))
            values |= found
        except ValueError:
            values["refusal"] = True
    ready = names.list_ready()
    values |= {
        "page": "city-search",
        "query": q[:LONGEST_QUERY],
        "longest": LONGEST_QUERY,
        "most": MOST_RESULTS,
        "titles": TITLES,
        "waiting": [row for row in rows if row.compared and row.id not in ready],
    }
    status = 400 if values["refusal"] else 200
    return pages.render(request, "cities/search.html", None, values, status)


def _find(rows: list[Row], names: CityNames, query: str, site: str) -> dict[str, Any]:
    readable = {row.id: row for row in rows if row.compared}
    called = NameIndex([row.names.values() for row in rows], [0] * len(rows)).find(query, len(rows))
    holding = [row for row in readable.values() if _holds(row, query)]
    found = names.find(query, MOST_RESULTS)
    order = list(dict.fromkeys(name for name, _ in found))
    found.sort(key=lambda pair: order.index(pair[0]))
    groups = [
        (readable[name], [describe(one, f"{site}/{name}") for _, one in of_city])
        for name, of_city in groupby(found, key=lambda pair: pair[0])
        if name in readable
    ]
    return {"cities": [rows[at] for at in called], "holding": holding, "groups": groups}


def _holds(row: Row, query: str) -> bool:
    """Tell whether a query begins with coordinates of a place in a city's study area."""
    if row.compared is None:
        return False
    bounds = row.compared.manifest.bounds
    read = read_place(query, bounds)
    return read is not None and is_within(read[0], bounds)
