"""Claim: the ranges of one assessment, all variations that move it, take at most 3 s.

A city of about 15,000 street nodes and 2,000 × 2,000 homes, by car. Each variation is assessed as
exactly as the assessment itself: other homes, other speeds of classes, other fading. The first
question of a city makes the networks of other speeds as well; the next ones find them. The peer is
SciPy on the rebuilt network, once for each variation, which gives the travel times alone.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from bridge_http import DAY, build_model, draw_lines, recompute_s
from setup.machine import describe_machine

from geodata.assessment.assess import assess
from geodata.assessment.ranges import measure_ranges
from geodata.assessment.request import Candidate, Demand, Question
from geodata.streets.network import TravelMode

CLAIMED_S = 3.0
CLAIMED_RATIO = 100
QUESTIONS = 10


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        model = build_model(Path(name))
        lines = draw_lines(model)[:QUESTIONS]
        questions = [Question(TravelMode.DRIVE, DAY, (Candidate(one),)) for one in lines]
        for question in questions:
            assess(model, question)  # compiled, and the ends of candidates searched
        taken_s, tried = [], 0
        for question in questions:
            start = time.perf_counter()
            tried = len(measure_ranges(model, question).variations)
            taken_s.append(time.perf_counter() - start)
        peer_s = tried * statistics.median(recompute_s(model, one) for one in lines[:3])
        homes = [len(bank.nodes) for bank in model.get_banks(Demand(TravelMode.DRIVE))]
        nodes = len(model.get_mode(TravelMode.DRIVE).network.ids)
    first_s, median_s = taken_s[0], statistics.median(taken_s[1:])
    ratio = peer_s / median_s
    print(describe_machine("numba", "numpy", "scipy"))
    print(f"{nodes:,} nodes, {homes[0]:,} × {homes[1]:,} homes, {tried} variations")
    print(f"first {first_s:.2f} s (claimed: {CLAIMED_S:g}), then {1e3 * median_s:.0f} ms")
    print(f"SciPy, times alone, {tried} times  {peer_s:.1f} s")
    print(f"ratio {ratio:,.0f} (claimed: {CLAIMED_RATIO})")
    return 0 if first_s <= CLAIMED_S and ratio >= CLAIMED_RATIO else 1


if __name__ == "__main__":
    raise SystemExit(main())
