"""Build: all steps together, on a city drawn by hand."""

import json
import logging

import pytest

from geodata.cities.profile import load_city
from geodata.crossings.crossing import load_crossings
from geodata.errors import DivideError, SnapshotError
from geodata.layers import ALL_LAYERS
from geodata.snapshot import store, writing
from pipelines.build import build
from tests.pipelines.little_city import BOX, CROSSINGS, PROFILE, draw_city, write_profile


def build_little(little, **more):
    return build(load_city(str(little.profile)), str(little.source), little.data, **more)


@pytest.fixture(scope="module")
def snapshot(little_data):
    return store.open_snapshot(little_data)


def test_a_snapshot_has_every_layer_and_table_and_is_current(snapshot, little_data):
    store.verify_snapshot(snapshot)
    assert store.read_current_id(little_data) == snapshot.id
    assert snapshot.layer_names == [layer.name for layer in ALL_LAYERS]
    rows = {name: len(snapshot.read_table(name)) for name in store.TABLES}
    assert rows["banks"] == 5
    assert rows["crossings"] == len(CROSSINGS)
    assert rows["providers"] == 1
    assert rows["projects"] == 0
    assert rows["claims"] > 0
    assert set(snapshot.read_table("network_edges").query("is_link")["crossing"]) == {"main"}


def test_every_feature_of_every_layer_is_told_by_bank_municipality_and_provider(snapshot):
    told = {}
    for name in snapshot.layer_names:
        layer = snapshot.read_layer(name)
        assert layer["side"].notna().all()
        who = layer["provider"].fillna(layer["provider_basis"]).fillna("-")
        told |= {
            (name, number): said
            for number, *said in zip(
                layer["id"], layer["side"], layer["municipality"].fillna("-"), who, strict=True
            )
        }
    assert told["transformers", 101] == ["south", "lower", "strom"]
    assert told["transformers", 102] == ["north", "upper", "none"]
    assert told["power_supports", 103] == ["south", "lower", "strom"]
    assert told["banks_and_atms", 104] == ["north", "upper", "unlisted"]
    assert told["places", 106] == ["river", "-", "-"]
    assert told["police", 30] == ["south", "lower", "none"]
    assert told["buildings", 30] == ["south", "lower", "-"]
    assert told["roads", 20] == ["south", "-", "-"]
    assert told["rail", 10] == ["across", "-", "strom"]
    assert told["crossing_ways", 40] == ["across", "-", "strom"]
    assert told["waterways", 1] == ["river", "-", "-"]
    assert told["waterways", 3] == ["north", "upper", "-"]


def test_crossings_come_downstream_with_what_the_registry_knows(snapshot):
    table = snapshot.read_table("crossings")
    assert {one.id: one.osm_ids for one in load_crossings(table)} == CROSSINGS
    assert list(table["id"]) == list(CROSSINGS)
    assert list(table["status"]) == ["open", "open", "open", "former"]
    assert json.loads(table["name"].iloc[1]) == {"en": "Main Bridge"}


def test_the_manifest_says_what_was_built_and_what_is_missing(snapshot):
    manifest = snapshot.manifest
    assert manifest.bounds == BOX
    assert (manifest.origin.kind, manifest.origin.name) == ("file", "little.osm")
    assert len(manifest.notes) == 1
    assert "boundary of beyond (relation 999) is not in this data" in manifest.notes[0]


def test_each_step_logs_one_line_and_reports_what_it_does(little, caplog):
    reports = []
    with caplog.at_level(logging.INFO, logger="pipelines.build"):
        build_little(little, report=lambda *told: reports.append(told))
    steps = [record.message.split(":")[0] for record in caplog.records]
    named = ["pull", "cut", "tag", "link", "claim", "publish"]
    assert [step for step in steps if step in named] == named
    assert reports[-1] == ("publishing", 0, 0)
    assert len({what for what, _, _ in reports}) > len(named)


def test_the_same_file_gives_the_same_files(little, old_snapshot):
    one, other = old_snapshot, build_little(little)
    assert one.id != other.id
    assert {entry.path: entry.sha256 for entry in one.manifest.files} == {
        entry.path: entry.sha256 for entry in other.manifest.files
    }


def test_a_drawn_line_divides_a_city_whose_river_is_not_mapped(little):
    wall = {"type": "LineString", "coordinates": [[15.03, 48.01], [15.0, 48.01]]}
    (little.folder / "wall.geojson").write_text(json.dumps(wall), encoding="utf-8")
    draw_city(little.source, river="Rhein")
    profile = PROFILE.replace('waterways = ["Donau"]', 'line = "wall.geojson"')
    write_profile(little.folder, profile)
    snapshot = build_little(little)
    police = snapshot.read_layer("police")
    assert dict(zip(police["id"], police["side"], strict=True)) == {30: "north", 31: "south"}


@pytest.mark.usefixtures("old_snapshot")
def test_only_the_newest_snapshots_stay(little):
    built = [build_little(little, keep=2).id for _ in range(2)]
    assert store.list_snapshot_ids(little.data) == built


def test_a_build_that_fails_leaves_the_old_snapshot(little, old_snapshot):
    draw_city(little.source, river="Rhein")
    found = r"named Donau in the study area \(found: river: Rhein; stream: Bach\)"
    with pytest.raises(DivideError, match=found):
        build_little(little)
    assert store.open_snapshot(little.data).id == old_snapshot.id
    store.verify_snapshot(store.open_snapshot(little.data))
    assert sorted(path.name for path in little.data.iterdir()) == [
        ".lock", ".pull", "CURRENT", "snapshots",
    ]  # fmt: skip


def test_the_data_of_another_city_are_left_alone(little, old_snapshot):
    write_profile(little.folder, PROFILE.replace('id = "little"', 'id = "large"'))
    with pytest.raises(SnapshotError, match="holds little; give large a data folder of its own"):
        build_little(little)
    assert store.open_snapshot(little.data).id == old_snapshot.id


def test_two_builds_at_once_do_not_mix(little):
    with (
        writing.lock_data(little.data),
        pytest.raises(SnapshotError, match="another build is writing here"),
    ):
        build_little(little)
    assert build_little(little).id == store.read_current_id(little.data)


def test_what_a_killed_build_left_is_cleared(little):
    left_over = little.data / ".staging-0123abcd" / "layers"
    left_over.mkdir(parents=True)
    (little.data / ".pull" / "clip" / "deep").mkdir(parents=True)
    build_little(little)
    assert not left_over.exists()
    assert list((little.data / ".pull").iterdir()) == []
