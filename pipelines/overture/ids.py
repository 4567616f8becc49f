"""Numbers of what Overture holds: OpenStreetMap's where it is the source, else made of GERS ids.

A made number lies between 2**52 and 2**53: above every number of OpenStreetMap, exact in JSON and
in Parquet. It depends on the GERS id alone, so it is the same in every build.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from geodata.snapshot.origin import FIRST_MADE_ID

OSM = "OpenStreetMap"
"""Name of the dataset in `sources`."""

_RECORD = re.compile(r"([nwr])([1-9][0-9]{0,14})@[0-9]+")
_KINDS = {"n": "node", "w": "way", "r": "relation"}


class OsmRecord(NamedTuple):
    """An element of OpenStreetMap that something is made of, and the day of its newest edit."""

    kind: str
    number: int
    edited: datetime | None

    @property
    def name(self) -> str:
        """``way/123``."""
        return f"{self.kind}/{self.number}"


def make_number(gers: str) -> int:
    """Make a number of a GERS id."""
    digest = hashlib.blake2b(gers.encode(), digest_size=8).digest()
    return FIRST_MADE_ID | int.from_bytes(digest) >> 13


def find_record(sources: Iterable[Mapping[str, Any]] | None) -> OsmRecord | None:
    """Find the element of OpenStreetMap that a whole feature is made of, if that is its source."""
    for source in sources or ():
        found = _RECORD.fullmatch(source.get("record_id") or "")
        if found and source.get("dataset") == OSM and not source.get("property"):
            return OsmRecord(_KINDS[found[1]], int(found[2]), _read_time(source))
    return None


def _read_time(source: Mapping[str, Any]) -> datetime | None:
    """Read when a source was last updated; what is no time, or is to come, is not known."""
    try:
        time = datetime.fromisoformat(str(source.get("update_time")))
    except ValueError:
        return None
    time = time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    return time if time <= datetime.now(UTC) else None
