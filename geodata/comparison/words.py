"""What a comparison says, in a reader's language: indicators, values, what is missing, doubts."""

from __future__ import annotations

from collections.abc import Mapping

from geodata.assessment.words import say_name
from geodata.comparison.compare import (
    LEAST_PARITY,
    MODELLED_SOURCE,
    MOST_YEARS_APART,
    Cell,
    Comparison,
    Doubt,
    name_city,
    tell_source,
)
from geodata.comparison.indicators import Indicator, IndicatorValue, Lack, Unit
from geodata.comparison.stored import ComparedCity
from geodata.snapshot.manifest import CitySummary
from geodata.wording import Wording, load_wording
from geodata.wording import mark as _

_MONTH_DAYS, _YEAR_DAYS = 30.44, 365.25
_FEW_MONTHS, _FEW_YEARS = 2, 2

_LABELS: Mapping[Indicator, str] = {
    Indicator.CROSSINGS_PER_KM: _("Crossings for people per km"),
    Indicator.SERVICES_WITHIN_15: _("Residents within 15 min of the other bank's services"),
    Indicator.BARRIER_CROSSING_RATIO: _(
        "Share of the line between the banks that is easy to cross"
    ),
    Indicator.PROVIDER_BALANCE: _("Balance of providers"),
    Indicator.OTHER_BANK_WITHIN_15: _("Residents within 15 min of the other bank"),
    Indicator.MEAN_CROSS_RIVER_MIN: _("Mean time to the other bank"),
    Indicator.CUT_OFF: _("Residents over 60 min away, or without a route"),
    Indicator.LOST_INTERACTION: _("Lost interaction"),
    Indicator.MAPPING_PARITY: _("Parity of mapping"),
    Indicator.DATA_AGE: _("Age of the data"),
}

_MEANINGS: Mapping[Indicator, str] = {
    Indicator.CROSSINGS_PER_KM: _(
        "Bridges, ferries and fords in use, those of railways among them, for each km of the "
        "dividing line in the study area"
    ),
    Indicator.SERVICES_WITHIN_15: _(
        "On foot, to the nearest hospital, clinic, school, university, municipal office, market, "
        "post office or bank on the other bank"
    ),
    Indicator.BARRIER_CROSSING_RATIO: _(
        "Share of places along the dividing line that 400 m of walking suffice to cross"
    ),
    Indicator.PROVIDER_BALANCE: _(
        "How alike the known providers of both banks are, the mean over services: 100 % where the "
        "same ones serve both in the same proportions, 0 % where none serves both"
    ),
    Indicator.OTHER_BANK_WITHIN_15: _("On foot, to any street of the other bank"),
    Indicator.MEAN_CROSS_RIVER_MIN: _("On foot, from every home to every home on the other bank"),
    Indicator.CUT_OFF: _("On foot, to any street of the other bank"),
    Indicator.LOST_INTERACTION: _(
        "How much less people of both banks meet than if they could walk in a straight line; "
        "interaction halves every 7 minutes"
    ),
    Indicator.MAPPING_PARITY: _(
        "Share of the comparable kinds of data that are mapped alike on both banks"
    ),
    Indicator.DATA_AGE: _("Since the day of the source's data"),
}

_LACKS: Mapping[Lack, str] = {
    Lack.TOO_OLD: _("built before indicators were kept: build it again"),
    Lack.NO_STREETS: _("no streets for walking in this data"),
    Lack.NO_HOMES: _("no homes in this data"),
    Lack.FEW_HOMES: _("fewer than 30 homes in this data"),
    Lack.NO_SERVICES: _("no services in this data"),
    Lack.NO_CROSSING: _("no crossing with a known travel time is open on foot"),
    Lack.NO_ROUTE: _("no route leads to the other bank"),
    Lack.NO_OPERATORS: _("no operators in this data"),
    Lack.FEW_OPERATORS: _("too few operators in this data"),
    Lack.FEW_FEATURES: _("too little is mapped to compare the banks"),
    Lack.NO_DATE: _("the source does not tell its day"),
    Lack.MODELLED: _("modelled data are of no day"),
}

_BRIEF: Mapping[Doubt, str] = {
    Doubt.MODELLED: _("modelled"),
    Doubt.OTHER_SOURCE: _("source: %(source)s"),
    Doubt.OTHER_DATE: _("data of %(day)s"),
    Doubt.UNDATED: _("data of an unknown day"),
    Doubt.OTHER_COUNT: _("residents: %(counts)s"),
    Doubt.UNEVEN: _("banks mapped unevenly"),
    Doubt.FEW: "%(lack)s",
    Doubt.OTHER_SERVICES: _("compared over: %(services)s"),
}
"""Beside a value."""

_IN_FULL: Mapping[Doubt, str] = {
    Doubt.MODELLED: _("Modelled data: do not draw conclusions about the city."),
    Doubt.OTHER_SOURCE: _(
        "Cities here come from different sources, which do not map the same things."
    ),
    Doubt.OTHER_DATE: _(
        "The data are more than %(years)s years older than the newest ones here (%(newest)s): "
        "what was built or mapped since is not in them."
    ),
    Doubt.UNDATED: _(
        "The source does not tell of which day its data are: they may be older than the others."
    ),
    Doubt.OTHER_COUNT: _(
        "Residents are not the same count everywhere: people counted, estimated or listed in some "
        "cities, floor area in others."
    ),
    Doubt.UNEVEN: _(
        "The banks of this city are mapped alike in fewer than %(parity)s of the comparable kinds "
        "of data: differences between banks may be those of the map."
    ),
    Doubt.FEW: _("The value rests on too few homes to be compared."),
    Doubt.OTHER_SERVICES: _(
        "Balances of providers are means over other services, as far as providers are known."
    ),
}


