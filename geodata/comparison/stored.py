"""Reads the indicators of a snapshot from its small file: no layer and no table is opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from pydantic import ValidationError

from geodata.comparison.indicators import (
    FORMAT,
    STORED,
    CityIndicators,
    Indicator,
    IndicatorValue,
    Lack,
)
from geodata.gazetteer.folding import fold_name
from geodata.names import Names
from geodata.snapshot.manifest import Manifest
from geodata.snapshot.store import Snapshot


@dataclass(frozen=True, slots=True)
class ComparedCity:
    """A city as a comparison needs it: what its manifest says, and its indicators."""

    manifest: Manifest
    indicators: CityIndicators | None
    """None where its snapshot was built before they were kept."""
    is_namesake: bool = False
    """Whether another city beside it bears one of its names, as `tell_apart` tells."""

    @property
    def names(self) -> Names:
        """Its names; those of a namesake with its id."""
        names = self.manifest.city.name
        if not self.is_namesake:
            return names
        return {code: f"{name} ({self.id})" for code, name in names.items()}

    @property
    def id(self) -> str:
        """The city's id."""
        return self.manifest.city.id

    @property
    def data_day(self) -> date | None:
        """The day of its data, where their source tells it."""
        return self.manifest.origin.source_day

    def find(self, indicator: Indicator, today: date) -> IndicatorValue:
        """Find an indicator: without a value, its `lack` says why."""
        if indicator is Indicator.DATA_AGE:
            return _tell_age(self.manifest, today)
        if self.indicators is None:
            return IndicatorValue(indicator, None, lack=Lack.TOO_OLD)
        return self.indicators.find(indicator)

    def list_values(self, today: date) -> tuple[IndicatorValue, ...]:
        """List every indicator in the order of `Indicator`."""
        return tuple(self.find(one, today) for one in Indicator)


def tell_apart(cities: Sequence[ComparedCity]) -> list[ComparedCity]:
    """Mark each city that bears a name of another one: a town may be divided by two rivers."""
    called = [{fold_name(name) for name in one.manifest.city.name.values()} for one in cities]
    counts = Counter(chain.from_iterable(called))
    return [
        replace(city, is_namesake=any(counts[name] > 1 for name in names))
        for city, names in zip(cities, called, strict=True)
    ]


def describe_snapshot(snapshot: Snapshot) -> ComparedCity:
    """Describe a snapshot by its manifest and its small file of indicators."""
    return ComparedCity(snapshot.manifest, read_indicators(snapshot))


def read_indicators(snapshot: Snapshot) -> CityIndicators | None:
    """Read the indicators of a snapshot; None where it has none, or those of another format."""
    file = snapshot.indicators
    if file is None:
        return None
    try:
        found = STORED.validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return None
    return found if found.format == FORMAT else None


def _tell_age(manifest: Manifest, today: date) -> IndicatorValue:
    day = manifest.origin.source_day
    if day is not None:
        return IndicatorValue(Indicator.DATA_AGE, float(max((today - day).days, 0)))
    lack = Lack.MODELLED if manifest.origin.is_modelled else Lack.NO_DATE
    is_modelled = manifest.origin.is_modelled
    return IndicatorValue(Indicator.DATA_AGE, None, lack=lack, is_modelled=is_modelled)
