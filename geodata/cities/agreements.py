"""Agreements between two sides, and what each says on infrastructure."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from geodata.cities.facts import Event
from geodata.cities.names import OwnWork
from geodata.cities.records import STRICT_RECORD, RegistryFile, Slug
from geodata.names import LanguageCode, Names, Text


@dataclass(frozen=True, config=STRICT_RECORD, kw_only=True)
class Agreement(Event):
    """One ``[[agreement]]``; `says` is what it says on infrastructure."""

    parties: Annotated[tuple[Text, ...], Field(min_length=2)]
    name: Names | None = None
    unofficial: dict[LanguageCode, OwnWork] = Field(default_factory=dict)
    """Language of `name` → how we made the name that no source gives in it."""
    outcome: Text | None = None
    """What became of it."""
    projects: tuple[Slug, ...] = ()
    """Projects that follow from it."""


@dataclass(frozen=True, config=STRICT_RECORD)
class AgreementFile(RegistryFile):
    """An ``agreements.toml``: the list of its ``[[agreement]]`` tables."""

    agreement: tuple[Agreement, ...] = ()
