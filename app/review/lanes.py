"""Bounded work off the event loop: one thread a lane, a short queue, and a time limit."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Lane:
    """Does one piece of work after the other, and refuses more than it can hold.

    Parameters
    ----------
    most_waiting
        How many pieces may be under way or wait.
    longest_s
        After this time a caller is told to come back; the work goes on.
    """

    def __init__(self, name: str, most_waiting: int, longest_s: float) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._most_waiting = most_waiting
        self._longest_s = longest_s
        self._waiting = 0

    async def run(self, work: Callable[[], T]) -> T:
        """Wait for the result of some work.

        Raises
        ------
        HTTPException
            503 with Retry-After when the queue is full or the time is up.
        """
        if self._waiting >= self._most_waiting:
            raise _refuse("The server is busy with other questions. Ask again soon.")
        self._waiting += 1
        future = asyncio.get_running_loop().run_in_executor(self._pool, work)
        future.add_done_callback(self._finish)
        try:
            return await asyncio.wait_for(asyncio.shield(future), self._longest_s)
        except TimeoutError:
            raise _refuse("The answer takes longer than usual. Ask again for it soon.") from None

    def close(self) -> None:
        """Drop what waits; what is under way ends by itself."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _finish(self, future: asyncio.Future[T]) -> None:
        self._waiting -= 1
        if not future.cancelled():
            future.exception()  # seen here, should nobody wait for it any more


def _refuse(sentence: str) -> HTTPException:
    return HTTPException(503, sentence, {"Retry-After": "2"})
