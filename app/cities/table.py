"""The table of cities: what stands in it, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.cities.city import City
from geodata.comparison.indicators import Indicator, IndicatorValue
from geodata.comparison.stored import ComparedCity, tell_apart
from geodata.gazetteer.folding import fold_name
from geodata.names import UNSAID, Names
from geodata.wording import Wording

COLUMNS = (
    Indicator.CROSSINGS_PER_KM,
    Indicator.SERVICES_WITHIN_15,
    Indicator.BARRIER_CROSSING_RATIO,
    Indicator.PROVIDER_BALANCE,
    Indicator.MAPPING_PARITY,
    Indicator.DATA_AGE,
)
"""What the table tells of each city, in its order."""

DOWN = "-"
"""Begins the name of an order from the largest to the smallest."""


@dataclass(frozen=True, slots=True)
class Row:
    """A city in the table.

    Attributes
    ----------
    compared
        What its current snapshot says; None where it cannot be read, as `fault` tells.
    """

    id: str
    compared: ComparedCity | None
    fault: str

    @property
    def names(self) -> Names:
        """Its names; its id where nobody knows them."""
        return self.compared.names if self.compared else {UNSAID: self.id}

    @property
    def point(self) -> tuple[float, float] | None:
        """The middle of its study area, (lon, lat)."""
        if self.compared is None:
            return None
        left, bottom, right, top = self.compared.manifest.bounds
        return round((left + right) / 2, 5), round((bottom + top) / 2, 5)

    def find(self, indicator: Indicator, today: date) -> IndicatorValue | None:
        """Find a value; None where the city cannot be read."""
        return self.compared.find(indicator, today) if self.compared else None


def list_rows(cities: Sequence[City]) -> list[Row]:
    """List the rows of cities in their order."""
    known = [(one.id, one.known) for one in cities]
    told = iter(tell_apart([one.compared for _, one in known if one.compared]))
    return [Row(name, next(told) if one.compared else None, one.fault) for name, one in known]


def sort_rows(rows: Sequence[Row], sort: str, today: date, wording: Wording) -> list[Row]:
    """Sort rows by ``name`` or by an indicator, with `DOWN` before it the largest first.

    Where there is no value, a city comes last either way; rows that are alike stand by name, as all
    do where there is no such order.
    """
    column, is_down = sort.removeprefix(DOWN), sort.startswith(DOWN)
    by_name = sorted(
        rows,
        key=lambda one: fold_name(wording.join_names(one.names)),
        reverse=is_down and column == "name",
    )
    by_name.sort(key=lambda one: one.compared is None)  # what cannot be read comes last
    if column not in COLUMNS:
        return by_name
    valued = [(one, _read(one, Indicator(column), today)) for one in by_name]
    known = [(one, value) for one, value in valued if value is not None]
    known.sort(key=lambda pair: -pair[1] if is_down else pair[1])
    return [one for one, _ in known] + [one for one, value in valued if value is None]


def _read(row: Row, indicator: Indicator, today: date) -> float | None:
    found = row.find(indicator, today)
    return found.value if found else None
