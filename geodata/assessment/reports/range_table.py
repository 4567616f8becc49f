"""The table of ranges: how sure the figures are that an office reads first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from geodata.assessment.indicators import OTHER_BANK
from geodata.assessment.ranges import FigureRange, Ranges
from geodata.assessment.reports.tables import ReportTable, Row
from geodata.assessment.results import Assessment
from geodata.assessment.words import say, say_name, say_target, say_weighed, write_number
from geodata.names import Names

WITHIN_MIN = 15
"""Of people within reach of the other bank."""


def make_range_table(
    assessment: Assessment, ranges: Ranges, banks: Mapping[str, Names], language: str
) -> ReportTable:
    """Make the table: a figure, what it is, its least and its most, and what moves it most.

    Figures of services are listed where something changes or is not sure.
    """
    found = ranges.index()
    keys = ("indicator", "value", "low", "high", "moved most by")
    rows = tuple(
        _write_row(label, found[name], decimals, factor, language)
        for name, label, decimals, factor in _list_figures(assessment, banks, language)
        if name in found and _is_telling(found[name])
    )
    return ReportTable(say("range", language), tuple(say(key, language) for key in keys), rows)


_Shown = tuple[str, str, int, float]
"""Name of a figure, its label, decimals, and what it is multiplied by."""


def _list_figures(
    assessment: Assessment, banks: Mapping[str, Names], language: str
) -> Iterator[_Shown]:
    unit = assessment.weights_unit
    named = {one.bank: say_name(banks[one.bank], language) for one in assessment.banks}
    for service in assessment.services:
        kind = say_target(service.service, language)
        kind = say("from there", language).format(kind) if service.is_from else kind
        for bank, name in named.items():
            what = f"{name}: {kind}"
            at = f"services.{service.service}.{bank}"
            yield f"{at}.mean_min.difference", f"{what}, {say('min', language)}", 2, 1.0
            connected = f"{what}, {say('gained', language)}, {say(unit, language)}"
            yield f"{at}.newly_connected", connected, 0, 1.0
            yield f"{at}.cut_off", f"{what}, {say('cut', language)}, {say(unit, language)}", 0, 1.0
    for bank, name in named.items():
        at = f"banks.{bank}"
        yield f"{at}.saved_person_min_per_trip", f"{name}: {say('saved', language)}", 2, 1.0
        for key, field in (("gained", "gained"), ("cut", "cut"), ("cut off", "cut_off.after")):
            label = f"{name}: {say(key, language)}, {say(unit, language)}"
            yield f"{at}.{field}", label, 0, 1.0
        within = say_weighed("reach within", unit, language).format(WITHIN_MIN)
        label = f"{name}: {within}, {say_target(OTHER_BANK, language)}"
        yield f"{at}.reach.{OTHER_BANK}.{WITHIN_MIN}.after", label, 0, 1.0
        yield f"{at}.lost_interaction.after", f"{name}: {say('lost', language)}", 1, 100.0
    yield "barrier_crossing_ratio.after", say("barrier", language), 1, 100.0


def _is_telling(found: FigureRange) -> bool:
    return any((found.value, found.low, found.high))


def _write_row(label: str, found: FigureRange, decimals: int, factor: float, language: str) -> Row:
    numbers = (
        write_number(factor * one, language, decimals)
        for one in (found.value, found.low, found.high)
    )
    moved = "–" if found.moved_most_by is None else say(found.moved_most_by, language)
    return label, *numbers, moved
