"""Keeps what is known of the providers of one snapshot, so that it is counted once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from threading import Lock

from starlette.requests import Request

from app.catalogue.catalogue import Catalogue
from app.providers.matrix import Served, build_matrix, list_served
from app.providers.schemas import Matrix


@dataclass(frozen=True)
class ProviderCounts:
    """The snapshot and every feature of it that somebody serves."""

    catalogue: Catalogue
    served: tuple[Served, ...]

    @cached_property
    def matrix(self) -> Matrix:
        """The matrix of all services."""
        return build_matrix(self.catalogue.manifest, self.served, self.catalogue.registry)


class ProviderCache:
    """Keeps the counts of the snapshot that is served, and no other."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: ProviderCounts | None = None

    def consult(self, catalogue: Catalogue) -> ProviderCounts:
        """Give the counts of a snapshot; its first reader waits until everything is counted."""
        with self._lock:
            if self._counts is None or self._counts.catalogue.id != catalogue.id:
                self._counts = ProviderCounts(catalogue, list_served(catalogue))
            return self._counts


def get_counts(request: Request, catalogue: Catalogue) -> ProviderCounts:
    """Get the counts of a snapshot from the cache of its city."""
    cache: ProviderCache = request.state.city.providers
    return cache.consult(catalogue)
