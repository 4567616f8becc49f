"""Temporary folders of killed processes are swept away, those of others are not."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from geodata.snapshot.work_folder import WorkFolder, sweep_work_folders

HOLD = """
import sys, time
from geodata.snapshot.work_folder import WorkFolder
folder = WorkFolder()
(folder.path / "large").write_bytes(bytes(100_000))
print(folder.path, flush=True)
time.sleep(600)
"""


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """The folder for temporary files."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield tmp_path
    tempfile.tempdir = None


@pytest.fixture
def holder(place):
    """A process that holds a folder."""
    process = subprocess.Popen([sys.executable, "-c", HOLD], stdout=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.communicate()


def test_what_a_killed_process_left_is_swept_away(place, holder):
    holder.stdout.readline()
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert any(place.iterdir())
    with_own = WorkFolder()
    assert list(with_own.path.parent.parent.iterdir()) == [with_own.path.parent]
    with_own.close()
    assert list(place.iterdir()) == []


def test_what_a_running_process_holds_stays(place, holder):
    held = holder.stdout.readline().strip()
    assert sweep_work_folders() == []
    assert [path.name for path in Path(held).iterdir()] == ["large"]


def test_a_folder_that_is_being_made_just_now_stays(place):
    young, old = place / "uramost-young", place / "uramost-old"
    for folder in (young, old):
        folder.mkdir()
    os.utime(old, (time.time() - 3_600,) * 2)
    assert sweep_work_folders() == [old]
    assert young.exists()


def test_nothing_else_is_touched(place):
    (place / "uramost-notes.txt").write_text("mine")
    target = place / "elsewhere"
    target.mkdir()
    (place / "uramost-link").symlink_to(target)
    assert sweep_work_folders() == []
    assert sorted(path.name for path in place.iterdir()) == [
        "elsewhere", "uramost-link", "uramost-notes.txt",
    ]  # fmt: skip
