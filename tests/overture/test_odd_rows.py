"""Rows that lack something, are broken or hostile: the rest of the town is read all the same."""

import math
import struct

import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely

from pipelines.pull import pull
from tests.overture.maker import find_file, write_rows
from tests.overture.rows import make_row


def write_line(lon, lat):
    """Write a line as WKB, whatever its coordinates."""
    return struct.pack("<BII4d", 1, 2, 2, 15.02, 48.009, lon, lat)


BAD_SHAPES = {
    "none": None,
    "no bytes": b"",
    "garbage": b"\x01\x02garbage",
    "an empty line": shapely.LineString().wkb,
    "a point": shapely.Point(15.01, 48.009).wkb,
    "not a number": write_line(15.01, math.nan),
    "endless": write_line(15.01, math.inf),
    "off the globe": write_line(999.0, 48.009),
}


@pytest.mark.parametrize("name", BAD_SHAPES)
def test_a_street_that_cannot_be_drawn_is_left_out_and_named(name, town, tmp_path):
    city, release = town
    rows = pq.read_table(find_file(release, "segment")).to_pylist()
    bad = rows[0] | {"id": "bad-one", "geometry": BAD_SHAPES[name]}
    write_rows(release, "segment", [*rows, bad])
    raw = pull(city, f"overture:{release}", tmp_path / "work")
    assert any("bad-one" in note for note in raw.notes)
    assert len(raw.edges) > 10


def test_columns_without_a_single_value_are_no_fault(town, tmp_path):
    city, release = town
    keep = {"id", "geometry", "bbox", "subtype", "class", "connectors", "source_tags"}
    for kind in ("segment", "building", "water", "place", "division"):
        rows = pq.read_table(find_file(release, kind)).to_pylist()
        bare = [{key: value for key, value in row.items() if key in keep} for row in rows]
        write_rows(release, kind, bare)
    raw = pull(city, f"overture:{release}", tmp_path / "work")
    assert len(raw.edges) > 10
    assert raw.edited == {} or min(raw.edited.values()) > "2000"


@pytest.mark.parametrize(
    ("time", "day"),
    [("2024-05-06T07:08:09.000Z", "2024-05-06"), ("9999-01-01T00:00:00Z", None), ("soon", None),
     (None, None), ("2024-05-06 07:08:09", "2024-05-06")],
)  # fmt: skip
def test_times_that_are_none_or_to_come_are_not_known(time, day, town, tmp_path):
    city, release = town
    rows = pq.read_table(find_file(release, "building")).to_pylist()
    for row in rows:
        row["sources"][0]["update_time"] = time
    write_rows(release, "building", rows)
    raw = pull(city, f"overture:{release}", tmp_path / "work")
    assert raw.edited.get(("way", 30)) == day
    assert raw.origin.osm_date == "2026-08-01T10:00:00Z"


def test_two_rows_of_one_id_are_one_feature(town, tmp_path):
    city, release = town
    rows = pq.read_table(find_file(release, "building")).to_pylist()
    write_rows(release, "building", rows + rows)
    raw = pull(city, f"overture:{release}", tmp_path / "work")
    assert not raw.features.duplicated(["element", "id"]).any()


def test_a_hostile_name_stays_a_name(town, tmp_path):
    city, release = town
    rows = pq.read_table(find_file(release, "building")).to_pylist()
    name = "<script>alert(1)</script>\x00\x08'; DROP"
    write_rows(release, "building", [rows[0] | {"names": {"primary": name}}])
    raw = pull(city, f"overture:{release}", tmp_path / "work")
    names = [tags.get("name") for tags in raw.features["tags"] if "building" in tags]
    assert names == ["<script>alert(1)</script>'; DROP"]


def test_areas_with_holes_and_in_parts_are_drawn_whole(town, tmp_path):
    city, release = town
    hole = shapely.box(15.004, 48.004, 15.006, 48.006)
    ring = shapely.box(15.003, 48.003, 15.007, 48.007).difference(hole)
    parts = shapely.MultiPolygon([ring, shapely.box(15.0075, 48.003, 15.008, 48.004)])
    rows = [make_row("r77", parts, {}), make_row(None, ring, {}, "other")]
    write_rows(release, "building", rows)
    raw = pull(city, f"overture:{release}", tmp_path / "work")
    found = raw.features[["building" in tags for tags in raw.features["tags"]]]
    assert found["element"].tolist() == ["relation", "relation"]
    assert 77 in found["id"].tolist()
    assert np.isclose(shapely.area(found.geometry.to_numpy()).sum(), parts.area + ring.area)
