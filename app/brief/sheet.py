"""What stands on a brief, every text written out in one language: page and PDF only place it."""

from __future__ import annotations

from dataclasses import dataclass

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A colour of the map and what it means; `kind` is ``area``, ``line`` or ``cross``."""

    kind: str
    colour: str
    label: str


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
class Numbers:
    """Key numbers.

    Attributes
    ----------
    banks
        Names of the left and the right one.
    rows
        A label, then before, after and difference of the left bank and of the right one.
    both
        A label, then before, after and difference.
    """

    headings: tuple[str, ...]
    banks: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    both: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ProjectKeys:
    """A project with the word of each municipality on it: its name and what it said."""

    name: str
    path: str
    tag: str
    keys: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A brief.

    Attributes
    ----------
    kicker, title, city
        What kind of paper it is, of what, where.
    modelled
        That no conclusion may be drawn; empty for data that is not modelled.
    question
        What is asked, or what is known of a project: labels and values.
    words
        Headings of the parts, by their name.
    path
        Of the page that opens the same on the server, with its query.
    """

    language: str
    kicker: str
    title: str
    city: str
    modelled: str
    question: tuple[Pair, ...]
    leads: tuple[Lead, ...]
    map: Picture | None
    numbers: Numbers | None
    chart: Picture | None
    unknown: tuple[str, ...]
    projects: tuple[ProjectKeys, ...]
    no_project: str
    sources: tuple[str, ...]
    snapshot: str
    made_at: str
    attribution: str
    words: dict[str, str]
    path: str
