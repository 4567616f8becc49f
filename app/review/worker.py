"""Bounded work off the event loop: one thread each, a short queue, and a time limit."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from app.concurrency.turns import FairQueue, refuse
from geodata.sentences import sentence

T = TypeVar("T")

PATIENCE = 10
"""Work that takes so many times as long as a caller waits is stopped, where it lets itself be."""


class ThreadWorker:
    """Does one piece of work after the other, and refuses more than it can hold.

    Parameters
    ----------
    most_waiting
        How many pieces of one client may be under way or wait; clients take turns.
    longest_s
        After this time a caller is told to come back; the work goes on, `PATIENCE` times as long.
    """

    def __init__(self, name: str, most_waiting: int, longest_s: float) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._queue = FairQueue(
            most_waiting, sentence("The server is busy. Please try again shortly.")
        )
        self._longest_s = longest_s
        self._is_closed = False
        self._end_s = 0.0

    async def run(self, work: Callable[[], T], client: str = "") -> T:
        """Wait for the result of some work of a client.

        Raises
        ------
        HTTPException
            503 with Retry-After when the queue is full or the time is up.
        """
        task = asyncio.ensure_future(self._do(work, client))
        task.add_done_callback(_see)
        try:
            return await asyncio.wait_for(asyncio.shield(task), self._longest_s)
        except TimeoutError:
            raise refuse(
                sentence("This is taking longer than usual. Please try again shortly.")
            ) from None

    def go_on(self, done: int, total: int) -> None:
        """Let the work under way go on, which calls this now and then from its own thread.

        Raises
        ------
        TimeoutError
            When it has taken too long for anybody to wait for it, or the worker is closed.
        """
        if self._is_closed or time.monotonic() > self._end_s:
            raise TimeoutError(f"stopped at {done} of {total}")

    def close(self) -> None:
        """Drop what waits; what is under way ends by itself, or where it asks `go_on`."""
        self._is_closed = True
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _do(self, work: Callable[[], T], client: str) -> T:
        async with self._queue.take_turn(client):
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._pool, self._begin, work)

    def _begin(self, work: Callable[[], T]) -> T:
        self._end_s = time.monotonic() + PATIENCE * self._longest_s
        return work()


def _see(task: asyncio.Future[T]) -> None:
    """See how work ended, should nobody wait for it any more."""
    if not task.cancelled():
        task.exception()
