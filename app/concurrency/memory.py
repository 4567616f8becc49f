"""Keep memory small, and the cyclic garbage collector away from what is loaded for good."""

from __future__ import annotations

import ctypes
import gc
import os
from contextlib import suppress

_ARENA_MAX = -8
"""M_ARENA_MAX of glibc's ``malloc.h``."""
_ARENAS = 2


def keep_memory_small() -> None:
    """Let all threads, and Arrow, take memory from two pools; to be called before Arrow is loaded.

    With a pool for each thread, and one of Arrow's own, what is free in one stays with it: 80 MB of
    the sample. https://arrow.apache.org/docs/cpp/env_vars.html,
    https://man7.org/linux/man-pages/man3/mallopt.3.html (glibc; elsewhere nothing happens)
    """
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, _ARENAS)


def settle_memory() -> None:
    """Collect what was served before, and take what is loaded now out of the collector's rounds.

    Each full round stops every thread while it looks at all that a snapshot holds: 60 ms of the
    sample, amid a scan. What is free after loading goes back to the system.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
