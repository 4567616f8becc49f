"""Shares long work out among the processors, by threads that sleep when there is none.

The threads of OpenMP, which numba would take, wait awake for a while and keep the processors from
whoever asks next; they also bear but one caller at a time. Work that is shared out here must let
other threads run, as compiled loops do.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache


def share_rows(rows: int, step: int, work: Callable[[slice], None]) -> None:
    """Work on some rows at a time, on all processors at once; the caller works too.

    Parameters
    ----------
    step
        How many rows to take at a time.
    work
        Called with each stretch of rows, from several threads.
    """
    step = max(1, step)
    stretches = iter([slice(at, min(rows, at + step)) for at in range(0, rows, step)])

    def take_turns() -> None:
        for stretch in stretches:
            work(stretch)

    count = min(count_processors(), -(-rows // step))
    others = [_start_threads().submit(take_turns) for _ in range(count - 1)]
    take_turns()
    for other in others:
        if not other.cancel():  # one that has not begun has nothing left to do
            other.result()


def begin(work: Callable[[], None]) -> Future[None]:
    """Begin long work that lets other threads run; the caller goes on with something else."""
    return _start_threads().submit(work)


@cache
def count_processors() -> int:
    """Count the processors that this process may use."""
    has_affinity = hasattr(os, "sched_getaffinity")
    return len(os.sched_getaffinity(0)) if has_affinity else os.cpu_count() or 1


@cache
def _start_threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(2 * count_processors(), thread_name_prefix="shares")
