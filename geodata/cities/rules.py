"""Dated rules and events on money and on languages."""

from __future__ import annotations

from enum import StrEnum

from pydantic.dataclasses import dataclass

from geodata.cities.facts import Event
from geodata.cities.records import STRICT_RECORD, RegistryFile


class Topic(StrEnum):
    """What a rule is about."""

    MONEY = "money"
    LANGUAGE = "language"


@dataclass(frozen=True, config=STRICT_RECORD, kw_only=True)
class Rule(Event):
    """One ``[[rule]]`` of a ``money.toml`` or ``languages.toml``, which give its topic."""

    topic: Topic = Topic.MONEY


@dataclass(frozen=True, config=STRICT_RECORD)
class RuleFile(RegistryFile):
    """A ``money.toml`` or ``languages.toml``: the list of its ``[[rule]]`` tables."""

    rule: tuple[Rule, ...] = ()
