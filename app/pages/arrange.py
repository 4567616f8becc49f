"""Filters and sorts what a page lists by what its address asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.web.parameters import ListQuery
from geodata.gazetteer.folding import fold_name
from geodata.wording import Wording

Item = Mapping[str, Any]
"""A project or a crossing as plain JSON values."""


@dataclass(frozen=True)
class Arrangement:
    """A list as it is asked for: all of it, so that a script can show what is hidden.

    Attributes
    ----------
    items
        All of them, in the order that is asked for.
    hidden
        Ids of those that are not asked for.
    ranks
        Id → name of an order → place in it.
    """

    query: ListQuery
    items: Sequence[Item]
    hidden: frozenset[str]
    ranks: Mapping[str, Mapping[str, int]]

    def list_values(self, name: str) -> list[str]:
        """List the kinds or statuses that there are, the first one first."""
        return list(dict.fromkeys(str(one[name]) for one in self.items))


def arrange(items: Sequence[Item], query: ListQuery, wording: Wording) -> Arrangement:
    """Filter and sort a list; see `ListQuery`."""
    kind, status = (
        value if any(one[name] == value for one in items) else ""
        for name, value in (("kind", query.kind), ("status", query.status))
    )
    sort = query.sort if query.sort in _list_orders(wording) else ""
    known = ListQuery(kind=kind, status=status, sort=sort)
    orders = {
        name: [one["id"] for one in sorted(items, key=key)]
        for name, key in _list_orders(wording).items()
    } | {"listed": [one["id"] for one in items]}
    ranks = {
        one["id"]: {name: ids.index(one["id"]) for name, ids in orders.items()} for one in items
    }
    return Arrangement(
        known,
        sorted(items, key=lambda one: ranks[one["id"]][sort or "listed"]),
        frozenset(one["id"] for one in items if not _is_asked(one, known)),
        ranks,
    )


def _is_asked(one: Item, query: ListQuery) -> bool:
    return query.kind in ("", one["kind"]) and query.status in ("", one["status"])


def _list_orders(wording: Wording) -> dict[str, Callable[[Item], Any]]:
    """List the orders beside the usual one; what has no name, date or length comes last."""

    def by_name(one: Item) -> tuple[bool, str]:
        return not one["name"], fold_name(wording.join_names(one["name"]))

    return {
        "name": by_name,
        "newest": lambda one: _turn(_find_date(one)),
        "longest": lambda one: -(one.get("length_m") or 0),
    }


def _find_date(one: Item) -> str:
    """Find when a project changed last, or since when a crossing has been there."""
    if "history" in one:
        return max((str(step.get("date") or "") for step in one["history"]), default="")
    return str(one.get("opened") or one.get("built") or "")


def _turn(text: str) -> tuple[int, ...]:
    """Make a key by which texts sort from the last to the first."""
    return (*(-ord(letter) for letter in text), 1)
