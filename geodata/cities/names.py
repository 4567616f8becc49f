"""What places are called by those who live there, which of it is ours, and who claims the place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from typing import Annotated

import pandas as pd
from pydantic import Field, TypeAdapter, model_validator
from pydantic.dataclasses import dataclass

from geodata.cities.records import STRICT_RECORD, RegistryFile, Slug
from geodata.cities.sources import Certainty, Source
from geodata.names import LanguageCode, Names, Text

DISPUTED = "disputed"
"""Stands in place of the municipality of a place that sources count to several."""


class OwnWork(StrEnum):
    """How a name came about that no source gives: never shown as an official one."""

    TRANSLITERATED = "transliterated"
    TRANSLATED = "translated"


@dataclass(frozen=True, config=STRICT_RECORD)
class MunicipalityClaim:
    """A source says that a place belongs to a municipality of the profile."""

    municipality: Slug
    certainty: Certainty
    sources: tuple[Source, ...] = ()
    """Those of the place's entry where none is given."""
    note: Text | None = None


@dataclass(frozen=True, config=STRICT_RECORD)
class PlaceName:
    """The names of one place, as sources use them; none of them is the "real" one."""

    id: Slug
    name: Names
    certainty: Certainty
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    unofficial: dict[LanguageCode, OwnWork] = Field(default_factory=dict)
    """Language of `name` → how we made the name that no source gives in it."""
    aliases: tuple[Text, ...] = ()
    """Every other name that it is found by."""
    side: Slug | None = None
    municipality: tuple[MunicipalityClaim, ...] = ()
    dispute: Text | None = None
    """What is disputed about the place or its boundary, in the words of the sources."""
    note: Text | None = None

    @model_validator(mode="after")
    def _check(self) -> PlaceName:
        if unknown := set(self.unofficial) - set(self.name):
            raise ValueError(f"unofficial: has no name in {min(unknown)}")
        if set(self.unofficial) == set(self.name):
            raise ValueError("unofficial: a source has to give one of the names")
        has_sources = all(one.sources for one in self.municipality)
        if self.is_contested and not (self.dispute and has_sources):
            raise ValueError("municipality: claims that differ need sources each, and a dispute")
        return self

    @property
    def is_contested(self) -> bool:
        """Whether sources claim it for more than one municipality."""
        return len({one.municipality for one in self.municipality}) > 1

    @property
    def spellings(self) -> tuple[str, ...]:
        """Everything that it is found by."""
        return (*self.name.values(), *self.aliases)


@dataclass(frozen=True, config=STRICT_RECORD)
class NameFile(RegistryFile):
    """A ``names.toml``: the list of its ``[[name]]`` tables."""

    name: tuple[PlaceName, ...] = ()


_NAME = TypeAdapter(PlaceName)
_CLAIMS = TypeAdapter(tuple[MunicipalityClaim, ...])


def store_names(names: Iterable[PlaceName]) -> pd.DataFrame:
    """Make the snapshot's table of names; `record` is the whole entry as JSON."""
    rows = [(one.id, _NAME.dump_json(one).decode()) for one in names]
    return pd.DataFrame(rows, columns=["id", "record"], dtype="str")


def load_names(frame: pd.DataFrame) -> tuple[PlaceName, ...]:
    """Read the entries back from a snapshot's table."""
    return tuple(_NAME.validate_json(text) for text in frame["record"])


def write_claims(entry: PlaceName) -> str:
    """Write who claims a place as JSON, each claim with its sources, as it stands in tables."""
    claims = [replace(one, sources=one.sources or entry.sources) for one in entry.municipality]
    return _CLAIMS.dump_json(tuple(claims)).decode()
