"""Work in a process of its own, which is replaced before what it holds grows.

The process imports this module, so it has nothing of the application in it.
"""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

MOST_PIECES = 64
MOST_BYTES = 384 * 2**20
"""A process that did so many pieces of work, or holds so much, is not used again."""

_POLITE = 10
"""How far the work steps back behind the answering of requests: man 2 nice."""


class WorkerEndedError(RuntimeError):
    """The process was ended before its work was done."""


class ProcessWorker:
    """One process that is started with the first piece of work and stays for the next ones."""

    def __init__(self, most_pieces: int = MOST_PIECES, most_bytes: int = MOST_BYTES) -> None:
        self._most_pieces = most_pieces
        self._most_bytes = most_bytes
        self._pool: ProcessPoolExecutor | None = None
        self._pieces = 0
        self._lock = threading.Lock()
        self._is_closed = False

    def submit(self, work: Callable[..., T], *arguments: object) -> Future[tuple[T, int]]:
        """Have some work done; its result comes with the bytes that the process holds.

        Raises
        ------
        WorkerEndedError
            When the worker is closed.
        """
        with self._lock:
            if self._is_closed:
                raise WorkerEndedError
            try:
                pool, done = self._begin(work, arguments)
            except BrokenProcessPool:  # it was ended while it had nothing to do
                self._pool = None
                pool, done = self._begin(work, arguments)
        done.add_done_callback(lambda one: self._renew(pool, one))
        return done

    def run(self, work: Callable[..., T], *arguments: object) -> T:
        """Wait in a thread for the result of some work.

        Raises
        ------
        WorkerEndedError
            When the process was ended from outside.
        """
        try:
            return self.submit(work, *arguments).result()[0]
        except (BrokenProcessPool, CancelledError) as error:
            raise WorkerEndedError from error

    async def do(self, work: Callable[..., T], *arguments: object) -> T:
        """Wait on the event loop for the result of some work.

        Raises
        ------
        WorkerEndedError
            When the process was ended from outside.
        """
        try:
            return (await asyncio.wrap_future(self.submit(work, *arguments)))[0]
        except BrokenProcessPool as error:
            raise WorkerEndedError from error

    def close(self) -> None:
        """End the process; what it was making is lost."""
        with self._lock:
            self._is_closed = True
            pool, self._pool = self._pool, None
        if pool is not None:
            for process in list(pool._processes.values()):  # noqa: SLF001 - until Python 3.14
                process.terminate()
            pool.shutdown(wait=True, cancel_futures=True)

    def _begin(
        self, work: Callable[..., T], arguments: tuple[object, ...]
    ) -> tuple[ProcessPoolExecutor, Future[tuple[T, int]]]:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, get_context("spawn"), _settle)
            self._pieces = 0
        self._pieces += 1
        return self._pool, self._pool.submit(_do, work, arguments)

    def _renew(self, pool: ProcessPoolExecutor, done: Future[tuple[T, int]]) -> None:
        """Leave a process that is broken, or did or held enough."""
        error = None if done.cancelled() else done.exception()
        is_whole = not done.cancelled() and error is None
        is_large = is_whole and done.result()[1] > self._most_bytes
        with self._lock:
            is_due = is_large or self._pieces >= self._most_pieces
            if pool is not self._pool or not (is_due or isinstance(error, BrokenProcessPool)):
                return
            self._pool = None
        pool.shutdown(wait=False)  # what was submitted before is still done


def _do(work: Callable[..., T], arguments: tuple[object, ...]) -> tuple[T, int]:
    return work(*arguments), _measure_bytes()


def _measure_bytes() -> int:
    """Measure what this process holds now: its most, to the system, begins at its parent's."""
    about = Path("/proc/self/statm")
    if about.exists():
        return int(about.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # macOS: in bytes


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
