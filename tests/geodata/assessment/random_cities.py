"""Cities and questions drawn at random, for comparisons with a plain recompute."""

import math

import numpy as np

from geodata.assessment.request import LONGEST_CANDIDATE_M, Candidate, Question
from tests.geodata.assessment.drawn_city import DrawnCity, both_ways
from tests.geodata.assessment.ten_nodes import DAY, make_bridge


def draw_randomly(rng):
    """A city of two banks with one-way streets, unreachable corners and up to three bridges."""
    n = int(rng.integers(4, 25))
    points = [
        (float(rng.uniform(0, 900)), float(y)) for y in rng.uniform(20, 400, n) * spread(rng, n)
    ]
    banks = [[i for i, (_, y) in enumerate(points) if (y > 0) == up] for up in (True, False)]
    streets = [
        (*rng.choice(bank, 2, replace=False).tolist(), float(rng.uniform(0, 3_000)))
        for bank in banks
        for _ in range(int(rng.integers(1, 3 * len(bank))))
    ]
    streets = [*streets, *both_ways(streets[::2])]
    crossings = [make_bridge(f"c{at}", "1973") for at in range(int(rng.integers(0, 4)))]
    links = [
        (int(rng.choice(banks[0])), int(rng.choice(banks[1])), float(rng.uniform(0, 900)), one.id)
        for one in crossings
    ]
    return DrawnCity(
        points=points,
        streets=streets,
        links=both_ways(links),
        homes=[(at, float(rng.uniform(1, 300))) for at in range(n) if rng.random() < 0.8],
        frame=(-300, -700, 1200, 700),
        crossings=[make_bridge("gone", "1900", "1950"), *crossings],
        places={"school": rng.integers(0, n, 2).tolist(), "bank": [0]},
        people={"north-town": 1_000, "south-town": 3_000},
    )


def spread(rng, n):
    side = rng.choice([-1.0, 1.0], n)
    side[:4] = (1, 1, -1, -1)
    return side


def ask_randomly(rng, city, model, mode):
    bank = [model.get_mode(mode).network.is_left, ~model.get_mode(mode).network.is_left]
    used = np.unique([at for street in city.streets for at in street[:2]])
    drawn = [
        [city.points[rng.choice(used[side[used]])] for side in bank]
        for _ in range(int(rng.integers(0, 4)))
    ]
    candidates = tuple(
        Candidate(city.lonlat(*ends), is_oneway=bool(rng.random() < 0.5))
        for ends in drawn
        if math.dist(*ends) <= LONGEST_CANDIDATE_M
    )
    closed = tuple(one.id for one in city.crossings if rng.random() < 0.3)
    return Question(mode, DAY, candidates, closed)
