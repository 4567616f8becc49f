"""How the features of each provider are drawn: colour, dash and shape."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import cycle

from app.providers.schemas import Matrix
from geodata.cities.providers import Role
from geodata.colours import PROVIDER_COLOURS

_DASHES = ("", "2 4")
_SUPPLY_DASHES = ("6 4", "6 4 2 4")
"""Of who sells a service: the network that delivers it may be another's, and is drawn through."""

_UNLISTED = {"colour": "#1c2630", "dash": "8 5", "shape": "ring"}

_UNTAGGED = {"colour": "#5c5c5c", "dash": "3 5", "shape": "ring"}


def choose_looks(matrix: Matrix, registered: Iterable[str]) -> dict[str, dict[str, str]]:
    """Choose how the features of each row are drawn: row key → colour, dash and shape.

    Operators that the registry does not know share a look, as do features without an operator;
    where colours run out, dashes tell one provider from another. Who only sells a service is
    dashed, too: colour says who it is, the dash in which role.
    """
    present = {row.key: row.kind for one in matrix.services for row in one.rows}
    roles = {row.key: row.role for one in matrix.services for row in one.rows}
    rounds = len(_DASHES)
    pairs = [(colour, at) for at in range(rounds) for colour in PROVIDER_COLOURS]
    named = (key for key in registered if present.get(key) in {"listed", "hinted"})
    looks = {}
    for key, (colour, at) in zip(named, cycle(pairs), strict=False):
        dashes = _SUPPLY_DASHES if roles[key] == Role.SUPPLIER else _DASHES
        looks[key] = {"colour": colour, "dash": dashes[at], "shape": "dot"}
    special = {"unlisted": _UNLISTED, "untagged": _UNTAGGED}
    return looks | {key: special[kind] for key, kind in present.items() if kind in special}
