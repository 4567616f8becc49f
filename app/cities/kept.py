"""Answers from a data version that is kept beside the current one, where `snapshot` names it."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

from fastapi.exceptions import RequestValidationError
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.catalogue.catalogue import Catalogue, load_catalogue
from app.catalogue.served import KEPT
from app.cities.city import City
from app.concurrency.memory import settle_memory
from app.errors import GoneError, NotReadyError
from app.web.problems import answer_error
from app.web.site import Place
from geodata.errors import SnapshotError
from geodata.sentences import sentence
from geodata.snapshot.store import is_snapshot_id, list_snapshot_ids, open_snapshot

PARAMETER = "snapshot"

_PATHS = re.compile(r"/data/[^/]+\.[a-z]+|/ogc/collections/[^/]+/items(/[^/]+)?|/api/snapshot")
"""What may be asked of a kept data version: layers and tables, whole or in part."""

_MOST_WAITING = 8
"""Requests that wait for a data version to be read; who comes then is told to ask again."""


class KeptCatalogues:
    """Holds the one kept data version that was asked for last; reads one at a time."""

    def __init__(self) -> None:
        self._loader = ThreadPoolExecutor(1, thread_name_prefix="load-kept")
        self._key: tuple[Path, str] | None = None
        self._catalogue: Catalogue | None = None
        self._waiting = 0

    async def get(self, data: Path, name: str) -> Catalogue:
        """Get a data version of a city's folder, read from disk unless it is the last one.

        Raises
        ------
        GoneError
            When it is not kept.
        NotReadyError
            When too many wait already, or its files cannot be read.
        """
        if self._waiting >= _MOST_WAITING:
            raise NotReadyError(
                sentence("Many older data versions are being read. Please try again shortly.")
            )
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._loader, self._load, data, name)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Take no more work."""
        self._loader.shutdown(wait=False, cancel_futures=True)

    def _load(self, data: Path, name: str) -> Catalogue:
        kept = list_snapshot_ids(data)
        if name not in kept:
            raise GoneError(
                sentence(
                    "Data version %(id)s is no longer stored. There are: %(known)s.",
                    id=name,
                    known=", ".join(kept),
                )
            )
        if self._catalogue is None or self._key != (data, name):
            self._catalogue = None  # makes room before the next one is read
            try:
                self._catalogue = load_catalogue(open_snapshot(data, name))
            except SnapshotError:
                raise NotReadyError(
                    sentence("Data version %(id)s could not be read.", id=name)
                ) from None
            self._key = data, name
            settle_memory()
        return self._catalogue


class KeptMiddleware:
    """Looks for `snapshot` among the parameters, and has that data version answer."""

    def __init__(self, app: ASGIApp, kept: KeptCatalogues) -> None:
        self.app, self._kept = app, kept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and PARAMETER.encode() in scope["query_string"]:
            place: Place = scope["state"]["place"]
            city = cast("City | None", place.city)
            names = QueryParams(scope["query_string"]).getlist(PARAMETER)
            if city and names and _PATHS.fullmatch(place.path):
                try:
                    await self._choose(scope, city, names)
                except (GoneError, NotReadyError, RequestValidationError) as error:
                    answer = await answer_error(Request(scope), error)
                    await answer(scope, receive, send)
                    return
        await self.app(scope, receive, send)

    async def _choose(self, scope: Scope, city: City, names: list[str]) -> None:
        name, *others = names
        if others or not is_snapshot_id(name):
            fault = sentence("should be the id of one data version, as /api/snapshots lists them")
            error = {"loc": ("query", PARAMETER), "msg": fault, "type": "value_error"}
            raise RequestValidationError([error])
        current = city.live.peek()
        if current is None or current.id != name:
            scope["state"][KEPT] = await self._kept.get(city.data, name)
