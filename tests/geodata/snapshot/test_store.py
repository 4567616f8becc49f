"""Snapshots: written aside, verified, made current by one step, and read back as they were."""

from dataclasses import replace

import pytest
from geopandas.testing import assert_geodataframe_equal
from pandas.testing import assert_frame_equal

from geodata.errors import SnapshotError
from geodata.snapshot.checksums import hash_file
from geodata.snapshot.folder import TILES
from geodata.snapshot.frames import read_frame, write_frame
from geodata.snapshot.store import (
    TABLES,
    list_snapshot_ids,
    open_snapshot,
    read_current_id,
    verify_snapshot,
)
from geodata.snapshot.writing import lock_data
from tests.geodata.snapshot.snapshots import make_layers, make_tables, publish

LATER = ("names.parquet", "unknown.parquet")


def hold_none(frame):
    """Hold texts as they are read back: plain, and None where one is missing."""
    texts = {name: frame[name].astype(object) for name in frame.select_dtypes("str").columns}
    return frame.assign(**{name: text.where(text.notna(), None) for name, text in texts.items()})


def names_in(data):
    return sorted(path.name for path in data.iterdir())


def test_a_snapshot_is_read_back_as_it_was_written(tmp_path):
    written = publish(tmp_path)
    snapshot = open_snapshot(tmp_path)
    assert snapshot.manifest == written.manifest
    assert snapshot.layer_names == ["substations", "police"]
    assert snapshot.manifest.counts == {"substations": 2, "police": 0}
    for name, layer in make_layers().items():
        assert_geodataframe_equal(snapshot.read_layer(name), hold_none(layer))
    tables = make_tables()
    assert set(tables) == set(TABLES)
    for name in ("banks", "crossings", "network_nodes"):
        assert_geodataframe_equal(snapshot.read_table(name), hold_none(tables[name]))
    for name in ("claims", "providers", "network_edges"):
        assert_frame_equal(snapshot.read_table(name), hold_none(tables[name]))
    assert len(snapshot.read_table("projects")) == 0
    verify_snapshot(snapshot)


def test_the_manifest_tells_when_it_was_made_and_lists_every_file(tmp_path):
    snapshot = publish(tmp_path)
    assert snapshot.id.startswith(snapshot.manifest.created_at[:4])
    files = {path.relative_to(snapshot.path).as_posix() for path in snapshot.path.rglob("*.*")}
    assert files == {entry.path for entry in snapshot.manifest.files} | {"manifest.json"}
    for entry in snapshot.manifest.files:
        path = snapshot.path / entry.path
        assert (entry.size_bytes, entry.sha256) == (path.stat().st_size, hash_file(path))


def test_nothing_is_left_beside_the_snapshot(tmp_path):
    snapshot = publish(tmp_path)
    assert names_in(tmp_path) == [".lock", "CURRENT", "snapshots"]
    assert names_in(tmp_path / "snapshots") == [snapshot.id]


def test_the_newest_snapshot_is_current_and_older_ones_stay(tmp_path):
    first, second = publish(tmp_path), publish(tmp_path)
    assert list_snapshot_ids(tmp_path) == [first.id, second.id]
    assert read_current_id(tmp_path) == open_snapshot(tmp_path).id == second.id
    assert open_snapshot(tmp_path, first.id).manifest == first.manifest


def test_only_the_last_ones_are_kept(tmp_path):
    ids = [publish(tmp_path, keep=2).id for _ in range(4)]
    assert list_snapshot_ids(tmp_path) == ids[-2:]
    assert names_in(tmp_path) == [".lock", "CURRENT", "snapshots"]


def test_the_current_snapshot_stays_although_a_clock_was_put_back(tmp_path):
    """Ids sort by time: snapshots from the future look newer than the one just made."""
    future = publish(tmp_path)
    for year in ("2990", "2991"):
        (tmp_path / "snapshots" / future.id).rename(tmp_path / "snapshots" / f"{year}-{future.id}")
        future = publish(tmp_path)
    newest = publish(tmp_path, keep=1)
    assert read_current_id(tmp_path) == newest.id
    assert newest.id in list_snapshot_ids(tmp_path)
    verify_snapshot(open_snapshot(tmp_path))


def test_a_reader_keeps_the_snapshot_that_it_opened_when_another_one_becomes_current(tmp_path):
    first = open_snapshot(publish(tmp_path).path.parents[1])
    publish(tmp_path)
    assert len(first.read_layer("substations")) == 2


@pytest.mark.parametrize("name", ["layers/substations.parquet", "providers.parquet"])
def test_verification_finds_a_missing_and_a_changed_file(tmp_path, name):
    snapshot = publish(tmp_path)
    path = snapshot.path / name
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(SnapshotError, match=rf"{name}: differs from its checksum"):
        verify_snapshot(snapshot)
    path.unlink()
    with pytest.raises(SnapshotError, match=rf"{name}: is missing"):
        verify_snapshot(snapshot)


def test_verification_counts_the_rows(tmp_path):
    snapshot = publish(tmp_path)
    manifest = snapshot.path / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"rows": 2', '"rows": 3'))
    with pytest.raises(SnapshotError, match=r"substations\.parquet: row count differs"):
        verify_snapshot(open_snapshot(tmp_path))


