"""The catalogue that is served now, swapped whole when a new snapshot becomes current."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from starlette.requests import Request

from app.catalogue.catalogue import Catalogue, load_catalogue
from app.concurrency.memory import settle_memory
from app.errors import NotReadyError
from geodata.errors import SnapshotError
from geodata.sentences import sentence
from geodata.snapshot.store import Snapshot, open_snapshot, read_current_id, read_marks

log = logging.getLogger(__name__)

KEPT = "kept"
"""Name of the state of a request that asks a data version beside the current one."""


def get_catalogue(request: Request) -> Catalogue:
    """Return the catalogue that a request is answered from: the current one, or a kept one.

    Raises
    ------
    NotReadyError
        When no snapshot could be loaded yet.
    """
    kept: Catalogue | None = getattr(request.state, KEPT, None)
    live: LiveCatalogue = request.state.city.live
    return kept or live.get()


def peek_catalogue(request: Request) -> Catalogue | None:
    """Return the same one; None where it is not there, or the request is about no city."""
    live: LiveCatalogue | None = getattr(getattr(request.state, "city", None), "live", None)
    return live.peek() if live else None


class LiveCatalogue:
    """Follows the ``CURRENT`` file of a data folder.

    A request takes the catalogue once and keeps it, so a swap never shows it two snapshots.

    Parameters
    ----------
    take_up
        Told of each snapshot that is served from now on; must not take long.
    is_refused
        Whether who was told of the last one could not make use of it.
    """

    def __init__(
        self,
        data: Path,
        take_up: Callable[[Snapshot], None] | None = None,
        is_refused: Callable[[], bool] = lambda: False,
    ) -> None:
        self.data = data
        self._take_up = take_up
        self._is_refused = is_refused
        self._catalogue: Catalogue | None = None
        self._seen: str | None = None
        self._marks: frozenset[tuple[str, int, int]] = frozenset()
        self._failed = False
        self._public = sentence("No data version has been built yet.")
        self._logged = ""

    def has_failed(self) -> bool:
        """Tell whether the snapshot that is current could not be served."""
        return self._failed

    def peek(self) -> Catalogue | None:
        """Return the catalogue that is served, or None before there is one."""
        return self._catalogue

    def get(self) -> Catalogue:
        """Return the catalogue of the snapshot that is current.

        Raises
        ------
        NotReadyError
            When no snapshot could be loaded yet; says what to do.
        """
        if self._catalogue is None:
            raise NotReadyError(self._public)
        return self._catalogue

    def refresh(self) -> None:
        """Load the current snapshot if it is another one; a broken one is logged and left.

        One that could not be served is tried again once its files changed.
        """
        try:
            current = read_current_id(self.data)
            if current is None or not self._is_worth_trying(current):
                return
            self.load(open_snapshot(self.data, current))
        except SnapshotError as error:
            self._keep_old(str(error))
        except Exception as error:
            if str(error) != self._logged:
                log.exception("Snapshot %s could not be read.", self._seen)
            self._keep_old(str(error))

    def load(self, snapshot: Snapshot) -> None:
        """Serve a snapshot from now on.

        Raises
        ------
        SnapshotError
            When a file is missing, differs from its checksum or cannot be read. What else may be
            wrong with its content raises whatever it does.
        """
        self._catalogue = load_catalogue(snapshot)
        self._failed = False
        settle_memory()
        log.info("Serving snapshot %s of %s.", snapshot.id, snapshot.manifest.city.id)
        if self._take_up:
            self._take_up(snapshot)

    def _is_worth_trying(self, current: str) -> bool:
        is_new = current != self._seen
        if not is_new and not self._failed and not self._is_refused():
            return False
        marks = read_marks(self.data, current)
        if not is_new and marks == self._marks:
            return False
        self._seen, self._marks, self._failed = current, marks, True
        self._public = sentence("Data version %(id)s could not be read.", id=current)
        return True

    def _keep_old(self, reason: str) -> None:
        """Log a reason once. Readers are told of no paths, and of nothing that stands in files."""
        if reason != self._logged:
            kept = f"{self._catalogue.id} stays." if self._catalogue else "Nothing is served yet."
            log.error("%s %s", reason, kept)
        self._logged = reason

    async def watch(self, poll_s: float) -> None:
        """Follow the data folder until cancelled; loading happens off the event loop."""
        while True:
            await asyncio.sleep(poll_s)
            await asyncio.to_thread(self.refresh)
