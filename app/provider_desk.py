"""Keeps what is known of the providers of one snapshot, so that it is counted once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

from app.errors import NotReadyError
from app.providers import build_matrix, list_served
from geodata.errors import SnapshotError
from geodata.snapshot import open_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request

    from app.catalogue import Catalogue
    from app.provider_wire import Matrix
    from app.providers import Served
    from geodata.names import Names


@dataclass(frozen=True)
class ProviderBook:
    """The registry of a snapshot and every feature that somebody serves.

    Attributes
    ----------
    registry
        Provider id → its whole entry as plain JSON values, in the order of the registry.
    """

    catalogue: Catalogue
    registry: dict[str, dict[str, Any]]
    served: tuple[Served, ...]

    @cached_property
    def names(self) -> dict[str, Names]:
        """Provider id → its names."""
        return {key: entry["name"] for key, entry in self.registry.items()}

    @cached_property
    def matrix(self) -> Matrix:
        """The matrix of all services."""
        return build_matrix(self.catalogue.manifest, self.served, self.names)


class ProviderDesk:
    """Opens the book of the snapshot that is served, and keeps no other."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._lock = Lock()
        self._book: ProviderBook | None = None

    def consult(self, catalogue: Catalogue) -> ProviderBook:
        """Give the book of a snapshot; its first reader waits until everything is counted.

        Raises
        ------
        NotReadyError
            When the registry of the snapshot cannot be read any more.
        """
        with self._lock:
            if self._book is None or self._book.catalogue.id != catalogue.id:
                registry = read_registry(self._data, catalogue.id)
                self._book = ProviderBook(catalogue, registry, list_served(catalogue))
            return self._book


def read_registry(data: Path, snapshot_id: str) -> dict[str, dict[str, Any]]:
    """Read the provider registry as a snapshot holds it."""
    try:
        table = open_snapshot(data, snapshot_id).read_table("providers")
    except SnapshotError as error:
        raise NotReadyError(f"The providers cannot be read: {error}") from error
    return dict(zip(table["id"], map(json.loads, table["record"]), strict=True))


def get_book(request: Request, catalogue: Catalogue) -> ProviderBook:
    """Get the book of a snapshot from the desk of the server."""
    desk: ProviderDesk = request.app.state.providers
    return desk.consult(catalogue)
