"""Where the data of a snapshot came from, and when."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator
from pydantic.dataclasses import dataclass

from geodata import ATTRIBUTION, OVERTURE_ATTRIBUTION, OVERTURE_WITH_PLACES
from geodata.cities.records import STRICT_RECORD


class SourceKind(StrEnum):
    """The ways to the same tables."""

    SAMPLE = "sample"
    OVERPASS = "overpass"
    FILE = "file"
    OVERTURE = "overture"


FIRST_MADE_ID = 1 << 52
"""From here on, an element's id is no number of OpenStreetMap; exact in JSON below 1 << 53."""


OSM_RIGHTS_URL = "https://www.openstreetmap.org/copyright"
_OVERTURE_RIGHTS_URL = "https://docs.overturemaps.org/attribution/"


OVERTURE_ID_TAG = "overture:id"
"""Tag that keeps the ids of Overture (GERS) of what an element was made of."""

OVERTURE_SOURCE_TAG = "overture:source"
"""Tag of what has a made number although OpenStreetMap is its source: ``way/123``."""


def is_osm_id(name: str) -> bool:
    """Tell whether ``way/123`` is an element of OpenStreetMap, by its number."""
    number = name.rpartition("/")[2]
    return number.isdecimal() and int(number) < FIRST_MADE_ID


MODELLED_NOTE = (
    "Streets, buildings and utilities are modelled, not real: they stand in for OpenStreetMap data."
)
"""What a snapshot of modelled data says of itself, in `Manifest.notes`."""


def _keep_time(said: str | None) -> str | None:
    """Keep when something was, ISO 8601; what is no time tells nothing."""
    try:
        datetime.fromisoformat(said or "")
        date.fromisoformat((said or "")[:10])
    except ValueError:
        return None
    return said


@dataclass(frozen=True, config=STRICT_RECORD)
class Origin:
    """Provenance of a pull."""

    kind: SourceKind
    name: str
    """File name (never its path) or address of the Overpass endpoint."""
    pulled_at: str
    """When the pull ended, ISO 8601 in UTC."""
    sha256: str
    """Of the file, of the queries in their order, or of the rows of Overture that were read."""
    osm_date: Annotated[str | None, AfterValidator(_keep_time)] = None
    """State of the OpenStreetMap data, ISO 8601 in UTC, where the source tells it."""
    is_modelled: bool = False
    """True when streets, buildings and utilities are made up, as in a bundled sample."""
    profile_sha256: str | None = None
    """Of the profile and the files that it names, where many cities were built at once."""
    release: str | None = None
    """Of Overture Maps, such as ``2026-08-19.0``, where its folder tells it."""
    themes: tuple[str, ...] = ()
    """Of Overture Maps, that were read."""

    @property
    def source_day(self) -> date | None:
        """Day of the source's data; None where it does not tell."""
        return date.fromisoformat(self.osm_date[:10]) if self.osm_date else None

    @property
    def data_date(self) -> date:
        """State of the data: the day of the pull where the source tells none."""
        return self.source_day or date.fromisoformat(self.pulled_at[:10])

    @property
    def publisher(self) -> str:
        """Whose data they are, however they were fetched."""
        return "Overture Maps" if self.kind is SourceKind.OVERTURE else "OpenStreetMap"

    @property
    def attribution(self) -> str:
        """Whose the data are, and under which licence."""
        if self.kind is not SourceKind.OVERTURE:
            return ATTRIBUTION
        return OVERTURE_WITH_PLACES if "places" in self.themes else OVERTURE_ATTRIBUTION

    @property
    def rights_url(self) -> str:
        """A page that says more of it, with every source and its licence."""
        is_overture = self.kind is SourceKind.OVERTURE
        return _OVERTURE_RIGHTS_URL if is_overture else OSM_RIGHTS_URL
