"""What every written fact of a city carries: who says so, and how sure it is."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from geodata.cities.names import OwnWork
from geodata.cities.records import STRICT_RECORD, Slug
from geodata.cities.sources import Certainty, Source
from geodata.dates import PartialDate
from geodata.names import LanguageCode, Names, Text

Sources = Annotated[tuple[Source, ...], Field(min_length=1)]
"""A fact without a source is no fact: the build refuses it."""


@dataclass(frozen=True, config=STRICT_RECORD, kw_only=True)
class Fact:
    """Something that sources say, with an id of its own."""

    id: Slug
    sources: Sources
    certainty: Certainty
    note: Text | None = None


@dataclass(frozen=True, config=STRICT_RECORD, kw_only=True)
class Event(Fact):
    """Something that sources say of a day, month, year or interval."""

    says: Text
    date: PartialDate


@dataclass(frozen=True, config=STRICT_RECORD, kw_only=True)
class Named:
    """Names of a thing, of which some were made here and stand in no source."""

    name: Names
    unofficial: dict[LanguageCode, OwnWork] = Field(default_factory=dict)
    """Language of `name` → how we made the name that no source gives in it."""
