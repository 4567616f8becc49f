"""Claim: 2,000 × 2,000 homes need less than 500 MB, and 20,000 × 20,000 run in at most 4 GB.

Each city, number of homes and number of candidates in a process of its own, which scans them cold;
its largest memory is the system's figure, imports and the making of the city included. The table
shows how time grows: with the streets as the searches from the candidates' ends do, with pairs and
candidates at most as they do.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time

from setup.machine import describe_machine
from setup.streets import SIDE, make_streets

from geodata.assessment.engine.gains import measure_gains
from geodata.assessment.engine.kernels import load_compiled
from geodata.assessment.engine.portals import PortalSearch

SIZES = [
    (1, 2_000, 1_000), (4, 2_000, 1_000), (16, 2_000, 1_000),
    (1, 1_000, 1_000), (1, 4_000, 1_000), (1, 2_000, 250), (1, 2_000, 4_000), (16, 20_000, 20),
]  # fmt: skip
"""Times as many street corners, homes on either bank, candidates."""

SMALL, LARGE = (1, 2_000, 1_000), (16, 20_000, 20)
CLAIMED_GB = {SMALL: 0.5, LARGE: 4.0}


def main() -> int:
    print(describe_machine("scipy", "numba", "numpy"))
    holds = True
    for size in SIZES:
        command = [sys.executable, __file__, *map(str, size)]
        result = subprocess.run(command, check=True, capture_output=True, text=True)
        found = json.loads(result.stdout)
        times, homes, candidates = size
        holds &= found["peak_gb"] <= CLAIMED_GB.get(size, 4.0)
        print(
            f"nodes × {times:<2}  {homes:6,} × {homes:6,} homes  {candidates:5,} candidates"
            f"  {found['scan_s']:7.2f} s  {found['peak_gb']:5.2f} GB"
        )
    print(f"claimed: {CLAIMED_GB[SMALL]} GB at first, {CLAIMED_GB[LARGE]} GB at last")
    return 0 if holds else 1


def measure(times: int, homes: int, candidates: int) -> dict[str, float]:
    """Scan one city cold, in this process."""
    load_compiled()
    streets = make_streets(round(SIDE * times**0.5))
    added, chosen = streets.choose_candidates(candidates), streets.choose_homes(homes)
    start = time.perf_counter()
    measure_gains(PortalSearch(streets.network), streets.links, added, chosen)
    scan_s = time.perf_counter() - start
    return {
        "scan_s": scan_s,
        "peak_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
    }


if __name__ == "__main__":
    if sys.argv[1:]:
        print(json.dumps(measure(*map(int, sys.argv[1:]))))
        sys.exit(0)
    sys.exit(main())
