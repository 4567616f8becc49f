"""The names of all cities of a server, searched together though few cities are in memory."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from app.catalogue.names import index_entries
from app.cities.city import City
from app.cities.names_file import Entry, Term, find_entries, read_terms, write_names
from app.concurrency.process import ProcessWorker, WorkerEndedError
from app.language.terms import say_everywhere
from geodata.errors import SnapshotError
from geodata.gazetteer.entries import Named
from geodata.gazetteer.folding import fold_name
from geodata.gazetteer.kind_index import KindIndex
from geodata.snapshot.work_folder import WorkFolder

log = logging.getLogger(__name__)

AGAIN_S = 600.0
"""After this time, names that could not be read are tried again: a disk may have been full."""


@dataclass(frozen=True, slots=True)
class NamesFile:
    """The names of one snapshot of a city; without a path where they cannot be read.

    Attributes
    ----------
    tried_s
        When they were read, of the clock `time.monotonic`.
    """

    snapshot_id: str
    path: Path | None = None
    terms: frozenset[Term] = frozenset()
    tried_s: float = field(default_factory=time.monotonic)


class CityNames:
    """Files of names, made one after the other by a process that goes when all are made.

    All methods but `find` are called on the event loop.
    """

    def __init__(self) -> None:
        self._files: dict[str, NamesFile] = {}
        self._folder: WorkFolder | None = None
        self._making: asyncio.Task[None] | None = None
        self._worker: ProcessWorker | None = None

    def follow(self, cities: Iterable[City]) -> None:
        """Begin to make the files that are missing, and remove those of what is gone."""
        wanted = {one.id: one for one in cities if one.known.snapshot}
        for name in self._files.keys() - wanted.keys():
            self._remove(name)
        missing = [one for one in wanted.values() if self._is_missing(one)]
        if missing and (self._making is None or self._making.done()):
            self._making = asyncio.create_task(self._make_all(missing))

    def list_ready(self) -> set[str]:
        """List the cities that are searched, by id."""
        return {name for name, file in self._files.items() if file.path}

    def find(self, query: str, limit: int) -> list[tuple[str, Named]]:
        """Find what is called so or is such a thing: the id of its city and itself, best first."""
        files = [(name, file.path, file.terms) for name, file in list(self._files.items())]
        folded = fold_name(query)
        terms = _find_terms(frozenset().union(*(terms for _, _, terms in files)), query)
        entries: list[Entry] = []
        cities: dict[int, str] = {}
        for name, path, _ in files:
            with suppress(Exception):  # of a city that has just gone
                found = find_entries(path, folded, terms) if path else []
                entries += found
                cities |= {id(one): name for one, _ in found}
        gazetteer = index_entries([one for one, _ in entries], [names for _, names in entries])
        return [(cities[id(one)], one) for one in gazetteer.find(query, limit)]

    def close(self) -> None:
        """Stop making files and remove all of them."""
        if self._making:
            self._making.cancel()
        if self._worker:
            self._worker.close()
        if self._folder:
            self._folder.close()
            self._folder = None

    def _is_missing(self, city: City) -> bool:
        known, file = city.known.snapshot, self._files.get(city.id)
        if known is None or file is None:
            return known is not None
        is_due = not file.path and time.monotonic() - file.tried_s > AGAIN_S
        return is_due or file.snapshot_id != known.id

    async def _make_all(self, cities: list[City]) -> None:
        self._worker = ProcessWorker()
        try:
            for city in cities:
                await self._make(self._worker, city)
        finally:
            await asyncio.to_thread(self._worker.close)

    async def _make(self, worker: ProcessWorker, city: City) -> None:
        snapshot = city.known.snapshot
        if snapshot is None:
            return
        self._folder = self._folder or WorkFolder()
        path = self._folder.path / f"{secrets.token_hex(8)}.sqlite"
        made = NamesFile(snapshot.id)
        try:
            await worker.do(write_names, city.data, snapshot.id, path)
            made = NamesFile(snapshot.id, path, read_terms(path))
        except (SnapshotError, WorkerEndedError, OSError) as error:
            log.warning("The names of %s cannot be searched: %s", city.id, error)
        except Exception:  # whatever a file holds, the next cities have their turn
            log.exception("The names of %s cannot be searched.", city.id)
        if not made.path:
            path.unlink(missing_ok=True)
        self._remove(city.id)
        self._files[city.id] = made

    def _remove(self, name: str) -> None:
        file = self._files.pop(name, None)
        if file and file.path:
            file.path.unlink(missing_ok=True)


@lru_cache(maxsize=1)
def _index_kinds(terms: frozenset[Term]) -> tuple[list[Term], KindIndex]:
    listed = sorted(terms)
    return listed, KindIndex(listed, lambda term: say_everywhere(term).values())


def _find_terms(terms: frozenset[Term], query: str) -> list[Term]:
    """Find the kinds that a query means, in any language of the interface."""
    listed, index = _index_kinds(terms)
    return [listed[at] for tier in index.find_tiers(query) for at in tier]
