"""Work that nobody can wait for any more is stopped, and gives its worker back."""

import asyncio
import threading

import pytest
from starlette.exceptions import HTTPException

from app.review.worker import ThreadWorker


class Endless:
    """Work that only `ThreadWorker.go_on` can end."""

    def __init__(self, worker):
        self.worker = worker
        self.has_begun, self.has_ended = threading.Event(), threading.Event()

    def __call__(self):
        self.has_begun.set()
        try:
            while True:
                self.worker.go_on(1, 2)
        finally:
            self.has_ended.set()


@pytest.fixture
def slow():
    worker = ThreadWorker("slow", 4, longest_s=60)
    yield worker
    worker.close()


async def refuse(worker, work):
    with pytest.raises(HTTPException) as refusal:
        await worker.run(work)
    assert refusal.value.status_code == 503
    assert refusal.value.headers["Retry-After"]


def test_work_goes_on_when_its_caller_waits_no_longer_and_ends_in_the_end(monkeypatch):
    monkeypatch.setattr("app.review.worker.PATIENCE", 3)
    worker = ThreadWorker("slow", 4, longest_s=1)
    endless = Endless(worker)

    async def ask():
        await refuse(worker, endless)
        assert not endless.has_ended.is_set()
        await asyncio.to_thread(endless.has_ended.wait, 30)
        return await worker.run(lambda: "the next one")

    assert asyncio.run(ask()) == "the next one"
    worker.close()


def test_closing_a_lane_ends_the_work_under_way(slow):
    endless = Endless(slow)

    async def ask():
        asked = asyncio.create_task(refuse(slow, endless))
        await asyncio.to_thread(endless.has_begun.wait, 30)
        slow.close()
        await asked

    asyncio.run(ask())
    assert endless.has_ended.is_set()


def test_work_in_time_is_not_disturbed(slow):
    def work():
        slow.go_on(1, 2)
        return "done"

    assert asyncio.run(slow.run(work)) == "done"
