"""How tests wait for what a server does by itself."""

import time

PAUSE_S = 0.02  # a server in the same process has its turn meanwhile


def wait_until(ask, patience_s=60):
    """Ask again until the answer is true in an ``if``, and return it."""
    end = time.monotonic() + patience_s
    while not (answer := ask()):
        assert time.monotonic() < end, f"{ask} never came to be so"
        time.sleep(PAUSE_S)
    return answer
