"""Lists what the colours of a map on paper mean."""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import date

from app.brief.map import CANDIDATE, CLOSED, LEFT, PROJECT, RIGHT, Shown, list_placed
from app.brief.numbers import name_banks
from app.brief.sheet import LegendEntry
from app.brief.signs import STATUS_LOOKS, draw_sample
from app.catalogue.catalogue import Catalogue
from app.language.modelled import say_modelled
from geodata.assessment.words import say
from geodata.cities.crossings import CrossingKind, Status, Use
from geodata.colours import SERVICE_COLOURS
from geodata.crossings.counts import Count
from geodata.wording import Wording


def list_legend(shown: Shown, catalogue: Catalogue, wording: Wording) -> Iterator[LegendEntry]:
    """List the legend of a brief's map."""
    yield from list_banks(catalogue, wording)
    if shown.lines:
        yield LegendEntry("line", CANDIDATE, say("candidate", wording.language))
    if shown.places:
        yield LegendEntry("line", PROJECT, wording.gettext("Project"))
    if shown.closed:
        yield LegendEntry("cross", CLOSED, say("closed", wording.language))
    yield from list_crossings(catalogue, shown.day, wording)


def list_banks(catalogue: Catalogue, wording: Wording) -> Iterator[LegendEntry]:
    """List the tints of the banks."""
    names = name_banks(catalogue.manifest.city, wording.language)
    for colour, name in zip((LEFT, RIGHT), names, strict=True):
        yield LegendEntry("area", colour, name)


def list_crossings(
    catalogue: Catalogue, day: date, wording: Wording, uses: Container[Use] = frozenset(Use)
) -> Iterator[LegendEntry]:
    """List the looks of crossings that there are on a day, by state, and of service lines."""
    for status in list_statuses(catalogue, day) if Use.PEOPLE in uses else ():
        said, sample = wording.say("crossing status", status), draw_sample(status)
        yield LegendEntry("sign", STATUS_LOOKS[status][0], said, sample)
    lines = list_service_lines(catalogue, day) if Use.SERVICES in uses else {}
    for kind, count in lines.items():
        said = wording.say("crossing kind", kind)
        label = add_modelled(said, count, wording)
        yield LegendEntry("line", SERVICE_COLOURS[kind], label)


def add_modelled(label: str, count: Count, wording: Wording) -> str:
    """Add to a label that what it names is modelled, where some of it is."""
    modelled = say_modelled(count.modelled, count.number, wording)
    return f"{label} ({modelled})" if modelled else label


def list_statuses(catalogue: Catalogue, day: date) -> list[Status]:
    """List the states in which crossings for people are on a day, in the order of the legend."""
    placed = list_placed(catalogue, day)
    there = {status for one, status, _ in placed if one.use is Use.PEOPLE}
    return [status for status in STATUS_LOOKS if status in there]


def list_service_lines(catalogue: Catalogue, day: date) -> dict[CrossingKind, Count]:
    """Count the service lines over the divide on a day, by kind, and those that are modelled."""
    lines = [one for one, _, _ in list_placed(catalogue, day) if one.use is Use.SERVICES]
    by_kind = {kind: [one for one in lines if one.kind is kind] for kind in SERVICE_COLOURS}
    return {
        kind: Count(len(group), sum(one.is_modelled for one in group))
        for kind, group in by_kind.items()
        if group
    }
