"""What a pull has on disk while it lasts: the answers already here, and files of the moment."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

LONGEST_BREAK = timedelta(hours=24)
"""Older pieces are thrown away: what they say may have changed on the map."""

_PREFIX = "overpass-"
_STARTED = "started"


@dataclass(frozen=True)
class Piece:
    """The answer to one question."""

    elements: Sequence[dict[str, Any]]
    """OSM elements as Overpass writes them in JSON."""
    queries: Sequence[str]
    """What the server was asked, in order."""
    osm_dates: Sequence[str]
    """The state of the data behind each answer, ISO 8601 in UTC, where the server told it."""


class PieceStore:
    """A folder of pieces, each put there whole by one rename."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def open(cls, work: Path, key: str, now: datetime | None = None) -> PieceStore:
        """Open the store of a pull and remove those of other pulls, and this one when too old.

        Parameters
        ----------
        key
            Stands for everything that the pieces depend on.
        """
        now = now or datetime.now(UTC)
        folder = work / f"{_PREFIX}{key}"
        for other in work.glob(f"{_PREFIX}*"):
            if other != folder or not _is_fresh(other, now):
                _remove(other)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / _STARTED).exists():
            _write_aside(folder / _STARTED, now.isoformat().encode())
        return cls(folder)

    def load(self, name: str) -> Piece | None:
        """Load a piece; None when it is not there, or was spoilt after it was put there."""
        path = self._locate(name)
        try:
            return Piece(**orjson.loads(path.read_bytes()))
        except (OSError, ValueError, TypeError):
            path.unlink(missing_ok=True)
            return None

    def save(self, name: str, piece: Piece) -> None:
        """Save a piece; it is there whole or not at all, whenever the process ends."""
        _write_aside(self._locate(name), orjson.dumps(piece))

    def discard(self) -> None:
        """Remove all pieces: the pull is complete."""
        _remove(self._folder)

    def _locate(self, name: str) -> Path:
        return self._folder / f"{name}.json"


@contextmanager
def temporary_folder(folder: Path) -> Iterator[Path]:
    """Make a folder that is empty at the start and gone at the end, whatever came before."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _is_fresh(folder: Path, now: datetime) -> bool:
    try:
        started = datetime.fromisoformat((folder / _STARTED).read_text(encoding="utf-8"))
        return timedelta() <= now - started < LONGEST_BREAK
    except (OSError, ValueError, TypeError):
        return False


def _remove(folder: Path) -> None:
    """Remove a store; its mark goes first, so that half a store is never taken for one."""
    (folder / _STARTED).unlink(missing_ok=True)
    shutil.rmtree(folder)


def _write_aside(path: Path, content: bytes) -> None:
    aside = path.with_suffix(".aside")
    aside.write_bytes(content)
    aside.replace(path)
