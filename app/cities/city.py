"""One city of a server: what is known of it always, and what is in memory while it is asked for."""

from __future__ import annotations

import logging
import time
from asyncio import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.catalogue.served import LiveCatalogue
from app.providers.cache import ProviderCache
from app.review.service import ReviewService, ReviewWorkers
from geodata.comparison.stored import ComparedCity, describe_snapshot
from geodata.errors import SnapshotError
from geodata.sentences import sentence
from geodata.snapshot.store import Snapshot, open_snapshot, read_current_id

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a city without reading its layers.

    Attributes
    ----------
    snapshot
        The current one, of which the manifest alone was read; None where that is impossible.
    compared
        What it is compared with others by.
    fault
        A sentence on why it cannot be served; empty where it can.
    """

    snapshot: Snapshot | None = None
    compared: ComparedCity | None = None
    fault: str = ""


class City:
    """One city; all methods but `look` and `load` are called on the event loop.

    Parameters
    ----------
    data
        Its data folder.
    name
        What its addresses begin with; empty for the only city of a server, which says so itself
        once it is loaded.

    Attributes
    ----------
    live, review, providers
        What answers about it; new ones take their place when it leaves the memory.
    readers
        How many requests are under way that ask for it.
    asked_s
        When the last one came, of the clock `time.monotonic`.
    loading
        Its way into memory, while it is under way.
    """

    def __init__(
        self, data: Path, workers: ReviewWorkers, name: str = "", *, has_criticality: bool = False
    ) -> None:
        self.data = data
        self._id, self._workers, self._has_criticality = name, workers, has_criticality
        self._known = Known()
        self.readers, self.asked_s = 0, 0.0
        self.loading: Future[None] | None = None
        self._start()

    def _start(self) -> None:
        self.review = ReviewService(
            self._workers, str(self.data), has_criticality=self._has_criticality
        )
        self.providers = ProviderCache()
        self.live = LiveCatalogue(self.data, self.review.take_up, self.review.has_failed)

    @property
    def id(self) -> str:
        """What its addresses begin with; empty while nobody knows."""
        catalogue = self.live.peek()
        return self._id or (catalogue.manifest.city.id if catalogue else "")

    @property
    def is_loaded(self) -> bool:
        """Whether it is in memory."""
        return self.live.peek() is not None

    @property
    def known(self) -> Known:
        """What is known of it, in memory or not."""
        known = self._known
        if known.snapshot and self.live.has_failed() and not self.is_loaded:
            fault = sentence("Data version %(id)s could not be read.", id=known.snapshot.id)
            return Known(fault=fault)
        return known

    @property
    def is_worth_loading(self) -> bool:
        """Whether what is known of it lets it be loaded."""
        return not (self._id and self._known.fault)

    def look(self) -> None:
        """Look in a thread which snapshot is current; what is in memory follows it."""
        if not self._id:
            self._look_at_only()
            return
        try:
            current, known = read_current_id(self.data), self._known
            if current and not (known.snapshot and known.snapshot.id == current):
                self._known = self._read(current)
            elif not current and not known.snapshot:
                self._known = Known(fault=sentence("No data version has been built yet."))
        except Exception as error:  # whatever it is, the other cities are looked at
            if not self._known.fault:
                log.error("%s", error, exc_info=not isinstance(error, SnapshotError))  # noqa: TRY400
            self._known = Known(fault=sentence("Its data cannot be read."))
        live = self.live  # another one once it left the memory, which stays empty
        if live.peek() and self.is_worth_loading:
            live.refresh()

    def _look_at_only(self) -> None:
        """Look after the only city of a server, which is in memory as soon as it can be."""
        self.live.refresh()
        catalogue, known = self.live.peek(), self._known.snapshot
        if catalogue and not (known and known.id == catalogue.id):
            with suppress(SnapshotError):  # it was dropped meanwhile: a new one follows
                snapshot = open_snapshot(self.data, catalogue.id)
                self._known = Known(snapshot, describe_snapshot(snapshot))

    def load(self) -> None:
        """Bring it into memory, in a thread; what keeps it from that is logged and kept."""
        self.look()
        if self.is_worth_loading:
            self.live.refresh()

    def _read(self, current: str) -> Known:
        snapshot = open_snapshot(self.data, current)
        found = snapshot.manifest.city.id
        if found == self._id:
            return Known(snapshot, describe_snapshot(snapshot))
        fault = sentence(
            "Its folder is called %(folder)s, its data are of the city %(id)s; they should be "
            "called alike.",
            folder=self._id,
            id=found,
        )
        return Known(fault=fault)

    def drop(self) -> None:
        """Leave the memory; who holds parts of it keeps them until the answer is given."""
        self.review.leave()
        self._start()

    def note_asked(self) -> None:
        """Note that somebody asked for it now."""
        self.asked_s = time.monotonic()
