"""What was looked for in a city's sources and not found: said as it is, never guessed."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from geodata.cities.records import STRICT_RECORD, RegistryFile, Slug
from geodata.dates import PartialDate
from geodata.names import Names


@dataclass(frozen=True, config=STRICT_RECORD)
class UnknownFact:
    """Something that no source was found for."""

    id: Slug
    what: Names
    """BCP 47 code → what is not known, in that language."""
    looked: PartialDate
    """How new the newest source is that was looked at."""


@dataclass(frozen=True, config=STRICT_RECORD)
class UnknownFile(RegistryFile):
    """An ``unknown.toml``: the list of its ``[[unknown]]`` tables."""

    unknown: tuple[UnknownFact, ...] = ()


_FACT = TypeAdapter(UnknownFact)


def store_unknown(facts: Iterable[UnknownFact]) -> pd.DataFrame:
    """Make the snapshot's table of what is not known; `record` is the whole entry as JSON."""
    rows = [(one.id, _FACT.dump_json(one).decode()) for one in facts]
    return pd.DataFrame(rows, columns=["id", "record"], dtype="str")


def load_unknown(frame: pd.DataFrame) -> tuple[UnknownFact, ...]:
    """Read the entries back from a snapshot's table."""
    return tuple(_FACT.validate_json(text) for text in frame["record"])
