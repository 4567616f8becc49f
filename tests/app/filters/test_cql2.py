"""Which filters are answered at once, and which leave the server's loop to others meanwhile."""

import pytest

from app.filters.cql2 import parse_filter
from app.filters.crs import CRS84


@pytest.mark.parametrize(
    "text",
    [
        "side = 'north'",
        "side = 'north' AND bank_distance_m < 150",
        "NOT (bank_distance_m BETWEEN 1 AND 2) OR name IS NULL",
        "opened < DATE('2025-07-01')",
    ],
)
def test_short_comparisons_are_light(text):
    assert parse_filter(text, "cql2-text", CRS84).is_light


@pytest.mark.parametrize(
    "text",
    [
        "name LIKE '%most%'",
        "CASEI(name) = 'most'",
        "S_INTERSECTS(geometry, BBOX(20.8, 42.8, 20.9, 42.9))",
        "side = 'north' AND NOT S_WITHIN(geometry, BBOX(20.8, 42.8, 20.9, 42.9))",
        "T_AFTER(opened, DATE('2025-07-01'))",
        "bank_distance_m * 2 > 10",
        " OR ".join(f"side = '{n}'" for n in range(20)),
        f"side IN ({', '.join(repr(str(n)) for n in range(40))})",
    ],
)
def test_patterns_places_sums_and_long_lists_are_not(text):
    assert not parse_filter(text, "cql2-text", CRS84).is_light
