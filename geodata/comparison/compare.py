"""Puts cities side by side, and says of each value what makes it no fair comparison.

Nothing is left out, adjusted or ranked: what differs between the cities is said beside the value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from geodata.comparison.indicators import OF_RESIDENTS, Indicator, IndicatorValue
from geodata.comparison.stored import ComparedCity
from geodata.names import order_languages
from geodata.snapshot.manifest import Manifest

LEAST_PARITY = 0.8
"""Share of comparable tags that are mapped alike, below which banks count as mapped unevenly."""

MOST_YEARS_APART = 2
"""Between the day of a city's data and the newest one."""

MODELLED_SOURCE = "modelled"
_DAYS_A_YEAR = 365.25

_BY_TAGS = OF_RESIDENTS | {Indicator.PROVIDER_BALANCE}
"""Those that depend on how completely either bank is mapped."""
_OF_THE_DATA = frozenset({Indicator.DATA_AGE, Indicator.MAPPING_PARITY})


class Doubt(StrEnum):
    """What makes a value no fair comparison; `geodata.comparison.words` says each."""

    MODELLED = "modelled"
    OTHER_SOURCE = "other source"
    OTHER_DATE = "other date"
    UNDATED = "undated"
    OTHER_COUNT = "other count"
    UNEVEN = "uneven"
    FEW = "few"
    OTHER_SERVICES = "other services"


@dataclass(frozen=True, slots=True)
class Cell:
    """An indicator of a city, and what makes it no fair comparison with the others."""

    value: IndicatorValue
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Cities side by side, in the order that they were given in."""

    cities: tuple[ComparedCity, ...]
    cells: dict[Indicator, tuple[Cell, ...]]
    """A row for each of `Indicator`, a cell for each of `cities`."""
    today: date
    """The day on which the age of data is told."""

    @property
    def newest(self) -> date | None:
        """The day of the newest data; None where no city's is known."""
        return max((one.data_day for one in self.cities if one.data_day), default=None)

    def find_doubted(self) -> dict[Doubt, tuple[ComparedCity, ...]]:
        """Find which cities have a value of which something is doubted, by what it is."""
        found = {
            doubt: tuple(
                city
                for city, *cells in zip(self.cities, *self.cells.values(), strict=True)
                if any(doubt in one.doubts for one in cells)
            )
            for doubt in Doubt
        }
        return {doubt: cities for doubt, cities in found.items() if cities}


def compare_cities(cities: Sequence[ComparedCity], today: date) -> Comparison:
    """Compare cities by every indicator.

    Parameters
    ----------
    today
        The day on which the age of data is told.
    """
    rows = {one: [city.find(one, today) for city in cities] for one in Indicator}
    differing = _Differing(cities, rows)
    cells = {
        indicator: tuple(
            Cell(value, tuple(differing.list_doubts(number, value)))
            for number, value in enumerate(row)
        )
        for indicator, row in rows.items()
    }
    return Comparison(tuple(cities), cells, today)


def sort_cities(cities: Sequence[ComparedCity], language: str) -> list[ComparedCity]:
    """Sort cities by their names in a language, then by id: no other order is anybody's rank."""
    return sorted(cities, key=lambda one: (name_city(one, language).casefold(), one.id))


def name_city(city: ComparedCity, language: str) -> str:
    """Name a city in a language; where it has no name there, by the first that it has."""
    names = city.names
    return names.get(language) or names[order_languages(names)[0]]


def tell_source(manifest: Manifest) -> str:
    """Tell whose data a snapshot is made of, however they were fetched."""
    return MODELLED_SOURCE if manifest.origin.is_modelled else manifest.origin.publisher


class _Differing:
    """What differs between the cities of a comparison."""

    def __init__(
        self, cities: Sequence[ComparedCity], rows: dict[Indicator, list[IndicatorValue]]
    ) -> None:
        self._cities = cities
        days = [one.data_day for one in cities if one.data_day]
        self._newest = max(days, default=None)
        self._parity = [one.value for one in rows[Indicator.MAPPING_PARITY]]
        self._sources = {tell_source(one.manifest) for one in cities} - {MODELLED_SOURCE}
        weighed = zip(cities, *(rows[one] for one in OF_RESIDENTS), strict=True)
        counts = {_tell_count(city) for city, *row in weighed if _has_any(row)}
        self._has_counts = len(counts) > 1
        with_value = (one for one in rows[Indicator.PROVIDER_BALANCE] if one.value is not None)
        self._services = {one.services for one in with_value}

    def list_doubts(self, number: int, value: IndicatorValue) -> Iterator[Doubt]:
        """List what makes a value of a city no fair comparison; nothing of one that is missing."""
        if value.value is not None:
            yield from self._doubt_city(number, value.indicator)
            yield from self._doubt_value(value)

    def _doubt_city(self, number: int, indicator: Indicator) -> Iterator[Doubt]:
        """List what differs between the data of a city and those of the others."""
        city = self._cities[number]
        if city.manifest.origin.is_modelled:
            yield Doubt.MODELLED
        elif len(self._sources) > 1:
            yield Doubt.OTHER_SOURCE
        if indicator not in _OF_THE_DATA:
            yield from self._doubt_date(city)
        if indicator in _BY_TAGS and self._is_uneven(number):
            yield Doubt.UNEVEN

    def _doubt_value(self, value: IndicatorValue) -> Iterator[Doubt]:
        """List what a value is made of that others are not."""
        if value.indicator in OF_RESIDENTS and (value.certainty is None or self._has_counts):
            yield Doubt.OTHER_COUNT
        if value.lack is not None:
            yield Doubt.FEW
        if value.indicator is Indicator.PROVIDER_BALANCE and len(self._services) > 1:
            yield Doubt.OTHER_SERVICES

    def _is_uneven(self, number: int) -> bool:
        parity = self._parity[number]
        return parity is not None and parity < LEAST_PARITY

    def _doubt_date(self, city: ComparedCity) -> Iterator[Doubt]:
        day, newest = city.data_day, self._newest
        if day is None and not city.manifest.origin.is_modelled:
            yield Doubt.UNDATED
        elif day and newest and (newest - day).days > MOST_YEARS_APART * _DAYS_A_YEAR:
            yield Doubt.OTHER_DATE


def _has_any(row: Sequence[IndicatorValue]) -> bool:
    return any(one.value is not None for one in row)


def _tell_count(city: ComparedCity) -> tuple[str, tuple[str, ...]]:
    """Tell what a city's residents are numbers of."""
    found = city.indicators
    return (found.weights_unit, found.counts) if found else ("", ())
