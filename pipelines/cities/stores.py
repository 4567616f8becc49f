"""Where the snapshots of many cities go: a folder, or an object store by fsspec."""

from __future__ import annotations

import posixpath
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from geodata.errors import GeodataError, SnapshotError
from geodata.snapshot.folder import CURRENT, MANIFEST, SNAPSHOTS
from geodata.snapshot.manifest import Manifest, parse_manifest
from geodata.snapshot.store import is_snapshot_id, open_snapshot, parse_current_id, read_current_id
from geodata.snapshot.travel import check_files
from geodata.snapshot.work_folder import WorkFolder
from geodata.snapshot.writing import lock_data, write_files


class StoreError(SnapshotError):
    """A store cannot be reached or written."""


class Store(ABC):
    """A place with a data folder for each city."""

    @abstractmethod
    def lock(self) -> AbstractContextManager[Path]:
        """Hold the place for one command, where that can be, and give a folder to work in."""

    @abstractmethod
    def read(self, city_id: str) -> Manifest | None:
        """Read the manifest of a city's current snapshot; None where there is none."""

    @abstractmethod
    def write(self, city_id: str, files: Mapping[str, bytes], keep: int) -> str:
        """Write a snapshot, make it current, drop all but so many, and tell its id."""


def open_store(data: str) -> Store:
    """Open a folder, or what an address such as ``s3://bucket/cities`` names.

    Raises
    ------
    StoreError
        When no package here knows such an address.
    """
    if "://" not in data:
        return FolderStore(Path(data))
    if urlsplit(data).scheme in {"file", "local"}:
        return FolderStore(Path(data.partition("://")[2]))
    from fsspec.core import url_to_fs  # noqa: PLC0415 - for object stores alone

    with _name_address(data):
        return ObjectStore(data, *url_to_fs(data))


class FolderStore(Store):
    """A folder of this machine, with a folder for each city."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def lock(self) -> AbstractContextManager[Path]:
        """Hold the folder; what is made in it meanwhile is swept by the next one."""
        return lock_data(self._root)

    def read(self, city_id: str) -> Manifest | None:
        """Read the manifest of a city's current snapshot."""
        data = self._root / city_id
        return open_snapshot(data).manifest if read_current_id(data) else None

    def write(self, city_id: str, files: Mapping[str, bytes], keep: int) -> str:
        """Write a snapshot and make it current in one step."""
        data = self._root / city_id
        with lock_data(data):
            return write_files(data, files, keep=keep).id


class ObjectStore(Store):
    """A store of fsspec, in which a file is there whole or not at all, and none is moved."""

    def __init__(self, address: str, files: Any, root: str) -> None:  # noqa: ANN401
        self._address, self._files, self._root = address, files, root

    @contextmanager
    def lock(self) -> Iterator[Path]:
        """Give a folder to work in; nobody is kept away from a store."""
        with closing(WorkFolder()) as work:
            yield work.path

    def read(self, city_id: str) -> Manifest | None:
        """Read the manifest of a city's current snapshot."""
        with _name_address(self._address):
            name = self._read_current(city_id)
            if name is None:
                return None
            path = self._join(city_id, SNAPSHOTS, name, MANIFEST)
            return parse_manifest(self._files.cat_file(path), path)

    def write(self, city_id: str, files: Mapping[str, bytes], keep: int) -> str:
        """Write a snapshot, its manifest last, and only then the name of the current one."""
        made = check_files(files)
        with _name_address(self._address):
            for name in sorted(files, key=lambda name: name == MANIFEST):
                self._put(files[name], city_id, SNAPSHOTS, made.id, name)
            self._put(f"{made.id}\n".encode(), city_id, CURRENT)
            self._drop_oldest(city_id, keep)
        return made.id

    def _read_current(self, city_id: str) -> str | None:
        path = self._join(city_id, CURRENT)
        try:
            return parse_current_id(self._files.cat_file(path).strip(), path)
        except FileNotFoundError:
            return None

    def _drop_oldest(self, city_id: str, keep: int) -> None:
        """Remove all but the newest, the manifest first, so that half of one is none."""
        folder = self._join(city_id, SNAPSHOTS)
        names = [
            posixpath.basename(path.rstrip("/")) for path in self._files.ls(folder, detail=False)
        ]
        for name in sorted(filter(is_snapshot_id, names))[:-keep]:
            manifest = self._join(city_id, SNAPSHOTS, name, MANIFEST)
            if self._files.exists(manifest):
                self._files.rm_file(manifest)
            self._files.rm(self._join(city_id, SNAPSHOTS, name), recursive=True)

    def _put(self, content: bytes, *parts: str) -> None:
        path = self._join(*parts)
        self._files.makedirs(posixpath.dirname(path), exist_ok=True)
        self._files.pipe_file(path, content)

    def _join(self, *parts: str) -> str:
        return "/".join((self._root.rstrip("/"), *parts))


@contextmanager
def _name_address(address: str) -> Iterator[None]:
    """Say which store has a fault: each has errors of its own."""
    try:
        yield
    except GeodataError:
        raise
    except Exception as error:
        said = " ".join(str(error).split()) or type(error).__name__
        raise StoreError(f"{address}: cannot be reached or written ({said})") from error
