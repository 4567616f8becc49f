"""Work shared out among the processors."""

from threading import Barrier, Thread

import pytest

from geodata.assessment.engine.shares import count_processors, share_rows


@pytest.mark.parametrize(("rows", "step"), [(0, 5), (1, 5), (5, 5), (17, 5), (17, 100), (3, 0)])
def test_every_row_is_worked_on_once(rows, step):
    done = []
    share_rows(rows, step, lambda some: done.extend(range(rows)[some]))
    assert sorted(done) == list(range(rows))


def test_an_error_of_any_share_reaches_the_caller():
    def fail(some):
        raise ValueError(some.start)

    with pytest.raises(ValueError, match=r"\d"):
        share_rows(64, 1, fail)


def test_two_callers_at_once_both_get_all_their_rows():
    barrier, done = Barrier(2), {0: [], 1: []}

    def call(number):
        barrier.wait()
        share_rows(500, 1, lambda some: done[number].append(some.start))

    threads = [Thread(target=call, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert count_processors() >= 1
    assert [sorted(one) for one in done.values()] == [list(range(500))] * 2
