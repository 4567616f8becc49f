"""Takes questions about the snapshot that is served, and answers each of them once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from threading import Event, Lock
from typing import TypeVar, cast

from starlette.requests import Request

from app.concurrency.memory import LOADED, settle_memory
from app.concurrency.process import ProcessWorker
from app.concurrency.turns import name_client
from app.errors import NotReadyError, describe_error
from app.review.worker import ThreadWorker
from app.web.answers import AnswerCache
from geodata.assessment.assess import assess
from geodata.assessment.engine.kernels import load_compiled
from geodata.assessment.model import CityModel
from geodata.assessment.request import Question, RequestError
from geodata.errors import SnapshotError
from geodata.sentences import sentence
from geodata.snapshot.parity import Parity, measure_parity
from geodata.snapshot.store import Snapshot
from geodata.streets.network import PASSING_MODES
from geodata.utilities.over_river import ServiceNetworks, find_service_networks

log = logging.getLogger(__name__)

T = TypeVar("T")

_GONE = sentence("This data version is no longer stored.")

_LONGEST_WAIT_S = 10.0
"""How long a model waits until no city is being loaded."""

_MOST_PAPER_BYTES = 192 * 2**20
"""What the process that sets PDFs may hold: each adds some 8 MB that it never gives back."""


class ReviewWorkers:
    """What works for the reviews of all cities of a server, and the answers that are kept.

    Attributes
    ----------
    quick
        For assessments, so that none waits for a scan.
    slow
        For scans and rankings.
    paper
        For briefs, so that no assessment waits for one.
    papers
        The process that sets PDFs.
    warmer
        Makes models.
    calm
        Set while no city is being loaded, which somebody waits for; no model is begun otherwise.
    """

    def __init__(self) -> None:
        self.calm = Event()
        self.calm.set()
        self.quick = ThreadWorker("assess", most_waiting=16, longest_s=10.0)
        self.slow = ThreadWorker("scan", most_waiting=4, longest_s=60.0)
        self.paper = ThreadWorker("paper", most_waiting=8, longest_s=20.0)
        self.papers = ProcessWorker(most_bytes=_MOST_PAPER_BYTES)
        self.warmer = ThreadPoolExecutor(1, thread_name_prefix="review-warm-up")
        self.answers: AnswerCache[bytes] = AnswerCache()

    def close(self) -> None:
        """Take no more work."""
        self.warmer.shutdown(wait=False, cancel_futures=True)
        self.quick.close()
        self.slow.close()
        self.paper.close()
        self.papers.close()


class ReviewService:
    """Keeps the model of one snapshot of a city, made in the background, and answers from it.

    Parameters
    ----------
    name
        Tells the city's answers from those of others.
    has_criticality
        Whether the networks of services say what each line alone joins.

    Attributes
    ----------
    reason
        Why the snapshot taken up last cannot be reviewed yet, or at all.
    failure
        The error by which the snapshot taken up last cannot be reviewed; empty where it can.
    """

    def __init__(self, workers: ReviewWorkers, name: str, *, has_criticality: bool) -> None:
        self._name = name
        self._has_criticality = has_criticality
        self.quick, self.slow, self.paper = workers.quick, workers.slow, workers.paper
        self.papers = workers.papers
        self._warmer, self._answers, self._calm = workers.warmer, workers.answers, workers.calm
        self._snapshot: Snapshot | None = None
        self._looked: dict[tuple[str, str], object] = {}
        self._looking = Lock()
        self._is_prepared = Event()
        self._has_left = False
        self._model: CityModel | None = None
        self.failure = ""
        self.reason: str = sentence("No data version has been built yet.")
        self._under_way: dict[tuple[str, str], asyncio.Future[bytes]] = {}

    def take_up(self, snapshot: Snapshot) -> None:
        """Make the model of a snapshot in the background; the one before serves until then."""
        self.reason = sentence(
            "The street network of data version %(id)s is being prepared.", id=snapshot.id
        )
        self.failure = ""
        self._is_prepared.clear()
        self._warmer.submit(self._prepare, snapshot)

    def wait(self) -> None:
        """Wait in a thread until the snapshot taken up last can be reviewed, or cannot be."""
        self._is_prepared.wait()

    def has_failed(self) -> bool:
        """Tell whether the snapshot taken up last cannot be reviewed."""
        return bool(self.failure)

    def get_model(self) -> CityModel:
        """Get the model that questions are answered from.

        Raises
        ------
        NotReadyError
            When none is ready; says why.
        """
        if self._model is None:
            raise NotReadyError(self.reason)
        return self._model

    def get_networks(self) -> ServiceNetworks:
        """Get the mapped networks of services; made when first asked for, in the caller's thread.

        Raises
        ------
        NotReadyError
            When no snapshot is ready, or its files are gone; says why.
        """
        find = partial(find_service_networks, has_criticality=self._has_criticality)
        return self._look("networks", find)

    def get_parity(self) -> Parity:
        """Get how completely either bank is mapped, likewise."""
        return self._look("parity", measure_parity)

    def _look(self, name: str, measure: Callable[[Snapshot], T]) -> T:
        self.get_model()
        with self._looking:
            snapshot = self._snapshot
            if snapshot is None:
                raise NotReadyError(self.reason)
            if (snapshot.id, name) not in self._looked:
                try:
                    found = measure(snapshot)
                except (SnapshotError, OSError):
                    log.exception("Snapshot %s cannot be read any more.", snapshot.id)
                    raise NotReadyError(_GONE) from None
                others = {key: one for key, one in self._looked.items() if key[0] == snapshot.id}
                self._looked = {**others, (snapshot.id, name): found}
            return cast("T", self._looked[snapshot.id, name])

    async def answer(
        self, request: Request, worker: ThreadWorker, key: str, work: Callable[[], bytes]
    ) -> bytes:
        """Answer from what was answered before, or from the same question under way, or by work.

        A question waits in the turns of who asks it, and not of whoever asked it first.

        Parameters
        ----------
        key
            Of everything that the answer depends on, as `make_key` makes it.
        """
        known = self.recall(key)
        if known is not None:
            return known
        asked = client, _ = name_client(request), key
        if asked not in self._under_way:

            def work_and_keep() -> bytes:
                result = self.recall(key) or work()
                self._keep(key, result)
                return result

            task = asyncio.ensure_future(worker.run(work_and_keep, client))
            task.add_done_callback(lambda _: self._under_way.pop(asked, None))
            self._under_way[asked] = task
        return await asyncio.shield(self._under_way[asked])

    def recall(self, key: str) -> bytes | None:
        """Recall an answer that was given before."""
        return self._answers.get(f"{self._name} {key}")

    def leave(self) -> None:
        """Make no more models."""
        self._has_left = True

    def _keep(self, key: str, answer: bytes) -> None:
        self._answers.put(f"{self._name} {key}", answer)

    def _prepare(self, snapshot: Snapshot) -> None:
        self._calm.wait(_LONGEST_WAIT_S)
        if self._has_left:
            self._is_prepared.set()
            return
        try:
            model = _make_model(snapshot)
        except Exception as error:
            log.exception("Snapshot %s cannot be reviewed.", snapshot.id)
            self.reason = sentence(
                "Data version %(id)s cannot be assessed; see the server log.", id=snapshot.id
            )
            self.failure = describe_error(error)
            self._is_prepared.set()
            LOADED.set()
            return
        self._model, self._snapshot = model, snapshot
        self._is_prepared.set()
        settle_memory()
        LOADED.set()
        log.info("Reviewing snapshot %s of %s.", snapshot.id, snapshot.manifest.city.id)


def _make_model(snapshot: Snapshot) -> CityModel:
    """Make the model of a snapshot, and do once what the first question would wait for."""
    model = CityModel(snapshot)
    today = datetime.now(UTC).date()
    for mode in PASSING_MODES:
        with suppress(RequestError):  # what a city has no answer to is said to who asks it
            assess(model, Question(mode, today))
    load_compiled()
    return model


def get_service(request: Request) -> ReviewService:
    """Return the review of the city that is asked for."""
    service: ReviewService = request.state.city.review
    return service
