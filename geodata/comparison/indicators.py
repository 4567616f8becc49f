"""The indicators that cities stand side by side with: their units, values, and why one is missing.

A value is never a guess: where data lack what it would be counted from, it is None, and a `Lack`
says what is missing. Lacks are kept as codes, to be said in the reader's language by
`geodata.comparison.words`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from geodata.cities.records import STRICT_RECORD
from geodata.cities.sources import Certainty

FORMAT = 1
"""Of the file in a snapshot; of another one nothing is read."""

WITHIN_MIN = 15
"""On foot, to the other bank and to its services."""


class Indicator(StrEnum):
    """What is told of each city, in this order; `docs/method.md` has the formulas."""

    CROSSINGS_PER_KM = "crossings_per_km"
    SERVICES_WITHIN_15 = "services_within_15"
    BARRIER_CROSSING_RATIO = "barrier_crossing_ratio"
    PROVIDER_BALANCE = "provider_balance"
    OTHER_BANK_WITHIN_15 = "other_bank_within_15"
    MEAN_CROSS_RIVER_MIN = "mean_cross_river_min"
    CUT_OFF = "cut_off"
    LOST_INTERACTION = "lost_interaction"
    MAPPING_PARITY = "mapping_parity"
    DATA_AGE = "data_age"


class Unit(StrEnum):
    """What a value is measured in."""

    PER_KM = "per km"
    SHARE = "share"
    """0-1."""
    MINUTES = "min"
    DAYS = "days"


UNITS: Mapping[Indicator, Unit] = MappingProxyType(
    {
        **dict.fromkeys(Indicator, Unit.SHARE),
        Indicator.CROSSINGS_PER_KM: Unit.PER_KM,
        Indicator.MEAN_CROSS_RIVER_MIN: Unit.MINUTES,
        Indicator.DATA_AGE: Unit.DAYS,
    }
)

OF_RESIDENTS = frozenset(
    {
        Indicator.SERVICES_WITHIN_15,
        Indicator.OTHER_BANK_WITHIN_15,
        Indicator.MEAN_CROSS_RIVER_MIN,
        Indicator.CUT_OFF,
        Indicator.LOST_INTERACTION,
    }
)
"""Those that weigh residents, who are modelled from floor area where nobody counted them."""

BY_BANK = (Indicator.SERVICES_WITHIN_15, Indicator.OTHER_BANK_WITHIN_15, Indicator.CUT_OFF)
"""Those that are told of each bank, too: trips from home to home are the same for both."""


class Lack(StrEnum):
    """Why a value is missing, or rests on too little."""

    TOO_OLD = "too old"
    """The snapshot was built before indicators were kept."""
    NO_STREETS = "no streets"
    NO_HOMES = "no homes"
    FEW_HOMES = "few homes"
    NO_SERVICES = "no services"
    NO_CROSSING = "no crossing"
    NO_ROUTE = "no route"
    NO_OPERATORS = "no operators"
    FEW_OPERATORS = "few operators"
    FEW_FEATURES = "few features"
    NO_DATE = "no date"
    MODELLED = "modelled"
    """Made-up data are of no day."""


@dataclass(frozen=True, config=STRICT_RECORD)
class IndicatorValue:
    """An indicator of a city."""

    indicator: Indicator
    value: float | None
    """In its unit, of both banks together; None where `lack` says why there is none."""
    banks: tuple[float | None, float | None] | None = None
    """Of the left and of the right bank; None where it is not told apart."""
    lack: Lack | None = None
    """Beside a value: it rests on too little to be compared."""
    lack_bank: str | None = None
    """Id of the bank that `lack` is about; None where it is about both."""
    is_modelled: bool = False
    """Whether the data, or the residents in it, are modelled and nobody counted them."""
    certainty: Certainty | None = None
    """Of the residents counted, the least; None where nobody counted, or none are in it."""
    cases: tuple[int, int] | None = None
    """How many of how many things a share is counted from, where they are few."""
    services: tuple[str, ...] = ()
    """Kinds of services that it was compared over."""

    @property
    def unit(self) -> Unit:
        """What its value is measured in."""
        return UNITS[self.indicator]


@dataclass(frozen=True, config=STRICT_RECORD)
class CityIndicators:
    """The indicators of a snapshot, measured when it was built."""

    day: str
    """Of the crossings' state, ISO 8601."""
    weights_unit: str
    """Of residents: ``people``, or ``m² of floor area`` where nobody counted them."""
    counts: tuple[str, ...]
    """What the totals of people are numbers of: of `geodata.cities.profile.Counts`."""
    measured: tuple[IndicatorValue, ...] = ()
    """One for each of `Indicator` but the data's age, which changes with the day of the reader."""
    format: int = FORMAT

    def find(self, indicator: Indicator) -> IndicatorValue:
        """Find an indicator; without a value where this version did not know it yet."""
        kept = (one for one in self.measured if one.indicator is indicator)
        return next(kept, IndicatorValue(indicator, None, lack=Lack.TOO_OLD))


STORED = TypeAdapter(CityIndicators)
