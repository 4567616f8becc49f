"""Work in a process of its own: it is renewed, comes back when it is killed, and ends."""

import asyncio
import os
import signal

import pytest

from app.concurrency.process import ProcessWorker, WorkerEndedError


@pytest.fixture
def make_worker():
    made = []

    def make(**bounds):
        made.append(ProcessWorker(**bounds))
        return made[-1]

    yield make
    for worker in made:
        worker.close()


def test_a_process_stays_until_it_did_enough(make_worker):
    worker = make_worker(most_pieces=2)
    one, again, other = (worker.run(os.getpid) for _ in range(3))
    assert one == again != other
    assert os.getpid() not in {one, other}


def test_a_process_that_held_much_is_replaced_and_its_memory_is_free(make_worker):
    worker = make_worker(most_bytes=1)
    one, other = worker.run(os.getpid), worker.run(os.getpid)
    assert one != other


def test_an_error_is_who_asked_its_own_and_the_process_stays(make_worker):
    worker = make_worker()
    one = worker.run(os.getpid)
    with pytest.raises(ZeroDivisionError):
        worker.run(divmod, 1, 0)
    assert worker.run(os.getpid) == one


def test_a_process_that_is_killed_amid_work_is_told_and_replaced(make_worker):
    worker = make_worker()
    one = worker.run(os.getpid)
    with pytest.raises(WorkerEndedError):
        worker.run(signal.raise_signal, signal.SIGKILL)
    assert worker.run(os.getpid) != one


def test_work_is_waited_for_on_the_event_loop(make_worker):
    worker = make_worker()

    async def ask():
        assert await worker.do(divmod, 7, 2) == (3, 1)
        with pytest.raises(WorkerEndedError):
            await worker.do(os.abort)

    asyncio.run(ask())


def test_nothing_is_begun_after_the_end(make_worker):
    worker = make_worker()
    worker.close()
    with pytest.raises(WorkerEndedError):
        worker.run(os.getpid)


def test_what_works_for_the_server_holds_nothing_of_it(make_worker):
    modules = make_worker().run(eval, "sorted(__import__('sys').modules)")
    assert "app.concurrency.process" in modules
    assert not {"fastapi", "app.main", "geopandas"} & set(modules)
