"""Answers from a data version that is kept beside the current one, where `snapshot` names it."""

from __future__ import annotations

import logging
import re
from functools import partial
from pathlib import Path
from typing import cast

from fastapi.exceptions import RequestValidationError
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.catalogue.catalogue import Catalogue, load_catalogue
from app.catalogue.served import KEPT
from app.cities.city import City
from app.concurrency.memory import settle_memory
from app.concurrency.turns import name_client
from app.errors import GoneError, NotReadyError
from app.review.worker import ThreadWorker
from app.web.problems import answer_error
from app.web.site import Place
from geodata.errors import SnapshotError
from geodata.sentences import sentence
from geodata.snapshot.store import (
    is_snapshot_id,
    list_snapshot_ids,
    open_snapshot,
    read_marks,
)

log = logging.getLogger(__name__)

PARAMETER = "snapshot"

Marks = frozenset[tuple[str, int, int]]

_PATHS = re.compile(r"/data/[^/]+\.[a-z]+|/ogc/collections/[^/]+/items(/[^/]+)?|/api/snapshot")
"""What may be asked of a kept data version: layers and tables, whole or in part."""

_MOST_WAITING = 8
"""Requests of a client that wait for a data version to be read; then it is told to ask again."""

_LONGEST_S = 30.0
"""How long a request waits for its turn and the reading; then it is told to come back."""


class KeptCatalogues:
    """Holds the one kept data version that was asked for last; reads one at a time.

    Clients take turns, so that none who asks for one and the other keeps the rest waiting. One
    that cannot be read is not tried again before its files change.
    """

    def __init__(self) -> None:
        self._worker = ThreadWorker("load-kept", _MOST_WAITING, _LONGEST_S)
        self._key: tuple[Path, str] | None = None
        self._catalogue: Catalogue | None = None
        self._broken: dict[tuple[Path, str], Marks] = {}

    async def get(self, data: Path, name: str, client: str) -> Catalogue:
        """Get a data version of a city's folder, read from disk unless it is the last one.

        Parameters
        ----------
        client
            Whose turn it takes, as `name_client` names it.

        Raises
        ------
        GoneError
            When it is not kept.
        NotReadyError
            When its files cannot be read.
        HTTPException
            503 when this client waits for too many already.
        """
        return await self._worker.run(partial(self._load, data, name), client)

    def close(self) -> None:
        """Take no more work."""
        self._worker.close()

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
            self._catalogue = self._read(data, name)
            self._key = data, name
            settle_memory()
        return self._catalogue

    def _read(self, data: Path, name: str) -> Catalogue:
        marks: Marks = frozenset()
        try:
            marks = read_marks(data, name)
            if self._broken.get((data, name)) != marks:
                return load_catalogue(open_snapshot(data, name))
        except (SnapshotError, OSError) as error:
            log.error("%s", error)  # noqa: TRY400 - the sentence says all
        except Exception:
            log.exception("Data version %s could not be read.", name)
        self._broken = {**self._broken, (data, name): marks}
        raise NotReadyError(sentence("Data version %(id)s could not be read.", id=name))


class KeptMiddleware:
    """Looks for `snapshot` among the parameters, and has that data version answer."""

    def __init__(self, app: ASGIApp, kept: KeptCatalogues) -> None:
        self.app, self._kept = app, kept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["query_string"]:
            place: Place = scope["state"]["place"]
            city = cast("City | None", place.city)
            if city and _PATHS.fullmatch(place.path):
                try:
                    await self._choose(scope, city)
                except (
                    GoneError,
                    NotReadyError,
                    RequestValidationError,
                    HTTPException,
                ) as error:
                    answer = await answer_error(Request(scope), error)
                    await answer(scope, receive, send)
                    return
        await self.app(scope, receive, send)

    async def _choose(self, scope: Scope, city: City) -> None:
        names = QueryParams(scope["query_string"]).getlist(PARAMETER)
        if not names:
            return
        name, *others = names
        if others or not is_snapshot_id(name):
            fault = sentence("should be the id of one data version, as /api/snapshots lists them")
            error = {"loc": ("query", PARAMETER), "msg": fault, "type": "value_error"}
            raise RequestValidationError([error])
        current = city.live.peek()
        if current is None or current.id != name:
            scope["state"][KEPT] = await self._kept.get(
                city.data, name, name_client(Request(scope))
            )
