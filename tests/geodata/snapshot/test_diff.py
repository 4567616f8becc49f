"""What appeared, vanished and changed between two snapshots."""

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.snapshot.diff import LayerDiff, compare_layers, compare_snapshots
from tests.examples import examples
from tests.geodata.snapshot.snapshots import make_layer, node, publish

BEFORE = make_layer(node(1, name="Ura", left_share=1.0), node(2, "south"), node(3))


def compare(after, before=BEFORE):
    return compare_layers("substations", before, after)


def test_a_layer_against_itself_shows_nothing():
    assert compare(BEFORE.copy()).is_empty
    assert compare(BEFORE.iloc[::-1].reset_index(drop=True)).is_empty


def test_features_appear_and_vanish_by_element_and_id():
    after = make_layer(node(1, name="Ura", left_share=1.0), node(3), {**node(2), "element": "way"})
    assert compare(after) == LayerDiff("substations", ("way/2",), ("node/2",), ())


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Most"},
        {"name": None},
        {"name_sq": "Ura"},
        {"side": "south"},
        {"left_share": 0.5},
        {"left_share": float("nan")},
        {"provider_claims": 1},
        {"is_modelled": True},
        {"tags": '{"name": "Ura"}'},
        {"geometry": shapely.Point(20.867, 42.892)},
    ],
)
def test_a_change_in_any_column_or_in_geometry_is_seen(change):
    first = node(1, name="Ura", left_share=1.0) | change
    diff = compare(make_layer(first, node(2, "south"), node(3)))
    assert diff == LayerDiff("substations", (), (), ("node/1",))


def test_a_layer_that_one_of_them_lacks_appears_or_vanishes_whole():
    ids = ("node/1", "node/2", "node/3")
    assert compare(BEFORE, before=None) == LayerDiff("substations", ids, (), ())
    assert compare(None) == LayerDiff("substations", (), ids, ())
    assert compare(make_layer(), before=None).is_empty
    assert compare(make_layer()).vanished == ids


def test_snapshots_are_compared_layer_by_layer_without_empty_ones(tmp_path):
    old = publish(
        tmp_path, {"police": make_layer(), "courts": make_layer(node(9)), "roads": BEFORE}
    )
    new = publish(
        tmp_path, {"police": make_layer(), "roads": BEFORE, "health": make_layer(node(5))}
    )
    diffs = {diff.layer: diff for diff in compare_snapshots(old, new)}
    assert list(diffs) == ["roads", "health", "courts"]
    assert diffs["roads"].is_empty
    assert diffs["health"].appeared == ("node/5",)
    assert diffs["courts"].vanished == ("node/9",)


def test_a_layer_whose_file_is_the_same_need_not_be_read(tmp_path):
    old = publish(tmp_path, {"roads": BEFORE, "courts": make_layer(node(9))})
    new = publish(tmp_path, {"roads": BEFORE, "courts": make_layer(node(8))})
    (old.path / "layers/roads.parquet").unlink()
    same, other = compare_snapshots(old, new)
    assert (same.layer, same.is_empty) == ("roads", True)
    assert (other.appeared, other.vanished) == (("node/8",), ("node/9",))


rows = st.dictionaries(st.integers(1, 6), st.sampled_from([None, "Ura", "Most", "1.0"]))


@settings(max_examples=examples(30))
@given(rows, rows)
def test_the_way_back_swaps_what_appeared_and_what_vanished(before, after):
    one, other = (
        make_layer(*(node(osm_id, name=name) for osm_id, name in sorted(named.items())))
        for named in (before, after)
    )
    there, back = compare(other, before=one), compare(one, before=other)
    assert (
        there.appeared
        == back.vanished
        == tuple(f"node/{at}" for at in sorted({*after} - {*before}))
    )
    assert there.vanished == back.appeared
    both = sorted({*before} & {*after})
    changed = tuple(f"node/{at}" for at in both if before[at] != after[at])
    assert there.changed == back.changed == changed
