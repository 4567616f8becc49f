"""Answers that were given before, within a bound of memory."""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Sized
from threading import Lock
from typing import Generic, TypeVar

LARGEST_BYTES = 32 * 2**20

Answer = TypeVar("Answer", bound=Sized)
"""Its length is what it takes of memory, in bytes, without its key."""


class AnswerCache(Generic[Answer]):
    """Keeps the answers asked for last; the one that was not asked for longest goes first."""

    def __init__(self, largest_bytes: int = LARGEST_BYTES) -> None:
        self._largest_bytes = largest_bytes
        self._bytes = 0
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> Answer | None:
        """Get an answer, if it is still here."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def put(self, key: str, answer: Answer) -> None:
        """Keep an answer, and drop old ones to make room."""
        with self._lock:
            before = self._answers.pop(key, None)
            self._bytes += _weigh(key, answer) - (_weigh(key, before) if before is not None else 0)
            self._answers[key] = answer
            while self._bytes > self._largest_bytes:
                self._bytes -= _weigh(*self._answers.popitem(last=False))

    def clear(self) -> None:
        """Drop all of them."""
        with self._lock:
            self._answers.clear()
            self._bytes = 0


def _weigh(key: str, answer: Sized) -> int:
    """Weigh an answer with its key, which holds the address and is as long as a stranger wants."""
    return sys.getsizeof(key) + len(answer)
