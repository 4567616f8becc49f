"""What stands on a brief, every text written out in one language: page and PDF only place it."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.names import Names

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A colour of the map and what it means.

    `kind` is ``area`` for a tint, ``fill``, ``line``, ``dashes``, ``dot``, ``cross`` or ``sign``.
    """

    kind: str
    colour: str
    label: str
    svg: str = ""
    """Of a sign: the drawing that the map has, 7 by 2.6."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as SVG, and the same in words."""

    svg: str
    alt: str
    legend: tuple[LegendEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Lead:
    """A figure to see first: its label and a value for each of some names."""

    label: str
    values: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class CardOnPaper:
    """The decision card: what an office reads first, and how sure its first figure is."""

    sentences: tuple[str, ...]
    range: str
    """What the figure is, with the least and the most of it; empty where nothing moves it."""
    parts: tuple[Pair, ...]
    """An assumption, and the least and the most of the figure over it."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Key numbers."""

    headings: tuple[str, ...]
    banks: tuple[str, ...]
    """Names of the left and the right one."""
    rows: tuple[tuple[str, ...], ...]
    """A label, then before, after and difference of the left bank and of the right one."""
    both: tuple[tuple[str, ...], ...]
    """A label, then before, after and difference."""


@dataclass(frozen=True, slots=True)
class ProjectKeys:
    """A project with the word of each municipality on it: its name and what it said."""

    name: str
    names: Names
    """`name`: all of them side by side."""
    path: str
    tag: str
    keys: tuple[Pair, ...]
    signed: tuple[Pair, ...] = ()
    """What each body signed in the city's register, where that was taken up."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A source, and its address where it is known."""

    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A brief."""

    language: str
    kicker: str
    title: str
    title_names: Names
    city: str
    city_names: Names
    """`kicker`, `title`, `city`: what kind of paper it is, of what, where; `title_names` is empty
    where the title is no name."""
    modelled: str
    """That no conclusion may be drawn; empty for data that is not modelled."""
    question: tuple[Pair, ...]
    """The question, or the facts of a project: labels and values."""
    card: CardOnPaper | None
    """None where no change was asked about."""
    leads: tuple[Lead, ...]
    map: Picture | None
    numbers: Numbers | None
    population: tuple[str, ...]
    """What residents are weighted by, a total a line; empty where nothing was assessed."""
    chart: Picture | None
    unknown: tuple[str, ...]
    projects: tuple[ProjectKeys, ...]
    no_project: str
    sources: tuple[Citation, ...]
    snapshot: str
    made_at: str
    attribution: str
    words: dict[str, str]
    """Headings of the parts, by their name."""
    path: str
    """Of the page that opens the same on the server, with its query."""
