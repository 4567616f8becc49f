"""The decision card: what a change would do, in a few sentences that an office reads first.

Numbers are rounded by what their ranges allow, and differences are those of the figures as they
stand in the assessment; each sentence is made for each language with the plural of its number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from geodata.assessment.assess import assess
from geodata.assessment.card_services import SMALLEST, say_changes, say_unchanged
from geodata.assessment.engine.gains import Report
from geodata.assessment.model import CityModel
from geodata.assessment.ranges import FigureRange, PartRange, Ranges, measure_ranges
from geodata.assessment.remarks import say_remarks
from geodata.assessment.request import Question
from geodata.assessment.results import Answer, Assessment, ServiceChange
from geodata.assessment.rounding import choose_step, round_to
from geodata.assessment.weights import PEOPLE
from geodata.assessment.words import say, say_name, say_target
from geodata.names import LANGUAGES
from geodata.sentences import begin_sentence
from geodata.snapshot.manifest import CitySummary
from geodata.wording import LONG_MIN, Wording, load_wording

WITHIN_MIN = 15
"""Of the people within reach of a service."""


@dataclass(frozen=True, slots=True)
class CardFigure:
    """A number of the card, as it is shown, with its range rounded alike."""

    figure: str
    """See `geodata.assessment.figure_list`."""
    unit: str
    """``s``, ``min``, ``people`` or ``m² of floor area``."""
    shown: float
    low: float
    high: float
    moved_most_by: str | None
    parts: tuple[PartRange, ...] = ()
    """The range over each assumption alone, rounded alike, the widest first."""


@dataclass(frozen=True, slots=True)
class CardText:
    """The card in one language."""

    sentences: tuple[str, ...]
    """The trip, the service whose reach changes most, who else is nearer or further, what stays."""
    not_known: tuple[str, ...]
    """What figures depend on most, and what is missing."""


@dataclass(frozen=True, slots=True)
class Card(Answer):
    """What a change would do, as an office reads it first."""

    figures_shown: tuple[CardFigure, ...]
    texts: dict[str, CardText]
    """By language, of `geodata.names.LANGUAGES`."""


def make_card(model: CityModel, question: Question, report: Report | None = None) -> Card:
    """Make the card of a question.

    Parameters
    ----------
    report
        Called after each variation: see `geodata.assessment.ranges.measure_ranges`.

    Raises
    ------
    RequestError
        When the question cannot be answered; names the field.
    """
    ranges = measure_ranges(model, question, report)
    return write_card(model.city, assess(model, question), ranges)


def write_card(city: CitySummary, result: Assessment, ranges: Ranges) -> Card:
    """Write the card of an assessment and its ranges."""
    trip, reach = _choose_trip(ranges), _choose_reach(result, ranges)
    unchanged = [one.service for one in result.services if _is_unchanged(one, result, ranges)]
    banks = {bank.id: bank.name for bank in (city.left, city.right)}
    texts = {}
    for language in LANGUAGES:
        wording = load_wording(language)
        sentences = [say_trip(trip, wording)]
        if reach is not None:
            service, bank, shown = reach
            where = f"{say_target(service, language)} ({say_name(banks[bank], language)})"
            sentences.append(_say_reach(begin_sentence(where), shown, wording))
        services = [*say_changes(result, banks, wording, reach and reach[:2])]
        services += [say_unchanged(unchanged, wording)] if unchanged else []
        sentences += [" ".join(services)] if services else []
        told = [*_say_dependence(trip, wording, is_built=bool(result.candidates))]
        told += say_remarks(result.remarks, banks, language)
        texts[language] = CardText(tuple(sentences), tuple(told))
    shown_figures = [one for one in (trip, reach and reach[2]) if one is not None]
    basis = {name: getattr(ranges, name) for name in Answer.__dataclass_fields__}
    return Card(**basis, figures_shown=tuple(shown_figures), texts=texts)


def _is_unchanged(service: ServiceChange, result: Assessment, ranges: Ranges) -> bool:
    """Tell whether nobody's way to a service changes by a minute, whatever is assumed.

    Nor may anybody come within reach by some seconds: one sentence would deny the other.
    """
    if service.is_from or not any(one.residents for one in service.banks):
        return False
    known = ranges.index()
    names = [
        f"services.{service.service}.{bank.bank}.{field}"
        for bank in result.banks
        for field in ("save.1", "lose.1", "newly_connected", "cut_off")
    ]
    reached = [
        known[name]
        for bank in result.banks
        if (name := _name_reach(bank.bank, service.service)) in known
    ]
    return all(known[name].high < SMALLEST for name in names) and all(
        max(abs(one.low), abs(one.high)) < SMALLEST for one in reached
    )


def _name_reach(bank: str, service: str) -> str:
    return f"banks.{bank}.reach.{service}.{WITHIN_MIN}.difference"


def _choose_trip(ranges: Ranges) -> CardFigure | None:
    """Choose what a trip over the river saves; None where no trip is possible twice."""
    found = ranges.index().get("both.saved_person_min_per_trip")
    if found is None:
        return None
    is_long = abs(found.value) >= LONG_MIN
    return round_figure(found, "min", 1.0) if is_long else round_figure(found, "s", 60.0)


def _choose_reach(result: Assessment, ranges: Ranges) -> tuple[str, str, CardFigure] | None:
    """Choose the service and bank whose people within reach change most; None where none do."""
    known, found = ranges.index(), []
    for service in result.services:
        for bank in result.banks:
            name = _name_reach(bank.bank, service.service)
            if name in known and abs(known[name].value) >= SMALLEST:
                found.append((abs(known[name].value), service.service, bank.bank, known[name]))
    if not found:
        return None
    _, kind, name, best = max(found, key=lambda one: one[:3])
    return kind, name, round_figure(best, result.weights_unit, 1.0)


def round_figure(found: FigureRange, unit: str, factor: float) -> CardFigure:
    """Round a figure and its range by how sure it is.

    Parameters
    ----------
    factor
        By which it is multiplied to be in the unit.
    """
    value, low, high = (factor * one for one in (found.value, found.low, found.high))
    step = choose_step(value, low, high)
    shown, least, most = (round_to(one, step) for one in (value, low, high))
    parts = tuple(
        replace(one, low=round_to(factor * one.low, step), high=round_to(factor * one.high, step))
        for one in sorted(found.parts, key=lambda one: one.low - one.high)
    )
    return CardFigure(found.figure, unit, shown, least, most, found.moved_most_by, parts)


def say_trip(trip: CardFigure | None, wording: Wording) -> str:
    """Say how much longer or shorter a trip over the river takes; None where none is possible."""
    if trip is None:
        return wording.gettext("No trip to the other bank is possible both before and after.")
    number = round(abs(trip.shown))
    if not any((number, trip.low, trip.high)):
        return wording.gettext("A trip to the other bank takes as long as before.")
    count = _count_seconds if trip.unit == "s" else _count_minutes
    return _fill(count(number, wording, is_less=trip.shown >= 0), trip, wording)


def _count_seconds(number: int, wording: Wording, *, is_less: bool) -> str:
    if is_less:
        return wording.ngettext(
            "A trip to the other bank takes %(number)s second less%(range)s.",
            "A trip to the other bank takes %(number)s seconds less%(range)s.",
            number,
        )
    return wording.ngettext(
        "A trip to the other bank takes %(number)s second more%(range)s.",
        "A trip to the other bank takes %(number)s seconds more%(range)s.",
        number,
    )


def _count_minutes(number: int, wording: Wording, *, is_less: bool) -> str:
    if is_less:
        return wording.ngettext(
            "A trip to the other bank takes %(number)s minute less%(range)s.",
            "A trip to the other bank takes %(number)s minutes less%(range)s.",
            number,
        )
    return wording.ngettext(
        "A trip to the other bank takes %(number)s minute more%(range)s.",
        "A trip to the other bank takes %(number)s minutes more%(range)s.",
        number,
    )


def _say_reach(where: str, shown: CardFigure, wording: Wording) -> str:
    number = round(abs(shown.shown))
    if shown.unit == PEOPLE:
        said = _count_residents(number, wording, is_more=shown.shown > 0)
    elif shown.shown > 0:
        said = wording.gettext(
            "%(where)s: %(number)s m² of homes more are within %(minutes)s minutes%(range)s."
        )
    else:
        said = wording.gettext(
            "%(where)s: %(number)s m² of homes fewer are within %(minutes)s minutes%(range)s."
        )
    return _fill(said, shown, wording, where=where, minutes=wording.write_number(WITHIN_MIN))


def _count_residents(number: int, wording: Wording, *, is_more: bool) -> str:
    if is_more:
        return wording.ngettext(
            "%(where)s: %(number)s more resident is within %(minutes)s minutes%(range)s.",
            "%(where)s: %(number)s more residents are within %(minutes)s minutes%(range)s.",
            number,
        )
    return wording.ngettext(
        "%(where)s: %(number)s resident fewer is within %(minutes)s minutes%(range)s.",
        "%(where)s: %(number)s residents fewer are within %(minutes)s minutes%(range)s.",
        number,
    )


def _fill(said: str, figure: CardFigure, wording: Wording, **more: str) -> str:
    """Fill in a number without its sign, and its range in the same sense where there is one."""
    sense = -1 if figure.shown < 0 else 1
    # What is rounded to nothing is 0 and not −0.
    low, high = sorted(sense * one + 0.0 for one in (figure.low, figure.high))
    told = ""
    if low != high:
        template = wording.gettext("(%(low)s to %(high)s over the assumptions tried)")
        if low < 0:
            template = wording.gettext(
                "(%(low)s to %(high)s over the assumptions tried; below 0: the opposite)"
            )
        least, most = (wording.write_number(one).replace("-", "−") for one in (low, high))
        told = f" {template % {'low': least, 'high': most}}"
    number = wording.write_number(abs(figure.shown))
    return said % {"number": number, "range": told, **more}


def _say_dependence(trip: CardFigure | None, wording: Wording, *, is_built: bool) -> Iterator[str]:
    """Say what the figures depend on; nothing costs where no bridge is built."""
    if trip is not None and trip.moved_most_by is not None and trip.low != trip.high:
        moved = say(trip.moved_most_by, wording.language)
        yield wording.gettext("The change in travel time depends most on: %(assumption)s.") % {
            "assumption": moved
        }
    if is_built:
        yield wording.gettext("Not known: how many people would cross, and what it costs.")
    else:
        yield wording.gettext("Not known: how many people would cross.")
