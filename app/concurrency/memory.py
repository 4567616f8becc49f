"""Keep the cyclic garbage collector away from what is loaded for good."""

import gc


def settle_memory() -> None:
    """Collect what was served before, and take what is loaded now out of the collector's rounds.

    Each full round stops every thread while it looks at all that a snapshot holds: 60 ms of the
    sample, amid a scan.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
