"""The server in a process of its own, as people start it."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil
from setup.servers import find_city

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Process:
    """A running server."""

    url: str
    pid: int

    def measure_own_mb(self) -> float:
        """Measure the memory of the server alone."""
        return float(psutil.Process(self.pid).memory_info().rss) / 2**20

    def measure_mb(self) -> float:
        """Measure the memory of the server and of the processes that work for it."""
        total = 0
        for one in (psutil.Process(self.pid), *psutil.Process(self.pid).children(recursive=True)):
            try:
                total += one.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        return total / 2**20


@contextmanager
def serve_folder(data: Path) -> Iterator[Process]:
    """Serve a data folder on a free port of loopback."""
    command = [sys.executable, "-m", "app", "--data", str(data), "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert server.stdout is not None
    reader = threading.Thread(
        target=lambda: [print("server:", line, end="") for line in server.stdout]
    )
    try:
        for line in server.stdout:
            if found := re.search(r"running on (http://\S+)", line):
                reader.start()
                yield Process(find_city(found[1]), server.pid)
                break
    finally:
        server.terminate()
        server.wait(30)
        reader.join(10)
