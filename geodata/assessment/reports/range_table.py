"""The table of ranges: how sure the figures are that an office reads first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from geodata.assessment.indicators import OTHER_BANK
from geodata.assessment.ranges import FigureRange, Ranges
from geodata.assessment.reports.service_tables import say_service
from geodata.assessment.reports.tables import ReportTable, Row
from geodata.assessment.results import Assessment
from geodata.assessment.rounding import choose_step, round_to
from geodata.assessment.words import say, say_name, say_target, say_weighed, write_number
from geodata.names import Names
from geodata.wording import LONG_MIN

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
    rows = [
        _write_row(label, found[name], kind, language)
        for name, label, kind in _list_figures(assessment, banks, language)
        if name in found
    ]
    headings = tuple(say(key, language) for key in keys)
    return ReportTable(say("range", language), headings, tuple(row for row in rows if row))


_TIME, _COUNT, _SHARE = "time", "count", "share"
_Shown = tuple[str, str, str]
"""Name of a figure, its label, and what it is: a time in min, a count of people, or a share."""


def _list_figures(
    assessment: Assessment, banks: Mapping[str, Names], language: str
) -> Iterator[_Shown]:
    unit = assessment.weights_unit
    named = {one.bank: say_name(banks[one.bank], language) for one in assessment.banks}
    for service in assessment.services:
        kind = say_service(service.service, language, is_from=service.is_from)
        for bank, name in named.items():
            what = f"{name}: {kind}"
            at = f"services.{service.service}.{bank}"
            yield f"{at}.mean_min.difference", what, _TIME
            connected = f"{what}, {say('gained', language)}, {say(unit, language)}"
            yield f"{at}.newly_connected", connected, _COUNT
            yield f"{at}.cut_off", f"{what}, {say('cut', language)}, {say(unit, language)}", _COUNT
    for bank, name in named.items():
        at = f"banks.{bank}"
        yield f"{at}.saved_person_min_per_trip", f"{name}: {say('saved', language)}", _TIME
        for key, field in (("gained", "gained"), ("cut", "cut"), ("cut off", "cut_off.after")):
            label = f"{name}: {say(key, language)}, {say(unit, language)}"
            yield f"{at}.{field}", label, _COUNT
        within = say_weighed("reach within", unit, language).format(WITHIN_MIN)
        label = f"{name}: {within}, {say_target(OTHER_BANK, language)}"
        yield f"{at}.reach.{OTHER_BANK}.{WITHIN_MIN}.after", label, _COUNT
        yield f"{at}.lost_interaction.after", f"{name}: {say('lost', language)}", _SHARE
    yield "barrier_crossing_ratio.after", say("barrier", language), _SHARE


def _write_row(label: str, found: FigureRange, kind: str, language: str) -> Row | None:
    """Write a figure, its least and its most as exactly as the range allows; None where all are 0.

    Parameters
    ----------
    kind
        A time in min, a count, or a share, 0-1, which is written in per cent.
    """
    figures, unit, factor, finest = (found.value, found.low, found.high), "", 1.0, 1.0
    if kind == _TIME:
        is_short = max(map(abs, figures)) < LONG_MIN
        unit, factor, finest = (" s", 60.0, 1.0) if is_short else (" min", 1.0, 0.1)
    elif kind == _SHARE:
        factor, finest = 100.0, 0.1
    value, low, high = (factor * one for one in figures)
    step = choose_step(value, low, high, finest)
    shown = [round_to(one, step) for one in (value, low, high)]
    moved = "–" if found.moved_most_by is None else say(found.moved_most_by, language)
    decimals = 0 if step >= 1 else 1
    cells = [f"{write_number(one, language, decimals)}{unit}" for one in shown]
    return (label, *cells, moved) if any(shown) else None
