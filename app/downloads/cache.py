"""Keeps the files that were made for downloads, each made once, within a bounded room."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from app.concurrency.turns import FairQueue
from app.downloads.worker import FileWorker
from geodata.exports.request import FileRequest
from geodata.sentences import sentence
from geodata.snapshot.work_folder import WorkFolder

log = logging.getLogger(__name__)

ROOM_BYTES = 512 * 1024 * 1024
"""How much disk files may take; the ones that nobody asked for longest make room."""

Stored = tuple[Path, FileRequest]
"""A city's data folder and the request for a file: copies of a snapshot share one id."""

MOST_WAITING = 16
"""Files that are or wait to be made for a client; who asks for more is told to ask again."""


@dataclass(eq=False)
class CachedFile:
    """A file in the cache; while it has readers it is not removed."""

    path: Path
    sha256: str
    size_bytes: int
    readers: int = field(default=0)


class FileCache:
    """The files of one server, in a temporary folder that goes when the server ends.

    All methods are called on the event loop; only the making happens elsewhere.
    """

    def __init__(self, room_bytes: int = ROOM_BYTES) -> None:
        self._worker = FileWorker()
        self._room_bytes = room_bytes
        self._folder: WorkFolder | None = None
        self._files: dict[Stored, CachedFile] = {}
        self._queue = FairQueue(
            MOST_WAITING, sentence("Many files are being created. Please try again shortly.")
        )
        self._making: dict[tuple[str, Stored], asyncio.Task[None]] = {}

    def find_sizes(self, data: Path) -> dict[FileRequest, int]:
        """Tell how large the files of a data folder are that lie ready."""
        files = list(self._files.items())
        return {asked: file.size_bytes for (folder, asked), file in files if folder == data}

    async def open(self, data: Path, asked: FileRequest, client: str) -> CachedFile:
        """Open the file that is asked for, made now if need be; `release` it when it is sent.

        Parameters
        ----------
        client
            Whose turn it takes, as `name_client` names it.

        Raises
        ------
        NotReadyError
            When it could not be made.
        HTTPException
            503 when this client waits for too many files already.
        """
        stored = data, asked
        while stored not in self._files:
            await asyncio.shield(self._begin(stored, client))
        file = self._files.pop(stored)
        self._files[stored] = file  # the last one to make room
        file.readers += 1
        return file

    async def prepare(
        self, data: Path, requests: Iterable[FileRequest], client: str, patience_s: float
    ) -> None:
        """Have files made before anybody asks, and wait a while for those that can be made now."""
        wanted = [(data, asked) for asked in requests if (data, asked) not in self._files]
        begun = {self._begin(stored, client) for stored in wanted}
        if begun:
            await asyncio.wait(begun, timeout=patience_s)

    def release(self, file: CachedFile) -> None:
        """Tell that a file has one reader less."""
        file.readers -= 1

    def _begin(self, asked: Stored, client: str) -> asyncio.Task[None]:
        if (client, asked) not in self._making:
            making = asyncio.create_task(self._make(asked, client))
            making.add_done_callback(_note_failure)
            self._making[client, asked] = making
        return self._making[client, asked]

    async def _make(self, asked: Stored, client: str) -> None:
        try:
            async with self._queue.take_turn(client):
                if asked in self._files:
                    return
                path = self._get_folder() / f"{secrets.token_hex(8)}.{asked[1].form}"
                sha256 = await self._worker.make(*asked, path)
                self._files[asked] = CachedFile(path, sha256, path.stat().st_size)
                self._make_room(asked)
        finally:
            del self._making[client, asked]

    def _make_room(self, newest: Stored) -> None:
        taken = sum(file.size_bytes for file in self._files.values())
        for asked, file in list(self._files.items()):
            if taken <= self._room_bytes:
                return
            if asked != newest and not file.readers:
                file.path.unlink(missing_ok=True)
                taken -= self._files.pop(asked).size_bytes

    def _get_folder(self) -> Path:
        if self._folder is None:
            self._folder = WorkFolder()
        return self._folder.path

    def close(self) -> None:
        """Stop making files and remove all of them."""
        for making in self._making.values():
            making.cancel()
        self._worker.close()
        if self._folder is not None:
            self._folder.close()
            self._folder = None


def _note_failure(making: asyncio.Task[None]) -> None:
    """Take note of a failure that nobody waits for any more; who waits is told."""
    if not making.cancelled() and making.exception():
        log.warning("A file could not be made: %s", making.exception())
