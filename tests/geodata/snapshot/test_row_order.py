"""The first rows show GDAL and QGIS what the columns of all of them hold."""

import pytest

from geodata.fields import CROSSING_FIELDS, FEATURE_FIELDS
from geodata.snapshot.row_order import put_telling_first
from geodata.snapshot.store import open_snapshot
from tests.geodata.snapshot.snapshots import make_layer, node, publish

COUNT = 30
OPENED = [field for field in CROSSING_FIELDS if field.name == "opened"]


def make_rows(ids=range(1, COUNT + 1), **columns):
    frame = make_layer(*(node(osm_id) for osm_id in ids))
    return frame.assign(**columns)


def list_ids(frame, fields=FEATURE_FIELDS):
    return list(put_telling_first(frame, fields)["id"])


def test_where_the_first_rows_tell_enough_the_order_stays():
    frame = make_rows(provider_confidence=0.9, left_share=0.5, bank_distance_m=1.5)
    assert list_ids(frame) == [*range(1, COUNT + 1)]


def test_an_id_of_more_than_32_bits_comes_before_those_that_fit():
    ids = [*range(1, COUNT - 1), 13_000_000_000, 2**31]
    assert list_ids(make_rows(ids)) == [13_000_000_000, *range(1, COUNT - 1), 2**31]


def test_ids_up_to_32_bits_stay_where_they_are():
    ids = [*range(1, COUNT), 2**31 - 1]
    assert list_ids(make_rows(ids)) == ids


def test_a_number_that_the_first_rows_lack_comes_first():
    confidences = [None] * COUNT
    confidences[20] = 0.4
    assert list_ids(make_rows(provider_confidence=confidences))[:3] == [21, 1, 2]


@pytest.mark.parametrize("other", ["2025-07", "1973", "2000-11/2001-06"])
def test_what_is_no_day_comes_before_days(other):
    opened = [None, *["2025-08-26"] * (COUNT - 2), other]
    assert list_ids(make_rows(opened=opened), OPENED)[:3] == [COUNT, 1, 2]


def test_no_rows_stay_none():
    assert put_telling_first(make_layer(), FEATURE_FIELDS).empty


def test_a_snapshot_stores_its_layers_in_this_order(tmp_path):
    publish(tmp_path, {"masts": make_rows([*range(1, COUNT), 13_000_000_000])})
    ids = list(open_snapshot(tmp_path).read_layer("masts")["id"])
    assert ids == [13_000_000_000, *range(1, COUNT)]
