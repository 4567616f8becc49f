"""Starts servers on loopback, each in a process of its own, and stops them by their id."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

HOST = "127.0.0.1"
ROOT = Path(__file__).parent.parent.parent

_START_S = 120
_CALM_S = 2.0
_TICKS = os.sysconf("SC_CLK_TCK")


def stop_when_told() -> None:
    """Let a bench that is terminated stop what it started, as one that is interrupted does."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


def find_port() -> int:
    """Find a port that nobody listens on."""
    with socket.create_server((HOST, 0)) as free:
        port: int = free.getsockname()[1]
        return port


@contextmanager
def run_server(
    command: Sequence[str | Path], url: str, settings: Mapping[str, str] | None = None
) -> Iterator[int]:
    """Run a server while it is needed; give its process id once it has answered and come to rest.

    Raises
    ------
    RuntimeError
        When it stops or does not answer in time; says the last that it wrote.
    """
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, env=os.environ | dict(settings or {}), cwd=ROOT, stdout=log, stderr=log
        )
        try:
            _wait_for(process, url, log)
            _wait_for_rest(process.pid)
            yield process.pid
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def run_uramost(data: Path) -> Iterator[tuple[str, int]]:
    """Serve a folder of snapshots; give the city's address and the process id."""
    port = find_port()
    base = f"http://{HOST}:{port}"
    command = [sys.executable, "-m", "app", "--data", data, "--host", HOST, "--port", str(port)]
    with run_server(command, f"{base}/readyz") as process:
        yield find_city(base), process


def find_city(base: str) -> str:
    """Find the address of the only city of a server."""
    with urllib.request.urlopen(base, timeout=_START_S) as page:
        return str(page.url).rstrip("/")


def read_memory_mb(process: int, name: str = "VmRSS") -> float:
    """Read the memory that a process has, or by ``VmHWM`` the most that it has had."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith(name))
    return float(line.split()[1]) / 1e3


def _wait_for(process: subprocess.Popen[bytes], url: str, log: BinaryIO) -> None:
    end = time.monotonic() + _START_S
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=_START_S):
                return
        except OSError:
            time.sleep(0.2)
    log.seek(0)
    last = log.read().decode(errors="replace").strip()[-2_000:]
    raise RuntimeError(f"{url} does not answer; its server wrote: {last}")


def _wait_for_rest(process: int) -> None:
    """Wait until a server has done what it does by itself after its start."""
    end = time.monotonic() + _START_S
    spent = -1
    while time.monotonic() < end:
        before, spent = spent, _read_ticks(process)
        if before >= 0 and spent - before <= 0.02 * _CALM_S * _TICKS:
            return
        time.sleep(_CALM_S)


def _read_ticks(process: int) -> int:
    """Read how much of the processors a process has had."""
    stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    return sum(map(int, stat.rpartition(")")[2].split()[11:13]))
