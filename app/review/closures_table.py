"""Closures as a matrix of crossings and as a list: what each would take from people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

MOST_CROSSINGS = 12
"""That the matrix has: those whose closure alone is gravest. The table has all."""

MOST_NEIGHBOURHOODS = 5
"""That are named of a service."""

SMALLEST = 0.5
"""People, or m² of floor area, of which no smaller number is told."""

SAME_MIN = 0.5 / 60
"""Half a second: a change that nobody notices, or the rounding of sums."""

Ranking = Mapping[str, Any]
"""As ``/api/closures`` gives it."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What one crossing, or two of them, would take if they were closed."""

    crossings: tuple[str, ...]
    anchor: str
    """Id of what tells more of it on the page."""
    cut_off: float
    """Of both banks, newly; in the unit of the weights."""
    added_min: float | None
    """To the mean trip, on the bank where that is more; None where no trip is possible any more."""
    banks: Sequence[Mapping[str, Any]]
    services: Sequence[Mapping[str, Any]]

    @property
    def grade(self) -> str:
        """How grave it is: ``cuts``, ``adds`` or ``none``."""
        if self.cut_off >= SMALLEST or self.added_min is None:
            return "cuts"
        return "adds" if self.added_min >= SAME_MIN else "none"

    def write_query(self, shared: Mapping[str, str]) -> str:
        """Write the query of an address that closes these."""
        return urlencode([*(("close", one) for one in self.crossings), *shared.items()])


@dataclass(frozen=True, slots=True)
class ClosureMatrix:
    """Crossings by crossings: each alone on the diagonal, each two where their lines meet."""

    crossings: tuple[str, ...]
    """The gravest alone first."""
    rows: tuple[tuple[Loss, ...], ...]
    losses: tuple[Loss, ...]
    """Each of them once, the gravest first."""
    left_out: int
    """Crossings that the matrix has no room for."""


def has_trips(ranking: Ranking) -> bool:
    """Tell whether people live on both banks, so that there are trips that closures could take."""
    singles = ranking["singles"]
    return bool(singles) and all(bank["residents"] > 0 for bank in singles[0]["banks"])


def make_matrix(ranking: Ranking) -> ClosureMatrix:
    """Make the matrix of a ranking, of at most `MOST_CROSSINGS`."""
    singles = ranking["singles"]
    names = tuple(one["crossings"][0] for one in singles[:MOST_CROSSINGS])
    known = {
        frozenset(one["crossings"]): read_loss(one)
        for one in (*singles, *ranking["pairs"])
        if set(one["crossings"]) <= set(names)
    }
    rows = tuple(tuple(known[frozenset((row, column))] for column in names) for row in names)
    losses = tuple(sorted(known.values(), key=_weigh))
    return ClosureMatrix(names, rows, losses, len(singles) - len(names))


def read_loss(closure: Mapping[str, Any]) -> Loss:
    """Read what a closure of a ranking would take."""
    crossings = tuple(closure["crossings"])
    added = [bank["lost_person_min_per_trip"] for bank in closure["banks"]]
    return Loss(
        crossings=crossings,
        anchor="closed-" + "+".join(crossings),
        cut_off=sum(bank["newly_cut_off"] for bank in closure["banks"]),
        added_min=None if None in added else max(added),
        banks=closure["banks"],
        services=closure["services"],
    )


def _weigh(loss: Loss) -> tuple[object, ...]:
    added_min = float("inf") if loss.added_min is None else loss.added_min
    return -round(loss.cut_off), -added_min, len(loss.crossings), loss.crossings
