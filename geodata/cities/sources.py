"""Where a fact was read, and how sure it is."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import StringConstraints
from pydantic.dataclasses import dataclass

from geodata.cities.records import STRICT_RECORD
from geodata.dates import PartialDate
from geodata.names import LanguageCode, Text

Certainty = Literal["H", "M", "L"]
"""H: several sources or an official one. M: one credible source. L: conflicting or inferred."""


class Seen(StrEnum):
    """How much of a source was read; less than all of it lowers what may be claimed."""

    EXCERPT = "excerpt only"
    SHORT_ITEM = "short item"
    IN_FULL = "in full"


@dataclass(frozen=True, config=STRICT_RECORD)
class Source:
    """Where a fact was read."""

    name: Text
    url: Annotated[str, StringConstraints(pattern=r"^https?://")] | None = None
    date: PartialDate | None = None
    reference: Text | None = None
    """What is known of an address of which only a part was kept: shown, but no link."""
    seen: Seen | None = None
    lang: LanguageCode | None = None
    """Language of `name`, which is never translated: a title, or what we call it."""
