"""Answers that were given before, by the content of their question, within a bound of memory."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from threading import Lock

import orjson

from geodata.streets.network import TravelMode

LARGEST_BYTES = 32 * 2**20


def make_key(*parts: object) -> str:
    """Make the key of a question from the snapshot's id and everything that was asked."""
    canonical = orjson.dumps(parts, default=sorted, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(canonical).hexdigest()


def make_openings_key(snapshot_id: str, mode: TravelMode, population: str) -> str:
    """Make the key of the check against bridges that did open, which a page looks up too."""
    return make_key("openings", snapshot_id, mode, population)


class AnswerCache:
    """Keeps the answers asked for last; the one that was not asked for longest goes first."""

    def __init__(self, largest_bytes: int = LARGEST_BYTES) -> None:
        self._largest_bytes = largest_bytes
        self._bytes = 0
        self._answers: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> bytes | None:
        """Get an answer, if it is still here."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def put(self, key: str, answer: bytes) -> None:
        """Keep an answer, and drop old ones to make room."""
        with self._lock:
            self._bytes += len(answer) - len(self._answers.pop(key, b""))
            self._answers[key] = answer
            while self._bytes > self._largest_bytes:
                _, dropped = self._answers.popitem(last=False)
                self._bytes -= len(dropped)
