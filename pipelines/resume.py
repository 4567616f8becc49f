"""What a pull has on disk while it lasts: the pieces already here, and files of the moment."""

from __future__ import annotations

import json
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONGEST_BREAK = timedelta(hours=24)
"""Older pieces are thrown away: what they say may have changed on the map."""

_PREFIX = "overpass-"
_STARTED = "started"
_ABOUT = "about.json"


@dataclass(frozen=True)
class Piece:
    """The answer to one question.

    Attributes
    ----------
    frames
        Tables by name.
    queries
        What the server was asked, in order.
    osm_dates
        The state of the data behind each answer, ISO 8601 in UTC, where the server told it.
    """

    frames: dict[str, pd.DataFrame]
    queries: tuple[str, ...]
    osm_dates: tuple[str, ...]


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
            _write_aside(folder / _STARTED, now.isoformat())
        return cls(folder)

    def load(self, name: str) -> Piece | None:
        """Load a piece; None when it is not there, or was spoilt after it was put there."""
        folder = self._folder / name
        if not folder.is_dir():
            return None
        try:
            about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
            frames = {stem: _read_frame(folder / f"{stem}.parquet") for stem in about["frames"]}
            return Piece(frames, tuple(about["queries"]), tuple(about["osm_dates"]))
        except (OSError, ValueError, KeyError, TypeError):
            shutil.rmtree(folder)
            return None

    def save(self, name: str, piece: Piece) -> None:
        """Save a piece; it is there whole or not at all, whenever the process ends."""
        aside = self._folder / f"{name}.aside"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        for stem, frame in piece.frames.items():
            _write_frame(frame, aside / f"{stem}.parquet")
        about = {
            "frames": list(piece.frames),
            "queries": piece.queries,
            "osm_dates": piece.osm_dates,
        }
        (aside / _ABOUT).write_text(json.dumps(about), encoding="utf-8")
        aside.rename(self._folder / name)

    def discard(self) -> None:
        """Remove all pieces: the pull is complete."""
        _remove(self._folder)


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


def _write_aside(path: Path, text: str) -> None:
    aside = path.with_suffix(".aside")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)


def _write_frame(frame: pd.DataFrame, path: Path) -> None:
    if "tags" in frame:
        frame = frame.assign(tags=[json.dumps(tags) for tags in frame["tags"]])
    with path.open("wb") as file:  # pyarrow leaves its own open when the disk is full
        frame.to_parquet(file)


def _read_frame(path: Path) -> pd.DataFrame:
    """Read a frame back as it was: tags as dictionaries, absent text as None."""
    if path.stem in {"edges", "nodes"}:
        is_nodes = path.stem == "nodes"
        frame: pd.DataFrame = gpd.read_parquet(path) if is_nodes else pd.read_parquet(path)
        text = frame.columns[frame.dtypes.map(pd.api.types.is_string_dtype)]
        return frame.assign(**{name: _hold_none(frame[name]) for name in text})
    frame = gpd.read_parquet(path)
    if "tags" in frame:
        frame["tags"] = pd.Series([json.loads(tags) for tags in frame["tags"]], dtype=object)
    return frame


def _hold_none(text: pd.Series) -> pd.Series:
    return text.astype(object).where(text.notna(), None)
