"""Builds a city on a worker: what is sent there, and what comes back."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from geodata.cities.profile import City
from geodata.errors import GeodataError
from geodata.snapshot.manifest import tell_software
from geodata.snapshot.travel import read_files
from geodata.snapshot.work_folder import WorkFolder
from pipelines.cities.inputs import Country, Profile
from pipelines.progress import Report, stay_silent

_ONE_AT_A_TIME = threading.Lock()
"""The settings of osmnx are those of the whole process: of several threads of it, one builds."""


@dataclass(frozen=True)
class Job:
    """All that a worker needs to build a city: no path of it is read or written there."""

    profile: Profile
    country: Country
    clip: bytes = field(repr=False)
    """The country's file, as far as it lies in the study area."""
    elevation: bytes | None = field(default=None, repr=False)
    software: str = ""
    """What the others build with."""
    topic: str = ""
    """What its progress is told under."""


@dataclass(frozen=True)
class Outcome:
    """What became of a city."""

    city_id: str
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    """Path in the folder of its snapshot → content."""
    fault: str | None = None
    """Why there is none, in one sentence."""
    taken_s: float = 0.0


def build_job(job: Job) -> Outcome:
    """Build a city in a temporary folder; a refusal is a fault in the outcome, not an error."""
    start = time.perf_counter()
    city_id = job.profile.city.id
    try:
        refuse_other_software(job.software)
        with _ONE_AT_A_TIME, closing(WorkFolder()) as work:
            try:
                files = _build(job, work.path, _make_teller(job))
            except GeodataError as error:
                fault = str(error).replace(f"{work.path}/", "")
                return Outcome(city_id, fault=fault, taken_s=time.perf_counter() - start)
    except GeodataError as error:
        return Outcome(city_id, fault=str(error))
    return Outcome(city_id, files, taken_s=time.perf_counter() - start)


def refuse_other_software(software: str) -> None:
    """Refuse to build with another version than the others.

    Raises
    ------
    GeodataError
        Names both.
    """
    if software != tell_software():
        raise GeodataError(
            f"a worker has {tell_software()}, this machine {software}: install the same on both"
        )


def _build(job: Job, folder: Path, report: Report) -> dict[str, bytes]:
    from pipelines.build import build  # noqa: PLC0415 - osmnx takes seconds

    logging.getLogger("pipelines").addHandler(logging.NullHandler())  # notes stand in the manifest
    clip = folder / Path(job.country.name).name
    clip.write_bytes(job.clip)
    snapshot = build(
        _place_elevation(job, folder),
        str(clip),
        folder / "data",
        report=report,
        registries=job.profile.registries,
        sign=lambda raw: job.country.sign(raw, job.profile.sha256),
    )
    return read_files(snapshot)


def _place_elevation(job: Job, folder: Path) -> City:
    """Let a city name the raster that was sent with it."""
    city = job.profile.city
    if city.elevation is None or job.elevation is None:
        return city
    path = folder / "elevation"
    path.write_bytes(job.elevation)
    return replace(city, elevation=replace(city.elevation, file=path))


def _make_teller(job: Job) -> Report:
    """Make what tells the scheduler each new thing that is done here."""
    tell = _find_listener(job.topic)
    if tell is None:
        return stay_silent
    said = ""

    def report(what: str, done: int, total: int) -> None:  # noqa: ARG001 - as all reports are
        nonlocal said
        if what != said:
            said = what
            tell({"city": job.profile.city.id, "what": what})

    return report


def _find_listener(topic: str) -> Callable[[dict[str, str]], None] | None:
    from distributed import get_worker  # noqa: PLC0415 - for many cities alone

    try:
        worker = get_worker()
    except ValueError:  # in no worker
        return None
    return lambda said: worker.log_event(topic, said)
