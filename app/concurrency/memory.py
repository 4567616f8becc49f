"""Keep memory small, and the cyclic garbage collector away from what is loaded for good."""

from __future__ import annotations

import ctypes
import gc
import os
from contextlib import suppress
from threading import Event

from geodata.memory import release_memory

_ARENA_MAX = -8
"""M_ARENA_MAX of glibc's ``malloc.h``."""
_ARENAS = 2

_MMAP_THRESHOLD = -3
"""M_MMAP_THRESHOLD, likewise."""
_OWN_PAGES_BYTES = 2**20

_TRIM_THRESHOLD = -1
"""M_TRIM_THRESHOLD, likewise."""
_FREE_BYTES = 2**22

LOADED = Event()
"""Set once data are loaded as far as they can be; from then on the server collects garbage."""


def keep_memory_small() -> None:
    """Let all threads, and Arrow, take memory from two pools; to be called before Arrow is loaded.

    With a pool for each thread, and one of Arrow's own, what is free in one stays with it: 80 MB of
    the sample. Large arrays get pages of their own, which go back to the system when freed: left
    to itself, glibc raises the bound to the largest array freed, and what is kept in between holds
    25 to 50 MB. What a question frees stays for the next one: 660 page faults each, 0.8 ms,
    otherwise. https://arrow.apache.org/docs/cpp/env_vars.html,
    https://man7.org/linux/man-pages/man3/mallopt.3.html (glibc; elsewhere nothing happens)
    """
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    with suppress(AttributeError, OSError, TypeError):
        libc = ctypes.CDLL(None)
        libc.mallopt(_ARENA_MAX, _ARENAS)
        libc.mallopt(_MMAP_THRESHOLD, _OWN_PAGES_BYTES)
        libc.mallopt(_TRIM_THRESHOLD, _FREE_BYTES)


def settle_memory() -> None:
    """Collect what was served before, and take what is loaded now out of the collector's rounds.

    Each full round stops every thread while it looks at all that a snapshot holds: 60 ms of the
    sample, amid a scan. What is free after loading goes back to the system.
    """
    gc.unfreeze()
    release_memory()
    gc.freeze()
