"""Keeps what is made of everything public, and makes it again only when the log has grown."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from app.register.database import Database
from app.register.models import HeadRow
from geodata.errors import RegisterError
from geodata.sentences import sentence

T = TypeVar("T")


class Renewed(Generic[T]):
    """Keeps what was made for the last entry of the log.

    Parameters
    ----------
    make
        Makes it of a session and the head of the log.
    least_s
        So long it stays although the log may have grown: however often it is asked for while many
        write, little time goes into making it.
    rest
        So many times as long as making it took it stays at least, where `least_s` is not 0.
    """

    def __init__(
        self,
        database: Database,
        make: Callable[[Session, HeadRow], T],
        least_s: float = 0,
        rest: float = 0,
    ) -> None:
        self._database, self._make = database, make
        self._least_s, self._rest = least_s, rest
        self._made: T | None = None
        self._head, self._lock = "", Lock()
        self._made_at = self._took_s = 0.0

    def read(self) -> T:
        """Read it; one thread makes it, and the others get the one before.

        Raises
        ------
        RegisterError
            When the register has not begun.
        """
        made = self._made
        if made is not None and self._is_fresh():
            return made
        if made is None:
            self._lock.acquire()
        elif not self._lock.acquire(blocking=False):
            return made
        try:
            return self._renew()
        finally:
            self._lock.release()

    def _is_fresh(self) -> bool:
        stays_s = max(self._least_s, self._rest * self._took_s) if self._least_s else 0.0
        return time.monotonic() - self._made_at < stays_s

    def _renew(self) -> T:
        began = time.monotonic()
        with self._database.read() as session:
            head = session.get(HeadRow, 1)
            if head is None:
                raise RegisterError(sentence("the register has not begun: run its init first"))
            if self._made is None or self._head != head.hash:
                self._made, self._head = self._make(session, head), head.hash
        self._made_at = time.monotonic()
        self._took_s = self._made_at - began
        return self._made
