"""What people said they need: who was asked, when and where; surveys are never added up."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from geodata.cities.facts import Event
from geodata.cities.records import STRICT_RECORD, RegistryFile, Slug
from geodata.names import Text


@dataclass(frozen=True, config=STRICT_RECORD, kw_only=True)
class Need(Event):
    """One ``[[need]]``; `says` is what was named."""

    topics: Annotated[tuple[Text, ...], Field(min_length=1)]
    place: Text
    """Where, and who was asked."""
    asked_by: Text | None = None
    """Who asked; None where no source says."""
    projects: tuple[Slug, ...] = ()
    """Projects that answer it."""


@dataclass(frozen=True, config=STRICT_RECORD)
class NeedFile(RegistryFile):
    """A ``needs.toml``: the list of its ``[[need]]`` tables."""

    need: tuple[Need, ...] = ()
