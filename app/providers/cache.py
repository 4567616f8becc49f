"""Keeps what is known of the providers of one snapshot, so that it is counted once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

from app.providers.matrix import build_matrix, list_served

if TYPE_CHECKING:
    from starlette.requests import Request

    from app.catalogue.catalogue import Catalogue
    from app.providers.matrix import Served
    from app.providers.schemas import Matrix


@dataclass(frozen=True)
class ProviderBook:
    """The snapshot and every feature of it that somebody serves."""

    catalogue: Catalogue
    served: tuple[Served, ...]

    @cached_property
    def matrix(self) -> Matrix:
        """The matrix of all services."""
        return build_matrix(self.catalogue.manifest, self.served, self.catalogue.providers)


class ProviderDesk:
    """Opens the book of the snapshot that is served, and keeps no other."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._book: ProviderBook | None = None

    def consult(self, catalogue: Catalogue) -> ProviderBook:
        """Give the book of a snapshot; its first reader waits until everything is counted."""
        with self._lock:
            if self._book is None or self._book.catalogue.id != catalogue.id:
                self._book = ProviderBook(catalogue, list_served(catalogue))
            return self._book


def get_book(request: Request, catalogue: Catalogue) -> ProviderBook:
    """Get the book of a snapshot from the desk of the server."""
    desk: ProviderDesk = request.app.state.providers
    return desk.consult(catalogue)
