"""Runs what a stranger's question may make long in few threads, so that all else goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

Result = TypeVar("Result")

THREADS = 2
"""Each holds the interpreter for milliseconds at a time; the loop has to wait for all of them."""

_limiter: RunVar[CapacityLimiter] = RunVar("uramost questions")


async def run_aside(work: Callable[..., Result], *args: object) -> Result:
    """Run a function in one of few threads of their own, after those that came before."""
    limiter = _limiter.get(None)
    if limiter is None:
        limiter = CapacityLimiter(THREADS)
        _limiter.set(limiter)
    return await to_thread.run_sync(work, *args, limiter=limiter)
