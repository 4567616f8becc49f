"""The totals of people that weights stand on, as answers list them and reports say them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from geodata.assessment.results import Figure
from geodata.assessment.weights import Homes
from geodata.assessment.words import say, say_name, write_number
from geodata.cities.profile import PopulationFigure
from geodata.names import Names
from geodata.sentences import end_sentence
from geodata.snapshot.manifest import CitySummary
from geodata.wording import load_wording


def list_figures(city: CitySummary, homes: Homes) -> tuple[Figure, ...]:
    """List the totals of people that weights stand on, by municipality."""
    names = {one.id: one.name for one in city.municipalities}
    return tuple(
        describe_figure(name, names.get(name, {}), one)
        for name, one in sorted(homes.figures.items())
    )


def describe_figure(municipality: str, name: Names, figure: PopulationFigure) -> Figure:
    """Describe a total as plain data."""
    source = figure.source
    return Figure(
        municipality=municipality,
        value=figure.value,
        year=figure.year,
        source=source.name,
        certainty=figure.certainty,
        name=name,
        date=str(figure.date),
        counts=figure.counts.value,
        source_url=source.url,
        source_date=None if source.date is None else str(source.date),
        note=figure.note,
    )


def say_weights(figures: Sequence[Figure], language: str, *, is_combination: bool) -> Iterator[str]:
    """Say what residents are weighted by: each total in a line, or that it is floor area."""
    if not figures:
        yield say("by floor area", language)
    for figure in figures:
        yield say_figure(figure, language)
    if is_combination:
        yield say("combination", language)


def say_figure(figure: Figure, language: str) -> str:
    """Say a total with what it counts, its date, its source and its certainty."""
    name, date = say_town(figure, language), say_date(figure, language)
    counted = f"{write_number(figure.value, language, 0)} ({say_counts(figure, language)})"
    known = load_wording(language).say("certainty", figure.certainty)
    certainty = f"{say('certainty', language)}: {known}"
    return (
        f"{end_sentence(f'{name}: {counted}, {date}')} {say_source(figure, language)} ({certainty})"
    )


def say_town(figure: Figure, language: str) -> str:
    """Say the name of a total's municipality; its id where it has none."""
    return say_name(figure.name, language) if figure.name else figure.municipality


def say_counts(figure: Figure, language: str) -> str:
    """Say what a total is a number of."""
    return load_wording(language).say("population counts", figure.counts)


def say_source(figure: Figure, language: str) -> str:
    """Say the source of a total, with its date where it is known."""
    if figure.source_date is None:
        return figure.source
    return f"{figure.source}, {load_wording(language).write_day(figure.source_date)}"


def say_date(figure: Figure, language: str) -> str:
    """Say the time of a total, as precise as its source."""
    return load_wording(language).write_day(figure.date or str(figure.year))