def test_a_damaged_table_is_refused_with_its_path(tmp_path):
    snapshot = publish(tmp_path)
    path = snapshot.path / "layers" / "substations.parquet"
    for damage in (b"", b"PAR1 no table PAR1", path.read_bytes()[:-40]):
        path.write_bytes(damage)
        with pytest.raises(SnapshotError, match=r"substations\.parquet: cannot be read"):
            snapshot.read_layer("substations")
    path.unlink()
    with pytest.raises(SnapshotError, match=r"substations\.parquet: cannot be read"):
        snapshot.read_layer("substations")


def test_an_unknown_layer_is_refused_by_name(tmp_path):
    with pytest.raises(SnapshotError, match="has no layer 'castles'"):
        publish(tmp_path).read_layer("castles")


def test_a_folder_without_a_snapshot_says_how_to_make_one(tmp_path):
    assert read_current_id(tmp_path / "nowhere") is None
    assert list_snapshot_ids(tmp_path) == []
    with pytest.raises(SnapshotError, match="holds no snapshot yet; build one with uramost build"):
        open_snapshot(tmp_path)


def test_an_unknown_snapshot_is_refused_with_the_known_ones(tmp_path):
    snapshot = publish(tmp_path)
    with pytest.raises(SnapshotError, match=rf"no snapshot '1999' \(there is: {snapshot.id}\)"):
        open_snapshot(tmp_path, "1999")


@pytest.mark.parametrize("content", [b"../../etc", b"\xff\xfe", b"1999"])
def test_a_pointer_to_what_is_no_snapshot_is_refused(tmp_path, content):
    publish(tmp_path)
    (tmp_path / "CURRENT").write_bytes(content)
    with pytest.raises(SnapshotError):
        open_snapshot(tmp_path)


def test_an_empty_pointer_points_to_nothing(tmp_path):
    publish(tmp_path)
    (tmp_path / "CURRENT").write_text("\n")
    with pytest.raises(SnapshotError, match="holds no snapshot yet"):
        open_snapshot(tmp_path)


def test_a_manifest_that_cannot_be_read_is_refused_with_its_path(tmp_path):
    manifest = publish(tmp_path).path / "manifest.json"
    manifest.unlink()
    manifest.mkdir()
    with pytest.raises(SnapshotError, match=r"manifest\.json: cannot be read"):
        open_snapshot(tmp_path)


def test_what_a_killed_build_left_is_cleared_by_the_next_one(tmp_path):
    snapshot = publish(tmp_path)
    half = tmp_path / ".staging-0bad" / "layers"
    half.mkdir(parents=True)
    (half / "substations.parquet").write_bytes(b"half a tab")
    (tmp_path / ".CURRENT").write_text("19")
    assert open_snapshot(tmp_path).id == snapshot.id
    with lock_data(tmp_path):
        assert not half.parent.exists()
    assert publish(tmp_path).id == read_current_id(tmp_path)


def test_a_folder_half_written_in_place_is_no_snapshot(tmp_path):
    (tmp_path / "snapshots" / "20250901").mkdir(parents=True)
    assert list_snapshot_ids(tmp_path) == []


def test_tiles_are_a_file_of_the_snapshot_like_any_other(tmp_path):
    snapshot = publish(tmp_path, pictures={TILES: b"an archive"})
    assert snapshot.tiles.read_bytes() == b"an archive"
    snapshot.tiles.write_bytes(b"another archive")
    with pytest.raises(SnapshotError, match=r"tiles\.pmtiles: differs from its checksum"):
        verify_snapshot(open_snapshot(tmp_path))


def test_a_snapshot_may_have_no_tiles(tmp_path):
    assert publish(tmp_path).tiles is None


def test_a_snapshot_of_an_older_version_has_no_names_and_nothing_unknown(tmp_path):
    snapshot = publish(tmp_path)
    files = tuple(one for one in snapshot.manifest.files if one.path not in LATER)
    for path in LATER:
        (snapshot.path / path).unlink()
    old = replace(snapshot, manifest=replace(snapshot.manifest, files=files))
    for path in LATER:
        table = old.read_table(path.removesuffix(".parquet"))
        assert (len(table), list(table.columns)) == (0, ["id", "record"])


def test_a_layer_of_an_older_version_has_no_claims_to_municipalities(tmp_path):
    layer = make_layers()["substations"]
    write_frame(tmp_path / "old.parquet", layer.drop(columns="municipality_claims"))
    assert read_frame(tmp_path / "old.parquet")["municipality_claims"].tolist() == [None, None]


def test_named_columns_of_an_older_file_are_none_where_they_came_later_and_else_refused(tmp_path):
    layer = make_layers()["substations"]
    write_frame(tmp_path / "old.parquet", layer.drop(columns=["municipality_claims", "side"]))
    read = read_frame(tmp_path / "old.parquet", ["id", "municipality_claims", "geometry"])
    assert read["municipality_claims"].tolist() == [None, None]
    assert set(read) == {"id", "municipality_claims", "geometry"}
    assert read.crs == layer.crs
    with pytest.raises(SnapshotError, match="no column side"):
        read_frame(tmp_path / "old.parquet", ["id", "side"])
