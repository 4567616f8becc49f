"""Lists what the colours of a map on paper mean."""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import date

from app.brief.base_map import find_power
from app.brief.frame import Frame
from app.brief.map import (
    CANDIDATE,
    CLOSED,
    LEFT,
    POWER,
    PROJECT,
    RIGHT,
    Shown,
    frame_map,
    list_placed,
    read_ground,
)
from app.brief.numbers import name_banks
from app.brief.relief import list_relief
from app.brief.sheet import LegendEntry
from app.brief.signs import STATUS_LOOKS, draw_sample
from app.catalogue.catalogue import Catalogue
from app.language.modelled import say_modelled
from geodata.assessment.words import say
from geodata.cities.crossings import Use
from geodata.colours import SERVICE_COLOURS
from geodata.crossings.counts import Count
from geodata.layers import get_layer
from geodata.voltages import CABLES, CLASSES, say_voltage
from geodata.wording import Wording


def list_legend(shown: Shown, catalogue: Catalogue, wording: Wording) -> Iterator[LegendEntry]:
    """List the legend of a brief's map."""
    frame = frame_map(catalogue, shown)
    yield from list_banks(catalogue, frame, wording)
    if shown.lines:
        yield LegendEntry("line", CANDIDATE, say("candidate", wording.language))
    if shown.places:
        yield LegendEntry("line", PROJECT, wording.gettext("Project"))
    if shown.closed:
        yield LegendEntry("cross", CLOSED, say("closed", wording.language))
    yield from list_crossings(catalogue, shown.day, frame, wording)
    yield from list_power(catalogue, frame, wording, *POWER)
    yield from list_relief(catalogue, wording)


def list_banks(catalogue: Catalogue, frame: Frame, wording: Wording) -> Iterator[LegendEntry]:
    """List the tints of the banks that are on the map."""
    names = name_banks(catalogue.manifest.city, wording.language)
    banks = read_ground(catalogue)
    for part, colour, name in zip(("left", "right"), (LEFT, RIGHT), names, strict=True):
        if frame.holds(banks.get(part)):
            yield LegendEntry("area", colour, name)


def list_crossings(
    catalogue: Catalogue,
    day: date,
    frame: Frame,
    wording: Wording,
    uses: Container[Use] = frozenset(Use),
) -> Iterator[LegendEntry]:
    """List the looks of the crossings of a day on the map: by state, and of service lines."""
    placed = [one for one in list_placed(catalogue, day) if one[0].use in uses]
    there = [(one, status) for one, status, place in placed if frame.holds(place)]
    states = {status for one, status in there if one.use is Use.PEOPLE}
    for status in (one for one in STATUS_LOOKS if one in states):
        said, sample = wording.say("crossing status", status), draw_sample(status)
        yield LegendEntry("sign", STATUS_LOOKS[status][0], said, sample)
    lines = [one for one, _ in there if one.use is Use.SERVICES]
    for kind, colour in SERVICE_COLOURS.items():
        modelled = [one.is_modelled for one in lines if one.kind is kind]
        if modelled:
            count = Count(len(modelled), sum(modelled))
            label = add_modelled(wording.say("crossing kind", kind), count, wording)
            yield LegendEntry("line", colour, label)


def list_power(
    catalogue: Catalogue, frame: Frame, wording: Wording, name: str, least_v: int = 0
) -> Iterator[LegendEntry]:
    """List the colours of the power lines of a layer on the map, by voltage."""
    found = find_power(catalogue, frame, name, least_v)
    title, kind = (
        wording.say("layer", get_layer(name).title),
        "dashes" if name == CABLES else "line",
    )
    for voltage in (one for one in CLASSES if one in found):
        label = f"{title}: {say_voltage(voltage, wording)}"
        count = Count(catalogue.manifest.counts[name], catalogue.collections[name].modelled)
        yield LegendEntry(kind, voltage.colour, add_modelled(label, count, wording))


def add_modelled(label: str, count: Count, wording: Wording) -> str:
    """Add to a label that what it names is modelled, where some of it is."""
    modelled = say_modelled(count.modelled, count.number, wording)
    return f"{label} ({modelled})" if modelled else label
