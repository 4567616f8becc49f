"""What the municipalities have said of a project, each with its source."""

from __future__ import annotations

from enum import StrEnum

from pydantic import model_validator
from pydantic.dataclasses import dataclass

from geodata.cities.profile import Slug, Source
from geodata.cities.records import STRICT_RECORD
from geodata.dates import PartialDate


class Consent(StrEnum):
    """Whether a municipality has said yes; unknown unless a source says so."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


@dataclass(frozen=True, config=STRICT_RECORD)
class ConsentFact:
    """One municipality's word on a project, from a day, by a source."""

    municipality: Slug
    consent: Consent
    date: PartialDate | None = None
    sources: tuple[Source, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> ConsentFact:
        if self.consent is not Consent.UNKNOWN and not self.sources:
            raise ValueError("a consent other than unknown needs sources that say so")
        return self
