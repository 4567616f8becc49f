"""Assesses a snapshot in every mode, in a process of its own, and prints its largest memory, MB."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from geodata.assessment.assess import assess
from geodata.assessment.model import CityModel
from geodata.assessment.request import Question
from geodata.snapshot.store import open_snapshot
from geodata.streets.network import PASSING_MODES


def read_peak_mb(process: int | str) -> float:
    """Read the largest memory that a process has had; getrusage counts its parent's, too."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return float(peak.split()[1]) / 1e3


if __name__ == "__main__":
    model = CityModel(open_snapshot(Path(sys.argv[1])))
    for mode in PASSING_MODES:
        assess(model, Question(mode, date(2026, 1, 1)))
    print(read_peak_mb("self"))
