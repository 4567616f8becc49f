"""Under steady load no address fails, and memory does not grow."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_five_minutes_of_eight_clients_neither_fail_nor_grow(sample_data):
    command = [sys.executable, ROOT / "bench" / "soak.py", sample_data, "--seconds", "300"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert ended.returncode == 0, ended.stdout + ended.stderr
