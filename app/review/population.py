"""The choice of population as pages offer it: each published pair, other combinations, none."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from geodata.assessment.figures import describe_figure, say_counts, say_date, say_town
from geodata.assessment.results import Figure
from geodata.cities.population import PopulationChoice, choose_population, list_choices
from geodata.names import Names, clean_text
from geodata.snapshot.manifest import CitySummary
from geodata.wording import Wording

_LONGEST_LABEL = 200


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """Totals that a reader can choose."""

    id: str
    label: str
    kind: str
    """``pair``, ``combination`` or ``none``."""
    is_default: bool


@dataclass(frozen=True, slots=True)
class ShownChoices:
    """What a reader can choose."""

    choices: tuple[ShownChoice, ...]
    chosen: str
    """Id of the one that is chosen."""


def describe_choices(city: CitySummary, asked: str, wording: Wording) -> ShownChoices:
    """Describe what a reader can choose, and which one is chosen.

    A combination that is asked for, and not offered, is offered, too; what cannot be chosen
    leaves the default.
    """
    offered = list_choices(city.population)
    chosen = offered[0]
    with suppress(ValueError):
        chosen = choose_population(city.population, asked)
    more = () if chosen.id in {one.id for one in offered} else (chosen,)
    names = {one.id: one.name for one in city.municipalities}
    shown = (
        ShownChoice(
            one.id, _label(one, names, wording), _sort(one), is_default=one.id == offered[0].id
        )
        for one in (*more, *offered)
    )
    ordered = tuple(sorted(shown, key=lambda one: _KINDS.index(one.kind)))
    return ShownChoices(ordered, chosen.id)


_KINDS = ("pair", "combination", "none")


def _sort(choice: PopulationChoice) -> str:
    if not choice.figures:
        return "none"
    return "combination" if choice.is_combination else "pair"


def _label(choice: PopulationChoice, names: Mapping[str, Names], wording: Wording) -> str:
    """Name totals in a line: their date, and each with what it counts."""
    if not choice.figures:
        return wording.gettext("Floor area alone, no population figures")
    figures = [
        describe_figure(name, names.get(name, {}), one) for name, one in choice.figures.items()
    ]
    dates = {say_date(one, wording.language) for one in figures}
    parts = ", ".join(_label_figure(one, wording, has_date=len(dates) > 1) for one in figures)
    date = f"{dates.pop()}: " if len(dates) == 1 else ""
    return clean_text(f"{date}{parts}", _LONGEST_LABEL)


def _label_figure(figure: Figure, wording: Wording, *, has_date: bool) -> str:
    language = wording.language
    said = [say_counts(figure, language), *([say_date(figure, language)] if has_date else [])]
    value = wording.write_number(figure.value)
    return f"{say_town(figure, language)} {value} ({', '.join(said)})"
