"""Columns of the sums over trips, named once for those who write and those who read them."""

from __future__ import annotations

CLASS_MIN = 5

LIMITS = 12
"""Classes of the histogram that end, each after `CLASS_MIN`; one more has no end."""

TIME, POSSIBLE, DECAY, FIRST_LIMIT = range(4)
"""Columns of a state's sums; the trips below each limit follow."""

COLUMNS = FIRST_LIMIT + LIMITS

POSSIBLE_BOTH, SAVED = range(2)
"""Columns of a change's sums."""
