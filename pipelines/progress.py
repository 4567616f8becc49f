"""How a step tells people how far it is."""

from __future__ import annotations

from collections.abc import Callable

Report = Callable[[str, int, int], None]
"""``report(what, done, total)``: what, how many of how many; a total of 0 is unknown."""


def stay_silent(what: str, done: int, total: int) -> None:
    """Report nothing."""
