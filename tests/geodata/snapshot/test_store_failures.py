"""When a snapshot cannot be written, one sentence says why and the old one stays."""

import fcntl
import os
import resource
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest

import geodata.snapshot.writing
from geodata.errors import SnapshotError
from geodata.snapshot.store import list_snapshot_ids, open_snapshot, verify_snapshot
from geodata.snapshot.writing import lock_data
from tests.geodata.snapshot.snapshots import make_layer, node, publish


def assert_stays(data, snapshot):
    """Check that a snapshot is current and whole and that nothing half-written lies about."""
    current = open_snapshot(data)
    assert current.id == snapshot.id
    verify_snapshot(current)
    assert list(data.glob(".staging-*")) == []


def refuse(data):
    """Publish a large snapshot in vain and return the sentence that says why."""
    rows = [node(at, tags=os.urandom(400).hex()) for at in range(2_000)]
    with pytest.raises(SnapshotError) as caught:
        publish(data, {"substations": make_layer(*rows)})
    sentence = str(caught.value)
    assert sentence.startswith(f"{data}: ")
    assert "\n" not in sentence
    return sentence


@contextmanager
def limit_files(size_bytes):
    """Let no file grow beyond a size; the system refuses as it does on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)


@contextmanager
def mount_small_disk(folder, options):
    """Mount a file system in memory, where the system lets us."""
    folder.mkdir()
    mount = [shutil.which("mount") or "mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, check=False) if os.geteuid() == 0 else None
    if done is None or done.returncode:
        yield False
        return
    try:
        yield True
    finally:
        subprocess.run([shutil.which("umount") or "umount", str(folder)], check=True)


def fail_by_the_limit(data):
    with limit_files(100_000):
        assert "could not be written" in refuse(data)


def test_a_file_that_may_not_grow_further_leaves_the_old_snapshot(tmp_path):
    snapshot = publish(tmp_path)
    fail_by_the_limit(tmp_path)
    assert_stays(tmp_path, snapshot)
    assert publish(tmp_path).id == open_snapshot(tmp_path).id


def test_a_full_disk_leaves_the_old_snapshot(tmp_path):
    with mount_small_disk(tmp_path / "disk", "size=700k") as is_mounted:
        data = tmp_path / "disk" / "data"
        snapshot = publish(data)
        if is_mounted:
            assert "No space left on device" in refuse(data)
        else:
            fail_by_the_limit(data)
        assert_stays(data, snapshot)
        assert publish(data).id == open_snapshot(data).id


def test_a_read_only_disk_is_refused_before_anything_is_written(tmp_path):
    with mount_small_disk(tmp_path / "disk", "ro") as is_mounted:
        data = tmp_path / "disk"
        if not is_mounted:
            data.chmod(0o500)
        if not is_mounted and os.geteuid() == 0:
            data = data / "file" / "below"
            data.parent.write_text("a file, below which no folder can be")
        with pytest.raises(SnapshotError, match="cannot be written"), lock_data(data):
            pytest.fail("the folder should not be writable")


@pytest.mark.parametrize("below", ["", "data", "data/deeper"])
def test_a_data_folder_that_is_a_file_or_below_one_is_refused(tmp_path, below):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(SnapshotError, match=r"cannot be written \(.+\)$"):
        publish(tmp_path / "file" / below)


@pytest.mark.parametrize("step", ["_make_current", "verify_snapshot", "sync_folder"])
def test_a_failure_at_any_step_leaves_the_old_snapshot(tmp_path, monkeypatch, step):
    snapshot = publish(tmp_path)

    def fail(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(f"geodata.snapshot.writing.{step}", fail)
    with pytest.raises(SnapshotError, match="Input/output error"):
        publish(tmp_path)
    monkeypatch.undo()
    assert_stays(tmp_path, snapshot)
    assert publish(tmp_path).id == open_snapshot(tmp_path).id


def test_a_failure_without_a_number_is_told_in_its_own_words(tmp_path, monkeypatch):
    def fail(*_):
        raise OSError("the disk went away")

    monkeypatch.setattr("geodata.snapshot.writing._stage", fail)
    with pytest.raises(SnapshotError, match=r"could not be written \(the disk went away\)"):
        publish(tmp_path)
    assert list_snapshot_ids(tmp_path) == []


def test_what_verification_refuses_never_becomes_current(tmp_path, monkeypatch):
    snapshot = publish(tmp_path)
    write = geodata.snapshot.writing._write_table

    def write_badly(staging, name, frame):
        entry = write(staging, name, frame)
        with (staging / name).open("ab") as file:
            file.write(b"!")
        return entry

    monkeypatch.setattr("geodata.snapshot.writing._write_table", write_badly)
    with pytest.raises(SnapshotError, match="differs from its checksum"):
        publish(tmp_path)
    monkeypatch.undo()
    assert_stays(tmp_path, snapshot)


def test_a_second_writer_is_refused_while_the_first_one_writes(tmp_path):
    with lock_data(tmp_path):
        with pytest.raises(SnapshotError, match="another build is writing here"):
            publish(tmp_path)
        assert list_snapshot_ids(tmp_path) == []
    assert publish(tmp_path).id == open_snapshot(tmp_path).id


HOLD = """
import pathlib, sys
from geodata.snapshot.writing import lock_data
with lock_data(pathlib.Path(sys.argv[1])):
    print("locked", flush=True)
    sys.stdin.read()
"""


def test_the_lock_of_a_killed_build_is_free_at_once(tmp_path):
    build = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with build:
        assert build.stdout.readline() == "locked\n"
        with pytest.raises(SnapshotError, match="another build"):
            publish(tmp_path)
        build.kill()
    assert publish(tmp_path).id == open_snapshot(tmp_path).id


def test_readers_need_no_lock(tmp_path):
    snapshot = publish(tmp_path)
    with (tmp_path / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert open_snapshot(tmp_path).id == snapshot.id
