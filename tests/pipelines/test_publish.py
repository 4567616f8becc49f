"""Publish: layers in the form of snapshots, and what a snapshot says of itself."""

import json

import pandas as pd
import pytest
from shapely.geometry import Point, box

from geodata.cities.profile import Bank, City, DivideSpec
from geodata.crs import GEOGRAPHIC
from geodata.fields import FEATURE_COLUMNS
from geodata.snapshot.origin import MODELLED_NOTE, Origin, SourceKind
from pipelines.publish import describe, finish_layer
from tests.pipelines.frames import METRIC, make_frame, unchanged

PLACE = Point(15.0123457, 48.0123457)
KNOWN = {
    "layer": "banks_and_atms",
    "name": "Банка",
    "side": "north",
    "left_share": 1.0,
    "bank_distance_m": 12.3,
    "provider_claims": 1,
    "is_modelled": False,
}


def make_layer(*tags):
    frame = make_frame(*((f"node/{row}", one, Point(5e5, 5.3e6)) for row, one in enumerate(tags)))
    said = {column: KNOWN.get(column) for column in FEATURE_COLUMNS if column not in frame}
    return frame.assign(**said, geographic=PLACE, work_column=1)


def test_a_layer_has_the_columns_of_a_snapshot_in_their_order():
    layer = make_layer({"amenity": "bank"}, {"amenity": "atm"})
    with unchanged(layer):
        finished = finish_layer(layer)
    assert list(finished.columns) == [*FEATURE_COLUMNS, "geometry"]
    assert finished.crs == GEOGRAPHIC


def test_the_same_columns_have_the_same_types_in_every_layer():
    full, empty = finish_layer(make_layer({"amenity": "bank"})), finish_layer(make_layer())
    assert full.dtypes.to_dict() == empty.dtypes.to_dict()
    assert full.dtypes["id"] == "int64"
    assert full.dtypes["is_modelled"] == "bool"
    assert full["municipality"].isna().all()
    assert empty.crs == GEOGRAPHIC


def test_no_coordinate_moves_on_the_way_through_the_metric_system():
    assert finish_layer(make_layer({})).geometry.iloc[0].equals(PLACE)


def test_tags_are_json_of_settled_order_in_their_own_script():
    text = finish_layer(make_layer({"operator": "Банка", "amenity": "bank"}))["tags"].iloc[0]
    assert text == '{"amenity": "bank", "operator": "Банка"}'


def test_a_column_that_no_step_made_is_an_error():
    with pytest.raises(KeyError, match="municipality"):
        finish_layer(make_layer({}).drop(columns="municipality"))


@pytest.mark.parametrize("is_modelled", [True, False])
def test_a_snapshot_tells_city_origin_and_what_is_modelled(is_modelled):
    banks = (Bank(id=side, name={"en": side}) for side in ("north", "south"))
    area = box(15, 48, 15.03, 48.02)
    divide = DivideSpec(*banks, waterways=("Donau",))
    city = City(id="town", name={"en": "Town"}, study_area=area, divide=divide)
    origin = Origin(SourceKind.FILE, "x.osm", "2026-11-21T00:00:00Z", "0" * 64, None, is_modelled)
    manifest = describe(city, origin, area, ["A note."])
    assert manifest.bounds == (15, 48, 15.03, 48.02)
    assert (manifest.city.id, manifest.city.crs) == ("town", METRIC)
    assert manifest.software.startswith("uramost ")
    assert manifest.notes == ((MODELLED_NOTE, "A note.") if is_modelled else ("A note.",))
    assert "OpenStreetMap" in manifest.attribution


def test_finished_layers_survive_json_and_files(tmp_path):
    finished = finish_layer(make_layer({"name": 'a "quoted"\nname'}))
    finished.to_parquet(tmp_path / "layer.parquet")
    tags = pd.read_parquet(tmp_path / "layer.parquet")["tags"].iloc[0]
    assert json.loads(tags) == {"name": 'a "quoted"\nname'}
