"""Keep memory small, and the cyclic garbage collector away from what is loaded for good."""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress

_ARENA_MAX = -8
"""M_ARENA_MAX of glibc's ``malloc.h``."""
_ARENAS = 2


def share_arenas() -> None:
    """Let all threads take memory from two pools: with one each, what is free stays with one.

    Does nothing where the C library is not glibc. https://man7.org/linux/man-pages/man3/mallopt.3.html
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, _ARENAS)


def settle_memory() -> None:
    """Collect what was served before, and take what is loaded now out of the collector's rounds.

    Each full round stops every thread while it looks at all that a snapshot holds: 60 ms of the
    sample, amid a scan. What is free after loading goes back to the system.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
