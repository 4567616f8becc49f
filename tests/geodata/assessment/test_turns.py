"""Who comes next where one piece of work is done at a time."""

from itertools import pairwise
from threading import Barrier, Thread

import numpy as np

from geodata.assessment.kernels import Turns

NUMBERS = np.random.default_rng(7).random(1_000_000)


def test_one_who_waits_comes_before_one_who_has_just_had_a_turn():
    turns, barrier, order = Turns(), Barrier(2), []

    def work(name):
        barrier.wait()
        for _ in range(10):
            with turns:
                order.append(name)
                np.sort(NUMBERS)  # other threads run meanwhile

    threads = [Thread(target=work, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    handed_over = sum(one != other for one, other in pairwise(order))
    assert handed_over >= 10
