"""The tables of the way to the nearest services, by bank and by neighbourhood."""

from __future__ import annotations

from collections.abc import Mapping

from geodata.assessment.neighbourhoods import Neighbourhood
from geodata.assessment.reports.tables import ReportTable
from geodata.assessment.results import Assessment, Change, NearestChange
from geodata.assessment.services import STEPS_MIN
from geodata.assessment.words import say, say_name, say_target, write_number

MOST_NEIGHBOURHOODS = 12
"""That a table lists; an assessment has them all."""


def make_service_table(assessment: Assessment, at: int, bank: str, language: str) -> ReportTable:
    """Make the table of the way to the nearest place of each kind, for one bank's residents."""
    unit = say(assessment.weights_unit, language)
    steps = [at for at, step in enumerate(STEPS_MIN) if step in {1, 5}]
    headings = (
        say("service", language),
        *(say(key, language) for key in ("before", "after", "difference")),
        *(say("save", language).format(STEPS_MIN[step]) for step in steps),
        say("lose", language).format(STEPS_MIN[0]),
        *(say(key, language) for key in ("gained", "cut", "over the river")),
    )
    rows = tuple(
        (
            say_service(one.service, language, is_from=one.is_from),
            *_list_nearest_cells(one.banks[at], language),
            *(write_number(one.banks[at].save[step], language, 0) for step in steps),
            write_number(one.banks[at].lose[0], language, 0),
            write_number(one.banks[at].newly_connected, language, 0),
            write_number(one.banks[at].cut_off, language, 0),
            _write_moved(one.banks[at].nearest_on_other_bank, language),
        )
        for one in assessment.services
    )
    return ReportTable(f"{say('nearest', language)}: {bank} ({unit})", headings, rows)


def make_neighbourhood_table(
    assessment: Assessment, banks: Mapping[str, str], language: str
) -> ReportTable:
    """Make the table of the neighbourhoods where the way to a kind of place changes most.

    By residents × minutes, those that are connected or cut off first.
    """
    changes = sorted(
        ((one, service) for service in assessment.services for one in service.neighbourhoods),
        key=lambda pair: _rank_change(pair[0].change),
    )
    places = {one.id: one for one in assessment.neighbourhoods}
    keys = ("neighbourhood", "service", assessment.weights_unit, "before", "after", "difference")
    rows = tuple(
        (
            f"{say_neighbourhood(place, language)} ({banks[place.bank]})",
            say_service(service.service, language, is_from=service.is_from),
            write_number(one.change.residents, language, 0),
            *_list_nearest_cells(one.change, language),
        )
        for one, service in changes[:MOST_NEIGHBOURHOODS]
        for place in [places[one.neighbourhood]]
    )
    title = say("neighbourhoods", language)
    if len(changes) > len(rows):
        title = f"{title} ({len(rows)}/{len(changes)})"
    return ReportTable(title, tuple(say(key, language) for key in keys), rows)


def _rank_change(change: NearestChange) -> tuple[float, float]:
    moved = change.newly_connected + change.cut_off
    return -moved, -change.residents * abs(change.mean_min.difference or 0.0)


def say_service(kind: str, language: str, *, is_from: bool) -> str:
    """Say a kind of service, and where the way is that from it to homes."""
    name = say_target(kind, language)
    return say("from there", language).format(name) if is_from else name


def say_neighbourhood(place: Neighbourhood, language: str) -> str:
    """Say the name of a neighbourhood, or where its square is."""
    if place.name:
        return say_name(place.name, language)
    return say("square", language).format(f"{place.lat:.4f}, {place.lon:.4f}")


def _list_nearest_cells(change: NearestChange, language: str) -> tuple[str, str, str]:
    """List the minutes before and after, and what those that are shown differ by."""
    before, after = (
        None if value is None else round(value, 1)
        for value in (change.mean_min.before, change.mean_min.after)
    )
    difference = None if before is None or after is None else after - before
    return (
        write_number(before, language, 1),
        write_number(after, language, 1),
        write_number(difference, language, 1, sign=True),
    )


def _write_moved(change: Change, language: str) -> str:
    before, after = (write_number(one, language, 0) for one in (change.before, change.after))
    return before if before == after else f"{before} → {after}"
