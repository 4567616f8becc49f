"""One search over all cities of a server."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from fastapi import APIRouter, Request, Response

from app.catalogue.catalogue import Catalogue
from app.cities.cities import Cities
from app.cities.names import CityNames
from app.cities.routes import list_known
from app.cities.table import Row
from app.concurrency.threads import run_aside
from app.pages.found import TITLES, describe
from app.pages.search import LONGEST_QUERY, MOST_RESULTS, read_query, tidy_query
from app.web.pages import get_tools
from app.web.site import find_site
from geodata.gazetteer.coordinates import is_within, read_place
from geodata.gazetteer.entries import Named
from geodata.gazetteer.index import NameIndex

router = APIRouter(include_in_schema=False)


@router.get("/cities/search")
async def search_cities(request: Request, q: str = "") -> Response:
    """List the cities that are called so or hold such a place, and what is in any of them."""
    pages, _, _ = get_tools(request)
    rows = list_known(request)
    names = _choose_names(request)
    values: dict[str, Any] = {"refusal": False, "cities": [], "holding": [], "groups": []}
    q = q if tidy_query(q) else ""
    if q:
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


class OnlyNames:
    """The names of the only city of a server, which is in memory."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._city, self._gazetteer = catalogue.manifest.city.id, catalogue.gazetteer

    def list_ready(self) -> set[str]:
        """List the city."""
        return {self._city}

    def find(self, query: str, limit: int) -> list[tuple[str, Named]]:
        """Find what is called so or is such a thing."""
        return [(self._city, one) for one in self._gazetteer.find(query, limit)]


def _choose_names(request: Request) -> CityNames | OnlyNames:
    cities: Cities = request.app.state.cities
    catalogue = cities.only and cities.only.live.peek()
    names: CityNames = request.app.state.names
    return OnlyNames(catalogue) if catalogue else names


def _find(rows: list[Row], names: CityNames | OnlyNames, query: str, site: str) -> dict[str, Any]:
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
