"""Which published totals of people can be chosen: pairs, other combinations, and none at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from geodata.cities.profile import FLOOR_AREA, PopulationFigure
from geodata.sentences import Sentence, sentence

Population = Mapping[str, Sequence[PopulationFigure]]
"""Municipality id → its published figures, as a profile has them."""

_Named = dict[str, dict[str, PopulationFigure]]


@dataclass(frozen=True, slots=True)
class PopulationChoice:
    """Totals that weights can stand on together."""

    id: str
    """As addresses have it: a publication, ``ID:PUBLICATION,…``, or `FLOOR_AREA`."""
    figures: Mapping[str, PopulationFigure]
    """Municipality id → its total; empty for floor area."""
    is_combination: bool
    """Whether no source published these together for one year."""


def list_choices(population: Population) -> tuple[PopulationChoice, ...]:
    """List what can be chosen; the first one is the default.

    Published pairs come first, the newest before older ones, then totals of one date that several
    sources give, then each other figure beside the default of the other municipalities, and last
    floor area alone.
    """
    known = {name: _name_figures(figures) for name, figures in population.items() if figures}
    if not known:
        return (_NONE,)
    shared = set.intersection(*({*figures} for figures in known.values()))
    complete = [_choose_shared(known, one) for one in next(iter(known.values())) if one in shared]
    complete.sort(key=_find_last, reverse=True)
    complete.sort(key=lambda one: one.is_combination)
    default = complete[0] if complete else _choose_newest(known)
    more = [
        _choose(known, _read_choice(known, default) | {name: publication})
        for name, figures in known.items()
        for publication in figures
        if publication not in shared
    ]
    listed = {one.id: one for one in (default, *complete, *more, _NONE)}
    return tuple(listed.values())


def choose_population(population: Population, asked: str) -> PopulationChoice:
    """Choose totals by the text of an address; the default where it is empty.

    Raises
    ------
    ValueError
        When there are no such totals; lists what can be asked for.
    """
    choices = list_choices(population)
    for one in choices:
        if asked in {"", one.id}:
            return one
    known = {name: _name_figures(figures) for name, figures in population.items() if figures}
    named = dict(part.partition(":")[::2] for part in asked.split(","))
    is_known = all(publication in known.get(name, {}) for name, publication in named.items())
    if not known or len(asked.split(",")) != len(known) or {*named} != {*known} or not is_known:
        raise ValueError(_refuse(choices, known))
    return _choose(known, named)


_NONE = PopulationChoice(FLOOR_AREA, {}, is_combination=False)


def _refuse(choices: Iterable[PopulationChoice], known: _Named) -> Sentence:
    whole = [one.id for one in choices if ":" not in one.id]
    if not known:
        return sentence("should be %(known)s: no total is published here", known=FLOOR_AREA)
    parts = (f"{name}:{'|'.join(figures)}" for name, figures in known.items())
    return sentence(
        "should be one of %(known)s, or one figure of each municipality: %(figures)s",
        known=", ".join(whole),
        figures=",".join(parts),
    )


def _name_figures(figures: Sequence[PopulationFigure]) -> dict[str, PopulationFigure]:
    """Name each figure by its publication, else by its date, which a number tells from others."""
    named: dict[str, PopulationFigure] = {}
    for figure in figures:
        first = name = figure.publication or str(figure.date)
        number = 1
        while name in named:
            number += 1
            name = f"{first}-no{number}"
        named[name] = figure
    return named


def _choose(known: _Named, named: Mapping[str, str]) -> PopulationChoice:
    """Choose a publication for each municipality."""
    ids = {named[name] for name in known}
    if len(ids) == 1:
        return _choose_shared(known, ids.pop())
    figures = {name: known[name][named[name]] for name in known}
    text = ",".join(f"{name}:{named[name]}" for name in known)
    return PopulationChoice(text, figures, is_combination=True)


def _choose_shared(known: _Named, publication: str) -> PopulationChoice:
    figures = {name: of_town[publication] for name, of_town in known.items()}
    origins = {(one.source.name, str(one.date)) for one in figures.values()}
    is_published = all(one.publication for one in figures.values())
    return PopulationChoice(publication, figures, not is_published and len(origins) > 1)


def _choose_newest(known: _Named) -> PopulationChoice:
    newest = {
        name: max(figures, key=lambda one: figures[one].date.last)
        for name, figures in known.items()
    }
    return _choose(known, newest)


def _read_choice(known: _Named, choice: PopulationChoice) -> dict[str, str]:
    """Read which publication a choice takes of each municipality."""
    if ":" not in choice.id:
        return dict.fromkeys(known, choice.id)
    return dict(part.partition(":")[::2] for part in choice.id.split(","))


def _find_last(choice: PopulationChoice) -> date:
    return max(one.date.last for one in choice.figures.values())
