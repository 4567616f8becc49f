"""Finds the city that a request is about, and keeps it in memory until it is answered."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import cast
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.cities.cities import Cities
from app.cities.city import City
from app.errors import NotReadyError
from app.web.problems import answer_error
from app.web.site import SAFE, Place, is_of_site, is_under, take_off

HOME = "/cities"
"""The page that ``/`` shows where there are several cities."""

_NEEDS_CITY = frozenset({"/readyz"})
"""Addresses of the whole server that also exist under a city, and are then about it."""


class CityPaths:
    """Tells which city a path is about.

    Everything of a city stands under its id, as ``/mitrovica/crossings``; what belongs to no city,
    such as ``/static``, answers beside it, too. Where there are several cities, the beginning of
    all paths is the page of them.
    """

    def __init__(self, cities: Cities) -> None:
        self._cities = cities

    def find_place(self, root: str, path: str) -> Place:
        """Find what a path is about."""
        only = self._cities.only
        for start in (root, ""):
            rest = take_off(path, start)
            city = only or self._cities.find(rest.lstrip("/").partition("/")[0])
            prefix = f"/{city.id}" if city and city.id else ""
            if city and is_under(path, start + prefix):
                rest = take_off(path, start + prefix)
                return Place(city, prefix, is_in_city=True, path=rest, is_one_of_many=not only)
        rest = take_off(path, root)
        if only:
            return Place(only, f"/{only.id}", is_in_city=False, path=rest)
        at = HOME if rest == "/" else rest
        return Place(None, "", is_in_city=False, path=at, is_one_of_many=True)


class CityMiddleware:
    """Keeps the city of a request in memory.

    A path without a city is redirected to the only one there is, with the same method and query;
    where there are several, it is not found.
    """

    def __init__(self, app: ASGIApp, cities: Cities) -> None:
        self.app = app
        self._cities = cities

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        place: Place = scope["state"]["place"]
        city = cast("City | None", place.city)
        if is_of_site(place.path) and not (place.is_in_city and place.path in _NEEDS_CITY):
            await self.app(scope, receive, send)
        elif city is None:
            await _refuse(HTTPException(404), scope, receive, send)
        elif not place.is_in_city:
            query = scope["query_string"].decode("latin-1")
            mark = "?" if query else ""
            there = RedirectResponse(quote(scope["path"], safe=SAFE) + mark + query)
            await there(scope, receive, send)
        else:
            await self._answer(city, scope, receive, send)

    async def _answer(self, city: City, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request about a city while the city is in memory.

        Once an answer begins, it holds what it still needs, so that nobody keeps a city by reading
        slowly.
        """

        async def send_and_release(message: Message) -> None:
            await lent.aclose()
            await send(message)

        try:
            async with AsyncExitStack() as lent:
                await lent.enter_async_context(self._cities.lend(city))
                await self.app(scope, receive, send_and_release)
        except NotReadyError as error:  # what the application says of it, it answers itself
            await _refuse(error, scope, receive, send)


async def _refuse(error: Exception, scope: Scope, receive: Receive, send: Send) -> None:
    answer = await answer_error(Request(scope), error)
    await answer(scope, receive, send)
