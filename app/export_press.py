"""Makes files in a process of its own, so that no request waits for another one's download."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from typing import TYPE_CHECKING

from app.errors import NotReadyError
from geodata.errors import SnapshotError
from geodata.exports.order import Order, fill_order

if TYPE_CHECKING:
    from pathlib import Path

_POLITE = 10
"""How far the work steps back behind the answering of requests: man 2 nice."""


class ExportPress:
    """One process that is started with the first file and stays for the next ones."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._pool: ProcessPoolExecutor | None = None

    async def make(self, order: Order, path: Path) -> str:
        """Make the file of an order at a path and return its SHA-256.

        Raises
        ------
        NotReadyError
            When the snapshot is gone, or the process was ended from outside.
        """
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, get_context("spawn"), _settle)
        try:
            made = self._pool.submit(fill_order, self._data, order, path)
            return await asyncio.wrap_future(made)
        except SnapshotError as error:
            raise NotReadyError(f"The data changed meanwhile; ask again: {error}") from error
        except BrokenProcessPool as error:
            self._pool = None
            raise NotReadyError("Making the file was interrupted; ask again.") from error

    def close(self) -> None:
        """End the process; what it was making is lost."""
        if self._pool is not None:
            for process in list(self._pool._processes.values()):  # noqa: SLF001 - until Python 3.14
                process.terminate()
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


def _settle() -> None:
    """Step back behind the server, leave Ctrl-C to it, and end when it ends, however it does."""
    os.nice(_POLITE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)
