"""Makes files in a process of its own, so that no request waits for another one's download."""

from __future__ import annotations

import logging
from pathlib import Path

from app.concurrency.process import ProcessWorker, WorkerEndedError
from app.errors import NotReadyError
from geodata.errors import SnapshotError
from geodata.exports.request import FileRequest, make_file
from geodata.sentences import sentence

log = logging.getLogger(__name__)


class FileWorker(ProcessWorker):
    """The process that makes the files of a server."""

    async def make(self, data: Path, asked: FileRequest, path: Path) -> str:
        """Make the file that is asked for of a data folder at a path and return its SHA-256.

        Raises
        ------
        NotReadyError
            When the snapshot is gone, or the process was ended from outside.
        """
        try:
            return await self.do(make_file, data, asked, path)
        except SnapshotError as error:
            log.warning("A file could not be made: %s", error)
            raise NotReadyError(
                sentence("The data has changed in the meantime. Please try again.")
            ) from error
        except WorkerEndedError as error:
            raise NotReadyError(
                sentence("Creating the file was interrupted. Please try again.")
            ) from error
