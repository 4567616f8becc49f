"""Claim: 1,000 candidates on 240,000 nodes are scanned in 5 s; time grows at most as n log n.

Of 20,000 × 20,000 homes a candidate takes at most 200 ms, and the whole scan 1 GB.

Each city, number of homes and number of candidates in a process of its own, which scans them cold;
its largest memory is the system's figure, imports and the making of the city included. Time grows
less than the streets do, and with pairs and candidates at most as they do.
"""

from __future__ import annotations

import json
import math
import resource
import subprocess
import sys
import time

import numpy as np
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

SMALL, WIDE, LARGE = (1, 2_000, 1_000), (16, 2_000, 1_000), (16, 20_000, 20)
CLAIMED_GB = {SMALL: 0.5, LARGE: 1.0}
CLAIMED_S = {WIDE: 5.0, LARGE: 20 * 0.2}


def main() -> int:
    print(describe_machine("scipy", "numba", "numpy"))
    holds, taken_s = True, {}
    for size in SIZES:
        command = [sys.executable, __file__, *map(str, size)]
        result = subprocess.run(command, check=True, capture_output=True, text=True)
        found = json.loads(result.stdout)
        _, homes, candidates = size
        taken_s[size] = found["scan_s"]
        holds &= found["peak_gb"] <= CLAIMED_GB.get(size, 1.0)
        holds &= found["scan_s"] <= CLAIMED_S.get(size, 6.0)
        print(
            f"{found['nodes']:7,} nodes  {homes:6,} × {homes:6,} homes at {found['pairs']:11,}"
            f" pairs of nodes  {found['portals']} portals  {candidates:5,} candidates"
            f"  {found['scan_s']:6.2f} s  {found['peak_gb']:4.2f} GB"
        )
    grown = taken_s[WIDE] / taken_s[SMALL]
    most = 16 * math.log(16 * SIDE**2) / math.log(SIDE**2)
    print(f"16 times the nodes take {grown:.1f} times as long (n log n: {most:.1f})")
    print(f"a candidate of the largest takes {1e3 * taken_s[LARGE] / 20:.0f} ms (claimed: 200)")
    return 0 if holds and grown <= most else 1


def measure(times: int, homes: int, candidates: int) -> dict[str, float]:
    """Scan one city cold, in this process."""
    load_compiled()
    streets = make_streets(round(SIDE * times**0.5))
    added, chosen = streets.choose_candidates(candidates), streets.choose_homes(homes)
    start = time.perf_counter()
    measure_gains(PortalSearch(streets.network), streets.links, added, chosen)
    scan_s = time.perf_counter() - start
    pairs = [len(np.unique(one.nodes)) for one in chosen]
    return {
        "nodes": len(streets.network.ids),
        "pairs": pairs[0] * pairs[1],
        "portals": len(np.unique(np.r_[streets.links.start, streets.links.end])),
        "scan_s": scan_s,
        "peak_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
    }


if __name__ == "__main__":
    if sys.argv[1:]:
        print(json.dumps(measure(*map(int, sys.argv[1:]))))
        sys.exit(0)
    sys.exit(main())
