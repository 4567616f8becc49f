"""A build serves what it is about to publish, and publishes only what can be served."""

import json
import subprocess
import sys
from dataclasses import replace

import pandas as pd
import pytest

from geodata.errors import SnapshotError
from geodata.snapshot.store import TABLES, open_snapshot, read_current_id
from geodata.snapshot.writing import lock_data, write_snapshot
from pipelines import check
from pipelines.check import UnservableError, refuse_unservable
from pipelines.publish import publish

BROKEN = "{no json"


@pytest.fixture(scope="module")
def city(little_data):
    """A snapshot of the little city."""
    return open_snapshot(little_data)


@pytest.fixture
def data(little, old_snapshot):
    """A data folder with that snapshot."""
    return little.data


def break_rows(city, *rows, layer="roads", column="tags", value=BROKEN):
    layers = {name: city.read_layer(name) for name in city.layer_names}
    layers[layer].loc[list(rows), column] = value
    return layers


def read_tables(city):
    return {name: city.read_table(name) for name in TABLES}


def draft(city):
    return replace(city.manifest, notes=())


def publish_city(data, city, layers=None, tables=None):
    """Publish a city as a build does."""

    def write(draft, layers, tables):
        return write_snapshot(data, draft, layers, tables, check=refuse_unservable)

    with lock_data(data):
        return publish(write, draft(city), layers or break_rows(city), tables or read_tables(city))


@pytest.mark.usefixtures("checked_builds")
def test_a_feature_that_cannot_be_shown_is_left_out_and_named(data, city):
    whole = city.read_layer("roads")["id"].tolist()
    snapshot = publish_city(data, city, break_rows(city, 1))
    assert snapshot.read_layer("roads")["id"].tolist() == [whole[0], *whole[2:]]
    assert len(snapshot.read_layer("schools")) == len(city.read_layer("schools")) == 1
    (note,) = snapshot.manifest.notes
    assert note.startswith(f"way/{whole[1]} (roads) is left out: ")
    assert read_current_id(data) == snapshot.id


@pytest.mark.usefixtures("checked_builds")
def test_a_city_whose_tables_cannot_be_served_is_refused_and_the_old_one_stays(data, city):
    old = read_current_id(data)
    tables = read_tables(city)
    tables["providers"].loc[0, "record"] = BROKEN
    with pytest.raises(UnservableError, match=r"strom \(providers\): \w+Error"):
        publish_city(data, city, tables=tables)
    assert read_current_id(data) == old
    assert sorted(path.name for path in data.iterdir()) == [
        ".lock", ".pull", "CURRENT", "snapshots",
    ]  # fmt: skip
    assert len(list((data / "snapshots").iterdir())) == 1


def find_as(monkeypatch, script, **limits):
    """Find faults by a program in the server's place."""
    monkeypatch.setattr(check, "COMMAND", (sys.executable, "-c", script))
    for name, limit in limits.items():
        monkeypatch.setattr(check, name, limit)


@pytest.mark.usefixtures("checked_builds")
@pytest.mark.parametrize(
    ("script", "limits", "said"),
    [
        ("import no_such_module", {}, "No module named 'no_such_module'"),
        ("import os; os.kill(os.getpid(), 9)", {}, "ended by signal 9, as when memory runs out"),
        ("raise MemoryError", {}, "MemoryError"),
        ("print('hello')", {}, "the server ended with code 0"),
        ("input.__class__; import time; time.sleep(60)", {"TIME_S": 0.3}, "it took more than"),
    ],
)
def test_a_check_that_could_not_be_made_is_said_in_a_sentence(
    data, city, monkeypatch, script, limits, said
):
    old = read_current_id(data)
    find_as(monkeypatch, script, **limits)
    with pytest.raises(SnapshotError, match=said) as refusal:
        publish_city(data, city)
    assert "so it is not published: " in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert read_current_id(data) == old


@pytest.mark.usefixtures("checked_builds")
def test_an_address_that_fails_is_named(data, city, monkeypatch):
    faults = [{"layer": "", "feature": "", "address": "/about (sq)", "why": "KeyError: 'x'"}] * 5
    find_as(monkeypatch, f"print({json.dumps({'faults': faults})!r})")
    with pytest.raises(UnservableError, match=r"/about \(sq\): KeyError: 'x'; .*; and 2 more"):
        publish_city(data, city)


def test_features_are_not_left_out_for_ever(city):
    written = []

    def write(_draft, layers, _tables):
        roads = layers["roads"]
        written.append(len(roads))
        raise UnservableError([check.Fault("roads", f"way/{roads['id'].iloc[0]}", "", "no reason")])

    layers = {"roads": pd.concat([city.read_layer("roads")] * 9).assign(id=range(27))}
    with pytest.raises(UnservableError):
        publish(write, draft(city), layers, read_tables(city))
    assert written == [27, 26, 25, 24]


def check_by_hand(data):
    command = [sys.executable, "-m", "app", "--check", data]
    ended = subprocess.run(command, capture_output=True, check=False, timeout=120)
    return ended.returncode, json.loads(ended.stdout)["faults"]


@pytest.mark.slow
def test_a_folder_is_checked_by_hand(data, city):
    assert check_by_hand(data) == (0, [])
    with lock_data(data):
        write_snapshot(data, draft(city), break_rows(city, 0, 1), read_tables(city))
    code, faults = check_by_hand(data)
    assert code == 1
    assert [(fault["layer"], fault["feature"]) for fault in faults] == [
        ("roads", f"way/{number}") for number in city.read_layer("roads")["id"][:2]
    ]
