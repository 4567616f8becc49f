"""What a benchmark ran on, and how works are timed side by side."""

from __future__ import annotations

import os
import platform
import statistics
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def describe_machine(*libraries: str) -> str:
    """Describe processor, cores, Python and the versions of libraries in one line."""
    parts = [
        _read_cpu(),
        f"{len(os.sched_getaffinity(0))} cores",
        f"Python {platform.python_version()}",
        *(f"{name} {version(name)}" for name in libraries),
    ]
    return ", ".join(parts)


def _read_cpu() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def time_in_turns_s(works: Sequence[Callable[[], object]], runs: int) -> list[float]:
    """Measure the median wall time of each work, in seconds, after a run that warms up.

    They take turns, so that whatever else the machine does meets all of them.
    """
    times: list[list[float]] = [[] for _ in works]
    for run in range(runs + 1):
        for work, taken in zip(works, times, strict=True):
            start = time.perf_counter()
            work()
            if run:
                taken.append(time.perf_counter() - start)
    return [statistics.median(taken) for taken in times]
