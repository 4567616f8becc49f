"""The Pareto set of a scan."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geodata.assessment.scan import find_undominated


@given(places=st.lists(st.tuples(*[st.integers(0, 3)] * 3), max_size=20))
def test_the_best_places_are_those_that_no_other_betters(places):
    merits = np.array(places, dtype=float).reshape(-1, 3).T
    expected = [
        not any(
            all(a >= b for a, b in zip(other, own, strict=True)) and other != own
            for other in places
        )
        for own in places
    ]
    assert find_undominated(merits).tolist() == expected
