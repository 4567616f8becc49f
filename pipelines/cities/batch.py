"""Builds many cities from one file: cuts it, sends each piece to a worker, stores the snapshots."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from geodata.errors import CityFileError, GeodataError, SnapshotError, SourceError
from geodata.snapshot.checksums import hash_file
from geodata.snapshot.folder import explain
from geodata.snapshot.manifest import Manifest
from pipelines.cities.cluster import run_jobs
from pipelines.cities.inputs import Country, Profile, find_change, is_newer, read_profile
from pipelines.cities.job import Job, Outcome
from pipelines.cities.stores import Store, StoreError
from pipelines.osm.clip import outline_question
from pipelines.osm.dividing_layer import list_layers
from pipelines.osm.file import check_file, read_header
from pipelines.osm.marks import read_marks
from pipelines.osm.order import put_in_order
from pipelines.osm.raw_pull import Area
from pipelines.osm.resume import temporary_folder
from pipelines.osm.split import split_file

if TYPE_CHECKING:
    from distributed import Client

LARGEST_RASTER_BYTES = 200_000_000
"""Of elevations that are sent to a worker."""


class State(StrEnum):
    """What became of a city."""

    BUILT = "built"
    SKIPPED = "up to date"
    FAILED = "failed"


@dataclass(frozen=True)
class CityResult:
    """What became of a city, and why."""

    city: str
    """Its id; of a profile that cannot be read, its name."""
    state: State
    why: str
    snapshot_id: str | None = None
    taken_s: float = 0.0


Note = Callable[[CityResult], None]


class Listener(Protocol):
    """Is told how far everything is."""

    def report(self, what: str, done: int, total: int) -> None:
        """Tell what is done before any city is built."""

    def expect(self, cities: int) -> None:
        """Tell how many cities are going to be built."""

    def say(self, city_id: str, what: str) -> None:
        """Tell what is being done for a city."""

    def finish(self, result: CityResult) -> None:
        """Tell what became of a city."""


@dataclass(frozen=True)
class Choice:
    """How a run is done."""

    keep: int
    is_forced: bool


def build_cities(
    names: Sequence[str],
    source: Path,
    store: Store,
    cluster: AbstractContextManager[Client],
    choice: Choice,
    listener: Listener,
) -> list[CityResult]:
    """Build the cities that are missing or older than a file; each of them fails alone.

    Parameters
    ----------
    names
        Ids of bundled cities, or paths of profiles.
    source
        An OSM file of all of them.
    cluster
        Is opened when there is something to build.

    Raises
    ------
    GeodataError
        When none can be built: the file, the store or the cluster is at fault.
    """
    check_file(source)
    results: list[CityResult] = []

    def note(result: CityResult) -> None:
        results.append(result)
        listener.finish(result)

    profiles = _read_profiles(names, note)
    listener.report(f"reading {source.name}", 0, 0)
    country = _describe_country(source)
    with store.lock() as work:
        reasons = _find_work(profiles, country, store, choice, note)
        listener.expect(len(reasons))
        if reasons:
            with cluster as client, temporary_folder(work / "clips") as folder:
                chosen = {one: profiles[one] for one in reasons}
                jobs = _make_jobs(source, chosen, country, folder, listener, note)
                for outcome in run_jobs(client, jobs, listener.say):
                    note(_store(outcome, reasons[outcome.city_id], store, choice.keep))
    return results


def _read_profiles(names: Sequence[str], note: Note) -> dict[str, Profile]:
    """Read the profiles; one that is wrong is a result.

    Raises
    ------
    CityFileError
        When two have one id.
    """
    found: dict[str, Profile] = {}
    read_from: dict[str, str] = {}
    for name in dict.fromkeys(names):
        try:
            profile = read_profile(name)
        except GeodataError as error:
            note(CityResult(name, State.FAILED, str(error).removeprefix(f"{name}: ")))
            continue
        city_id = profile.city.id
        if city_id in found:
            raise CityFileError(
                f"{read_from[city_id]} and {name} are both called {city_id}: "
                "each city needs an id of its own"
            )
        found[city_id], read_from[city_id] = profile, name
    return found


def _describe_country(source: Path) -> Country:
    marks = read_marks(source)
    remarks = tuple(f"{source.name} bears a remark of Overpass: {one}" for one in marks.remarks)
    date = read_header(source)[1] or marks.osm_base
    return Country(source.name, hash_file(source), date, remarks)


def _find_work(
    profiles: Mapping[str, Profile], country: Country, store: Store, choice: Choice, note: Note
) -> dict[str, str]:
    """Find the cities that need to be built, and why."""
    reasons = {}
    for city_id, profile in profiles.items():
        try:
            manifest = store.read(city_id)
            change = find_change(manifest, country, profile)
        except StoreError:
            raise
        except SnapshotError:
            manifest, change = None, "its snapshot cannot be read"
        if manifest and manifest.city.id != city_id:
            why = f"the folder {city_id} holds {manifest.city.id}: move it elsewhere"
            note(CityResult(city_id, State.FAILED, why))
        elif choice.is_forced or (change and not is_newer(manifest, country)):
            reasons[city_id] = change or "forced"
        else:
            note(_skip(city_id, manifest, country, change))
    return reasons


def _skip(
    city_id: str, manifest: Manifest | None, country: Country, change: str | None
) -> CityResult:
    why = "nothing changed"
    if change is not None:
        why = f"its data are newer than {country.name}; --force builds it all the same"
    return CityResult(city_id, State.SKIPPED, why, manifest.id if manifest else None)


def _make_jobs(
    source: Path,
    profiles: Mapping[str, Profile],
    country: Country,
    folder: Path,
    listener: Listener,
    note: Note,
) -> Iterator[Job]:
    """Cut the file and make a job of each part, when it is its turn."""
    ordered = put_in_order(source, read_marks(source), folder)
    areas = {
        city_id: outline_question(cast("Area", one.city.study_area))
        for city_id, one in profiles.items()
    }
    layers = list_layers(one.city.divide.ways for one in profiles.values())
    parts = split_file(ordered, source, areas, folder, listener.report, layers)
    for city_id, path in parts.items():
        try:
            elevation = _read_elevation(profiles[city_id])
        except GeodataError as error:
            note(CityResult(city_id, State.FAILED, str(error)))
            continue
        yield Job(profiles[city_id], country, path.read_bytes(), elevation)
        path.unlink()


def _read_elevation(profile: Profile) -> bytes | None:
    elevation = profile.city.elevation
    if elevation is None:
        return None
    try:
        size = elevation.file.stat().st_size
    except OSError as error:
        raise SourceError(f"{elevation.file}: cannot be read ({explain(error)})") from error
    if size > LARGEST_RASTER_BYTES:
        raise SourceError(
            f"{elevation.file}: is too large to be sent to workers ({size / 1e6:,.0f} MB, at most "
            f"{LARGEST_RASTER_BYTES / 1e6:,.0f} MB): crop it, as by gdal_translate -projwin"
        )
    return elevation.file.read_bytes()


def _store(outcome: Outcome, why: str, store: Store, keep: int) -> CityResult:
    """Put a snapshot in its place; if that fails, only this city has failed."""
    city_id, taken_s = outcome.city_id, outcome.taken_s
    if outcome.fault is not None:
        return CityResult(city_id, State.FAILED, outcome.fault, taken_s=taken_s)
    try:
        snapshot_id = store.write(city_id, outcome.files, keep)
    except GeodataError as error:
        return CityResult(city_id, State.FAILED, str(error), taken_s=taken_s)
    return CityResult(city_id, State.BUILT, why, snapshot_id, taken_s)
