"""What tests of the pipelines share."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyproj.database
import pytest

from geodata.cities.profile import load_city
from geodata.snapshot.store import Snapshot, open_snapshot
from pipelines.build import build
from tests.overpass.server import OverpassServer, serve
from tests.overpass.town import draw_town
from tests.pipelines.little_city import draw_city, write_profile

# OSMnx has the zone of an area looked up for each question to Overpass: 80 ms each time.
pyproj.database.query_utm_crs_info = cache(pyproj.database.query_utm_crs_info)


@dataclass(frozen=True)
class LittleCity:
    """The files of the little city; `data` does not exist yet."""

    folder: Path
    profile: Path
    source: Path
    data: Path


@pytest.fixture
def little(tmp_path: Path) -> LittleCity:
    source = draw_city(tmp_path / "little.osm")
    return LittleCity(tmp_path, write_profile(tmp_path), source, tmp_path / "data")


@pytest.fixture(scope="session")
def little_data(make_once: Callable[..., Path], serve_nothing_to_check: object) -> Path:
    """A data folder with one snapshot of the little city, which no test may change."""

    def write(folder: Path) -> None:
        source = draw_city(folder / "little.osm")
        build(load_city(str(write_profile(folder))), str(source), folder / "data")

    return make_once("little", write) / "data"


@pytest.fixture
def old_snapshot(little: LittleCity, little_data: Path) -> Snapshot:
    """What the little city's own data folder holds already."""
    shutil.copytree(little_data, little.data, dirs_exist_ok=True)
    return open_snapshot(little.data)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OverpassServer]:
    """The made-up town, served as Overpass does."""
    with serve(draw_town(tmp_path_factory.mktemp("town") / "town.osm")) as server:
        yield server


@pytest.fixture
def server(running: OverpassServer) -> OverpassServer:
    """The served town, which was asked nothing yet and has no faults."""
    running.asked.clear()
    running.faults.clear()
    running.osm_dates.clear()
    return running


@dataclass(frozen=True)
class Outcome:
    """What a command ended in."""

    code: int
    out: str
    err: str

    @property
    def complaints(self) -> list[str]:
        """The lines on stderr that are neither progress nor a step's log line."""
        return [line for line in self.err.splitlines() if line.startswith("uramost: ")]


@pytest.fixture
def uramost(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Outcome]:
    """Run the command line in this process, as `main` does it."""
    from pipelines.commands.main import main

    def run(*arguments: object) -> Outcome:
        monkeypatch.setattr("sys.argv", ["uramost", *map(str, arguments)])
        capfd.readouterr()
        with _own_logging():
            try:
                main()
                code = 0
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else int(end.code is not None)
        captured = capfd.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run


@contextmanager
def _own_logging() -> Iterator[None]:
    """Undo what `main` does to the root logger, whose handlers are pytest's."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
