"""Runs builds on Dask: on the cores of this machine, or on a cluster that runs already."""

from __future__ import annotations

import logging
import secrets
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from geodata.errors import GeodataError
from geodata.snapshot.manifest import tell_software
from pipelines.cities.job import Job, Outcome, build_job, refuse_other_software

if TYPE_CHECKING:
    from distributed import Client, Future

Tell = Callable[[str, str], None]
"""``tell(city id, what is being done)``."""

_AHEAD = 2
"""Jobs that wait at the scheduler for each one that is done, so that no worker waits: not all of
them, as each has its clip with it."""

_CONNECT_S = 20

_SMALL_MEMORY = {
    f"distributed.nanny.pre-spawn-environ.{name}": value
    for name, value in {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": 2}.items()
}
"""Arrow's own pool and one for each thread keep what is free: 80 MB of a town's build."""


@contextmanager
def open_cluster(workers: int, scheduler: str | None) -> Iterator[Client]:
    """Start workers here, or join the cluster of a scheduler.

    Parameters
    ----------
    workers
        Processes on this machine, each with one thread, if no scheduler is given.
    scheduler
        Its address, such as ``tcp://10.0.0.1:8786``.

    Raises
    ------
    GeodataError
        When no scheduler answers, or a worker has not this version of the project.
    """
    import dask  # noqa: PLC0415
    from distributed import Client, LocalCluster  # noqa: PLC0415 - takes half a second

    _be_quiet()
    if scheduler is None:
        options = {"threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": None}
        quiet = logging.CRITICAL
        with (
            dask.config.set(_SMALL_MEMORY),
            LocalCluster(n_workers=workers, silence_logs=quiet, **options) as cluster,
            Client(cluster) as client,
        ):
            yield client
        return
    try:
        client = Client(scheduler, timeout=_CONNECT_S)
    except (OSError, ValueError, TypeError) as error:
        raise GeodataError(f"{scheduler}: no scheduler of Dask answers there") from error
    with client:
        _refuse_other_workers(client, scheduler)
        yield client


def _be_quiet() -> None:
    """Let Dask say nothing: what becomes of each city is said by us."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", module="distributed")


def _refuse_other_workers(client: Client, scheduler: str) -> None:
    answers = client.run(refuse_other_software, tell_software(), on_error="return")
    for worker, answer in answers.items():
        if isinstance(answer, GeodataError):
            raise answer
        if isinstance(answer, Exception):
            raise GeodataError(
                f"{scheduler}: its worker {worker} has no {tell_software()} ({answer})"
            )


def run_jobs(client: Client, jobs: Iterable[Job], tell: Tell) -> Iterator[Outcome]:
    """Build cities and yield what becomes of each, as they are done.

    What a lost worker had begun is done again by another; a city whose worker is lost again and
    again (``distributed.scheduler.allowed-failures``) is given up.
    """
    from distributed import as_completed  # noqa: PLC0415

    topic = f"uramost-{secrets.token_hex(4)}"
    client.subscribe_topic(topic, lambda event: tell(event[1]["city"], event[1]["what"]))
    waiting = (replace(job, topic=topic, software=tell_software()) for job in jobs)
    running = as_completed()
    names: dict[str, str] = {}

    def fill() -> None:
        room = _AHEAD * max(1, sum(client.nthreads().values())) - len(names)
        for job in islice(waiting, max(0, room)):
            name = job.profile.city.id
            future = client.submit(build_job, job, key=f"{name}-{topic}", pure=False)
            names[future.key] = name
            running.add(future)

    try:
        fill()
        for future in running:
            yield _read_outcome(future, names.pop(future.key))
            future.release()
            fill()
    finally:
        client.unsubscribe_topic(topic)


def _read_outcome(future: Future, city_id: str) -> Outcome:
    from distributed.scheduler import KilledWorker  # noqa: PLC0415

    try:
        found: Any = future.result()
    except KilledWorker as error:
        times = error.allowed_failures + 1
        fault = f"its worker was lost {times} times, as when memory runs out"
        return Outcome(city_id, fault=fault)
    except Exception as error:  # noqa: BLE001 - whatever a worker meets: one city fails alone
        said = " ".join(str(error).split())
        return Outcome(city_id, fault=f"could not be built ({type(error).__name__}: {said})")
    if not isinstance(found, Outcome):
        return Outcome(city_id, fault="its worker answered what is no outcome")
    return found
