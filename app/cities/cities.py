"""The cities of one server, of which as many are in memory as are asked for and have room."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from app.cities.city import City
from app.cities.folder import list_folders
from app.concurrency.memory import settle_memory
from app.errors import NotReadyError
from app.review.service import ReviewWorkers
from app.settings import Settings
from geodata.sentences import sentence
from geodata.snapshot.folder import CURRENT

log = logging.getLogger(__name__)

PATIENCE_S = 10.0
"""How long a request waits until its city is in memory; then it is told to come back."""

_LOADING = sentence("The data of this city are being loaded. Please try again shortly.")
_FULL = sentence("Many cities are being used. Please try again shortly.")


class Cities:
    """Follows a data folder, which holds one city or, in a folder each, several.

    The only city of a server is loaded at its start and stays. Of several, each is loaded when it
    is first asked for, one after the other, and leaves when nobody asked for a while, or when
    others need the room; never while a request about it is under way.

    Attributes
    ----------
    workers
        What works for the reviews of all of them.
    """

    def __init__(self, settings: Settings) -> None:
        self._data = settings.data
        self._most = settings.most_cities
        self._idle_s = 60 * settings.city_idle_min
        self.workers = ReviewWorkers()
        self._make = partial(
            City, workers=self.workers, has_criticality=settings.service_criticality
        )
        self._loader = ThreadPoolExecutor(1, thread_name_prefix="load-city")
        self._only: City | None = self._make(self._data)
        self._by_id: dict[str, City] = {}
        self._logged = ""

    @property
    def only(self) -> City | None:
        """The city of a server of one; None where there are several."""
        return self._only

    def find(self, name: str) -> City | None:
        """Find one of several by its id."""
        return self._by_id.get(name)

    def list_cities(self) -> list[City]:
        """List them by id; none where the only one is not there yet."""
        if self._only is not None:
            return [self._only] if self._only.is_loaded else []
        return list(self._by_id.values())

    @asynccontextmanager
    async def lend(self, city: City) -> AsyncIterator[None]:
        """Keep a city in memory for a request about it.

        Raises
        ------
        NotReadyError
            When it cannot be loaded, not so soon, or not now.
        """
        if city is self._only:
            yield
            return
        city.readers += 1
        try:
            if not city.is_loaded:
                await self._load(city)
            yield
        finally:
            city.readers -= 1
            city.note_asked()

    async def refresh(self) -> None:
        """Look which cities there are and which data of them are current."""
        await asyncio.get_running_loop().run_in_executor(self._loader, self._look)

    def close(self) -> None:
        """Take no more work."""
        self._loader.shutdown(wait=False, cancel_futures=True)
        self.workers.close()

    def _look(self) -> None:
        """Look at the folder, in the thread that loads."""
        try:
            self._find_cities()
            self._logged = ""
        except OSError as error:
            if str(error) != self._logged:
                log.error("The cities could not be listed: %s", error)  # noqa: TRY400 - says all
            self._logged = str(error)
        for city in [self._only] if self._only else self._by_id.values():
            city.look()

    def _find_cities(self) -> None:
        folders = list_folders(self._data)
        is_one = not folders and (self._only is not None or _holds_one(self._data))
        if is_one:
            self._only = self._only or self._make(self._data)
            self._by_id = {}
            return
        found = self._by_id
        self._by_id = {
            name: found.get(name) or self._make(folder, name=name)
            for name, folder in folders.items()
        }
        self._only = None
        if new := self._by_id.keys() ^ found.keys():
            log.info("Serving %d cities; new or gone: %s.", len(folders), ", ".join(sorted(new)))
        for name in found.keys() - self._by_id.keys():
            found[name].review.leave()
            self._loader.submit(settle_memory)

    async def _load(self, city: City) -> None:
        """Load a city, or wait for who does."""
        if not city.is_worth_loading:
            raise NotReadyError(city.known.fault)
        if city.loading is None:
            self._make_room()
            self.workers.calm.clear()
            loop = asyncio.get_running_loop()
            city.loading = loop.run_in_executor(self._loader, city.load)
            city.loading.add_done_callback(lambda _: self._end_loading(city))
        await asyncio.wait([city.loading], timeout=PATIENCE_S)
        if not city.is_loaded:
            raise NotReadyError(city.known.fault or _LOADING)

    def _end_loading(self, city: City) -> None:
        city.loading = None
        city.note_asked()
        if not any(one.loading for one in self._by_id.values()):
            self.workers.calm.set()

    def _make_room(self) -> None:
        """Let those leave that were not asked for longest, until there is room for one more."""
        taking = [one for one in self._by_id.values() if one.is_loaded or one.loading]
        idle = [one for one in taking if one.is_loaded and not one.readers and not one.loading]
        excess = len(taking) + 1 - self._most
        if excess > len(idle):
            raise NotReadyError(_FULL)
        idle.sort(key=lambda one: one.asked_s)
        self._drop(idle[: max(excess, 0)])

    def drop_idle(self) -> None:
        """Let those leave the memory that nobody asked for in a while."""
        longest = time.monotonic() - self._idle_s
        loaded = [one for one in self._by_id.values() if one.is_loaded and not one.readers]
        self._drop([one for one in loaded if one.asked_s < longest and not one.loading])

    def _drop(self, cities: list[City]) -> None:
        for city in cities:
            log.info("City %s leaves the memory.", city.id)
            city.drop()
        if cities:
            self._loader.submit(settle_memory)


def _holds_one(data: Path) -> bool:
    return (data / CURRENT).exists()
