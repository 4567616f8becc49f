"""Temporary folders that no ended process leaves behind: each is locked as long as it is used."""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile
import time
from contextlib import suppress
from pathlib import Path

_PREFIX = "uramost-"
_LOCK = ".lock"
_YOUNG_S = 60.0
"""A folder without a lock is being made just now, if it is no older."""


class WorkFolder:
    """A temporary folder of this process. The system unlocks it when the process ends, however.

    Making one sweeps away those whose processes were killed.
    """

    def __init__(self) -> None:
        sweep_work_folders()
        self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        self._lock = _open_lock(self._folder)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        self.path = self._folder / "files"
        self.path.mkdir()

    def close(self) -> None:
        """Remove the folder and what is in it."""
        shutil.rmtree(self._folder, ignore_errors=True)
        os.close(self._lock)


def sweep_work_folders() -> list[Path]:
    """Remove the folders of processes that were killed, and list them."""
    found = Path(tempfile.gettempdir()).glob(f"{_PREFIX}*")
    return [folder for folder in found if _sweep(folder)]


def _sweep(folder: Path) -> bool:
    """Remove a folder of this user that nobody holds; tell whether it was one."""
    with suppress(OSError):
        about = folder.lstat()
        if not stat.S_ISDIR(about.st_mode) or about.st_uid != os.getuid():
            return False
        if not (folder / _LOCK).exists() and time.time() - about.st_mtime < _YOUNG_S:
            return False
        lock = _open_lock(folder)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder)
            return True
        finally:
            os.close(lock)
    return False


def _open_lock(folder: Path) -> int:
    return os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
