"""What every written fact of a city carries: who says so, and how sure it is."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated, TypeVar

import pandas as pd
from pydantic import Field, TypeAdapter
from pydantic.dataclasses import dataclass

from geodata.cities.profile import Certainty, Slug, Source
from geodata.cities.records import STRICT_RECORD
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
    unofficial: tuple[LanguageCode, ...] = ()
    """Languages whose name was transliterated or translated here: never shown as official."""


_Record = TypeVar("_Record", bound=Fact)


def store_facts(facts: Iterable[_Record], record: TypeAdapter[_Record]) -> pd.DataFrame:
    """Make the snapshot's table of facts: `id`, and `record`, the whole entry as JSON."""
    rows = [{"id": one.id, "record": record.dump_json(one).decode()} for one in facts]
    return pd.DataFrame(rows, columns=["id", "record"]).astype("str")


def read_records(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Read whole entries back from a snapshot's table as plain JSON values."""
    return [json.loads(text) for text in frame.get("record", ())]
