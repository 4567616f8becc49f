"""Builds in processes of their own, forked from one that has imported everything."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from geodata.cities.profile import load_city
from pipelines.build import build
from pipelines.osm.overpass import OverpassOptions

_FORK_SERVER = multiprocessing.get_context("forkserver")
_FORK_SERVER.set_forkserver_preload([__name__])


class ForkedBuild:
    """A build that is under way; it tells each thing that it begins."""

    def __init__(self, process: BaseProcess, told: Connection) -> None:
        self._process = process
        self._told = told

    def wait_for(self, what: str) -> None:
        """Wait until it begins something, or is over."""
        try:
            while self._told.recv() != what:
                pass
        except EOFError:
            return

    def kill(self) -> bool:
        """Kill it with SIGKILL; tell whether it was still at work."""
        self._process.kill()
        self._process.join()
        return self._process.exitcode != 0

    def join(self) -> bool:
        """Wait for its end; tell whether it ended well."""
        self._process.join()
        return self._process.exitcode == 0


@contextmanager
def fork_build(
    profile: Path,
    source: Path | str,
    data: Path,
    url: str = "http://127.0.0.1:1",
    before: Callable[[], None] = int,
) -> Iterator[ForkedBuild]:
    """Build in a process of its own, after something else has been done there."""
    told, teller = _FORK_SERVER.Pipe(duplex=False)
    arguments = (str(profile), str(source), data, url, before, teller)
    process = _FORK_SERVER.Process(target=_build, args=arguments)
    process.start()
    teller.close()
    try:
        yield ForkedBuild(process, told)
    finally:
        process.kill()
        process.join()
        told.close()


def _build(
    profile: str, source: str, data: Path, url: str, before: Callable[[], None], teller: Connection
) -> None:
    """Build, then leave at once: what runs at a process's end is not under test."""
    before()
    options = OverpassOptions(url=url, pause_s=0)
    teller.send("started")
    report = lambda what, *_: teller.send(what)  # noqa: E731
    code = 1
    try:
        build(
            load_city(profile),
            source,
            data,
            overpass=options,
            report=report,
            check=lambda _data: None,
        )
        code = 0
    finally:
        os._exit(code)


def measure_build_s(profile: Path, source: Path, data: Path) -> tuple[float, float]:
    """Measure how long a build takes until it publishes, and until its end."""
    with fork_build(profile, source, data) as running:
        running.wait_for("started")
        start = time.perf_counter()
        running.wait_for("publishing")
        publishing_s = time.perf_counter() - start
        assert running.join()
        return publishing_s, time.perf_counter() - start
