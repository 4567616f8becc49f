"""Says the figures of stored assessments, and how they differ, with words in place of signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from geodata.assessment.comparison import AssessmentComparison, FigureChange
from geodata.assessment.stored import StoredAssessment, StoredFigure
from geodata.assessment.words import say_name, say_target, say_weighed
from geodata.names import Names
from geodata.wording import Wording, load_wording

_SIGNS = {"s": " s", "min": " min", "people": "", "m² of floor area": " m²"}


@dataclass(frozen=True, slots=True)
class SaidFigure:
    """A figure in words."""

    label: str
    value: str
    difference: str = ""
    """From the one that was stored; empty where nothing is compared."""
    stored: str = ""
    is_same: bool = True


def say_stored(
    stored: StoredAssessment, banks: Mapping[str, Names], language: str
) -> list[SaidFigure]:
    """Say the figures of an assessment."""
    return [
        SaidFigure(say_label(one, banks, language), say_value(one, language))
        for one in stored.figures
    ]


def say_comparison(
    found: AssessmentComparison, banks: Mapping[str, Names], language: str
) -> list[SaidFigure]:
    """Say each figure as it is by other data, as it was stored, and the difference."""
    wording = load_wording(language)
    return [
        SaidFigure(
            label=say_label(one.before, banks, language),
            value=say_value(one.now, language) if one.now else "–",
            stored=say_value(one.before, language),
            difference=_say_difference(one, wording),
            is_same=one.is_same,
        )
        for one in found.changes
    ]


def say_label(figure: StoredFigure, banks: Mapping[str, Names], language: str) -> str:
    """Say what a figure is of."""
    if figure.reach is None:
        return load_wording(language).gettext("A trip to the other bank")
    bank, target, minutes = figure.reach
    name = say_name(banks[bank], language) if bank in banks else bank
    within = say_weighed("reach within", figure.unit, language).format(minutes)
    return f"{name}: {within}, {say_target(target, language)}"


def say_value(figure: StoredFigure, language: str) -> str:
    """Say how much less or more there is, and between which values it lies."""
    wording = load_wording(language)
    said = _say_amount(figure, figure.value, wording) or wording.gettext("no change")
    sense = -1 if figure.value < 0 else 1
    low, high = sorted(sense * one + 0.0 for one in (figure.low, figure.high))
    if low == high:
        return said
    template = wording.gettext("(%(low)s to %(high)s)")
    if low < 0:
        template = wording.gettext("(%(low)s to %(high)s; below 0: the opposite)")
    least, most = (wording.write_number(one).replace("-", "−") for one in (low, high))
    return f"{said} {template % {'low': least, 'high': most}}"


def _say_difference(change: FigureChange, wording: Wording) -> str:
    _ = wording.gettext
    if change.difference is None:
        return _("these data give no such figure")
    amount = _say_amount(change.before, change.difference, wording)
    if not amount:
        return _("the same") if change.is_same else _("the same, in another range")
    return _("%(amount)s than stored") % {"amount": amount}


def _say_amount(figure: StoredFigure, value: float, wording: Wording) -> str:
    """Say an amount with a word for its sign: what is saved is less time; empty for nothing."""
    _, number = wording.gettext, round(abs(value))
    if not number:
        return ""
    if figure.reach is None:
        said = _("%(amount)s less") if value > 0 else _("%(amount)s more")
    else:
        said = _("%(amount)s more") if value > 0 else _("%(amount)s fewer")
    return said % {"amount": f"{wording.write_number(number)}{_SIGNS[figure.unit]}"}
