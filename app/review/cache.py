"""Keys of answers: by the content of their question."""

from __future__ import annotations

import hashlib

import orjson

from geodata.streets.network import TravelMode


def make_key(*parts: object) -> str:
    """Make the key of a question from the snapshot's id and everything that was asked."""
    canonical = orjson.dumps(parts, default=sorted, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(canonical).hexdigest()


def make_openings_key(snapshot_id: str, mode: TravelMode, population: str) -> str:
    """Make the key of the check against bridges that did open, which a page looks up too."""
    return make_key("openings", snapshot_id, mode, population)
