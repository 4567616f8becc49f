"""Whenever a build is killed, what is served stays whole and the next build succeeds."""

import os
import random
import signal
import time
from functools import partial

import pytest

from app.catalogue.served import LiveCatalogue
from geodata.snapshot.store import (
    list_snapshot_ids,
    open_snapshot,
    read_current_id,
    verify_snapshot,
)
from tests.overpass.server import serve
from tests.pipelines.forked import fork_build, measure_build_s

pytestmark = pytest.mark.enable_socket  # the fork server listens on a Unix socket

SEED = 20_261_121


def read_checksums(data, snapshot_id=None):
    snapshot = open_snapshot(data, snapshot_id)
    verify_snapshot(snapshot)
    return {entry.path: entry.sha256 for entry in snapshot.manifest.files}


def build_whole(little, **more):
    with fork_build(little.profile, little.source, little.data, **more) as running:
        assert running.join()


def list_left_over(data):
    return [*data.glob(".staging-*"), *data.glob(".pull/*")]


def draw_moments(kills, publishing_s, whole_s):
    """Draw where each kill waits, and how long: most often in the last, decisive step."""
    dice = random.Random(SEED)
    while_publishing = kills * 2 // 3
    starts = ["publishing"] * while_publishing + ["started"] * (kills - while_publishing)
    dice.shuffle(starts)
    spans = {"started": whole_s, "publishing": whole_s - publishing_s}
    return [(start, dice.uniform(0, spans[start])) for start in starts]


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("kills", "build_each"),
    [
        pytest.param(4, 2, marks=pytest.mark.slow),
        pytest.param(50, 10, marks=pytest.mark.slow),
    ],
)
def test_a_build_killed_at_any_moment_harms_nothing(kills, build_each, little):
    reference = little.folder / "reference"
    moments = draw_moments(kills, *measure_build_s(little.profile, little.source, reference))
    expected = read_checksums(reference)
    live = LiveCatalogue(little.data)
    hits = 0
    for number, (start, delay_s) in enumerate(moments, 1):
        before = read_current_id(little.data)
        with fork_build(little.profile, little.source, little.data) as running:
            running.wait_for(start)
            time.sleep(delay_s)  # the moment is what is tested
            hits += running.kill()
        current = read_current_id(little.data)
        assert before is None or current is not None
        if current is not None:
            assert read_checksums(little.data) == expected
        if number % build_each == 0:
            live.refresh()
            assert getattr(live.peek(), "id", None) == current
            build_whole(little)
            assert read_current_id(little.data) == list_snapshot_ids(little.data)[-1] != current
            assert list_left_over(little.data) == []
    assert hits > (kills / 2 if kills > 10 else 0)  # of few, chance may let most end in time
    assert [read_checksums(little.data, name) for name in list_snapshot_ids(little.data)] == [
        expected
    ] * len(list_snapshot_ids(little.data))


def die_at(name, number, *, is_done):
    """Let the process kill itself at a call of a function of `os`, before or after it is done."""
    function, calls = getattr(os, name), iter(range(1, number))

    def call(*arguments, **more):
        is_last = next(calls, None) is None
        if is_done or not is_last:
            function(*arguments, **more)
        if is_last:
            os.kill(os.getpid(), signal.SIGKILL)

    setattr(os, name, call)


@pytest.mark.parametrize(
    ("name", "number", "is_done", "is_current"),
    [
        ("fsync", 30, True, False),
        pytest.param("rename", 1, False, False, marks=pytest.mark.slow),
        ("rename", 1, True, False),
        pytest.param("replace", 1, False, False, marks=pytest.mark.slow),
        ("replace", 1, True, True),
    ],
)
def test_one_step_alone_makes_a_snapshot_current(
    name, number, is_done, is_current, little, old_snapshot
):
    old = old_snapshot.id
    before = partial(die_at, name, number, is_done=is_done)
    with fork_build(little.profile, little.source, little.data, before=before) as running:
        assert not running.join()
    now = read_current_id(little.data)
    assert (now != old) is is_current
    assert read_checksums(little.data) == read_checksums(little.data, old)
    build_whole(little)
    assert read_current_id(little.data) not in {old, now}
    assert list_left_over(little.data) == []


@pytest.mark.timeout(300)
@pytest.mark.usefixtures("old_snapshot")
@pytest.mark.parametrize("kills", [2, pytest.param(6, marks=pytest.mark.slow)])
def test_a_pull_from_a_server_that_is_killed_again_and_again_ends_in_the_same_tables(kills, little):
    expected = read_checksums(little.data)
    dice = random.Random(SEED)
    with serve(little.source) as server:
        for _ in range(kills):
            with fork_build(little.profile, "overpass", little.data, server.url) as running:
                running.wait_for("started")
                time.sleep(dice.uniform(0, 0.5))  # the moment is what is tested
                running.kill()
            assert read_checksums(little.data) == expected
        old = read_current_id(little.data)
        with fork_build(little.profile, "overpass", little.data, server.url) as running:
            assert running.join()
    assert open_snapshot(little.data).manifest.origin.kind == "overpass"
    assert read_current_id(little.data) != old
    assert read_checksums(little.data) == expected
    assert list_left_over(little.data) == []


def test_the_lock_of_a_killed_build_is_free(little):
    with fork_build(little.profile, little.source, little.data) as running:
        running.wait_for("publishing")
        running.kill()
    build_whole(little)