_OF_ALL = frozenset({Doubt.OTHER_SOURCE, Doubt.OTHER_COUNT, Doubt.OTHER_SERVICES})
"""What is said of the whole comparison, not of single cities."""


def say_indicator(indicator: Indicator, language: str) -> str:
    """Say what an indicator is called."""
    return load_wording(language).gettext(_LABELS[indicator])


def explain_indicator(indicator: Indicator, language: str) -> str:
    """Say in a few words how an indicator is counted."""
    return load_wording(language).gettext(_MEANINGS[indicator])


def write_value(value: IndicatorValue, language: str, number: float | None = None) -> str:
    """Write a value with its unit; a dash where there is none.

    Parameters
    ----------
    number
        What is written in its place: the value of one bank.
    """
    said = value.value if number is None else number
    if said is None:
        return "–"
    wording = load_wording(language)
    match value.unit:
        case Unit.SHARE:
            return _write_share(said, wording) + _write_cases(value, wording)
        case Unit.MINUTES:
            return f"{wording.write_number(said, 0 if said >= 10 else 1)} min"
        case Unit.DAYS:
            return write_days(int(said), language)
    return wording.write_number(said, 1 if said >= 10 else 2)


def _write_share(share: float, wording: Wording) -> str:
    """Write a share in per cent: never 0 or 100 where it is not quite."""
    percent = 100 * share
    if 0 < percent < 0.5:
        return f"< {wording.write_number(0.5, 1)} %"
    if 99.5 < percent < 100:
        return f"> {wording.write_number(99.5, 1)} %"
    return f"{wording.write_number(percent)} %"


def _write_cases(value: IndicatorValue, wording: Wording) -> str:
    """Write how many of how many things a share is counted from, where that is told."""
    if value.cases is None:
        return ""
    part, whole = (wording.write_number(one) for one in value.cases)
    said = wording.gettext("%(part)s of %(whole)s") % {"part": part, "whole": whole}
    return f" ({said})"


def write_days(days: int, language: str) -> str:
    """Write a number of days as days, months or years, the last two rounded down."""
    wording = load_wording(language)
    if days >= _FEW_YEARS * _YEAR_DAYS:
        number = int(days / _YEAR_DAYS)
        said = wording.ngettext("%(number)s year", "%(number)s years", number)
    elif days >= _FEW_MONTHS * _MONTH_DAYS:
        number = int(days / _MONTH_DAYS)
        said = wording.ngettext("%(number)s month", "%(number)s months", number)
    else:
        number = days
        said = wording.ngettext("%(number)s day", "%(number)s days", number)
    return said % {"number": wording.write_number(number)}


def say_lack(value: IndicatorValue, city: CitySummary, language: str) -> str:
    """Say why a value is missing or rests on too little, with the bank that it is about."""
    if value.lack is None:
        return ""
    said = load_wording(language).gettext(_LACKS[value.lack])
    bank = next((one for one in (city.left, city.right) if one.id == value.lack_bank), None)
    return f"{said}: {say_name(bank.name, language)}" if bank else said


def list_notes(cell: Cell, city: ComparedCity, language: str) -> tuple[str, ...]:
    """List in a few words each why a value is missing, or what makes it no fair comparison."""
    if cell.value.value is None:
        return (say_lack(cell.value, city.manifest.city, language),)
    return tuple(_say_brief(one, cell, city, language) for one in cell.doubts)


def _say_brief(doubt: Doubt, cell: Cell, city: ComparedCity, language: str) -> str:
    wording = load_wording(language)
    services = (wording.say("service", one) for one in cell.value.services)
    day = city.data_day
    return wording.gettext(_BRIEF[doubt]) % {
        "source": say_source(city, language),
        "day": wording.write_day(day) if day else "",
        "counts": say_counts(city, language),
        "lack": say_lack(cell.value, city.manifest.city, language),
        "services": ", ".join(services),
    }


def explain_differences(comparison: Comparison, language: str) -> tuple[str, ...]:
    """Say in whole sentences what makes values no fair comparison, and of which cities."""
    wording, newest = load_wording(language), comparison.newest
    values = {
        "years": wording.write_number(MOST_YEARS_APART),
        "newest": wording.write_day(newest) if newest else "",
        "parity": f"{wording.write_number(100 * LEAST_PARITY)} %",
    }
    said = []
    for doubt, cities in comparison.find_doubted().items():
        names = ", ".join(name_city(one, language) for one in cities)
        text = wording.gettext(_IN_FULL[doubt]) % values
        said.append(text if doubt in _OF_ALL else f"{names}: {text}")
    return tuple(said)


def say_source(city: ComparedCity, language: str) -> str:
    """Say whose data a city is made of."""
    source = tell_source(city.manifest)
    return load_wording(language).gettext("modelled") if source == MODELLED_SOURCE else source


def say_counts(city: ComparedCity, language: str) -> str:
    """Say what a city's residents are numbers of: what totals count, or floor area."""
    wording, found = load_wording(language), city.indicators
    if found is None:
        return "–"
    said = (wording.say("population counts", one) for one in found.counts)
    return ", ".join(said) or wording.gettext("floor area, not people")
