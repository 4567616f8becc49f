"""Registries as flat tables, with the columns that `geodata.fields` names."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from geodata.cities.projects import store_projects
from geodata.cities.providers import store_providers
from geodata.divide.joins import Joins
from geodata.fields import FEATURE_FIELDS, TABLE_FIELDS, get_fields
from geodata.snapshot.tables import read_flat_table
from tests.geodata.cities.registry_entries import make_project, make_provider
from tests.geodata.snapshot.snapshots import DAY, POINT, make_tables, publish

CLAIM = {
    "element": "way",
    "id": 7,
    "layer": "sewers",
    "provider": "keds",
    "operator": "KEDS",
    "role": "owner",
    "basis": "operator",
    "confidence": 0.9,
    "start": "2013-05",
    "end": None,
    "source": "OpenStreetMap operator",
    "is_shown": True,
}


@pytest.fixture
def snapshot(tmp_path):
    tables = make_tables()
    project = make_project(geometry={"type": "Point", "coordinates": [20.866, 42.892]})
    tables["projects"] = store_projects([project], [Joins()])
    tables["claims"] = pd.DataFrame([CLAIM, CLAIM | {"provider": None, "role": None}])
    provider = replace(make_provider("keds", "KEDS"), name={"sq": "KEDS", "sr-Cyrl": "КЕДС"})
    tables["providers"] = store_providers([provider])
    return publish(tmp_path, tables=tables)


@pytest.mark.parametrize("name", TABLE_FIELDS)
def test_every_table_has_the_columns_of_its_fields_and_a_geometry(snapshot, name):
    frame = read_flat_table(snapshot, name, DAY)
    assert list(frame.columns) == [*(field.name for field in TABLE_FIELDS[name]), "geometry"]
    assert frame.crs == "EPSG:4326"
    assert frame["id"].is_unique


def test_a_crossing_tells_its_status_and_access_of_the_day(snapshot):
    frame = read_flat_table(snapshot, "crossings", DAY).set_index("id")
    assert frame.loc["old", "status"] == "former"
    assert pd.isna(frame.loc["new", "status"])
    assert set(frame["as_of"]) == {DAY.isoformat()}
    assert json.loads(frame.loc["main", "osm_ids"]) == ["way/7"]
    assert "foot" in json.loads(frame.loc["main", "access"])
    assert frame.loc["old", "geometry"] == POINT


def test_names_stand_side_by_side_and_apart(snapshot):
    provider = read_flat_table(snapshot, "providers", DAY).iloc[0]
    assert provider["name"] == "KEDS · КЕДС"
    assert provider["name_sr"] == "КЕДС"
    assert provider["geometry"] is None


def test_claims_name_their_feature_and_differ_in_id(snapshot):
    frame = read_flat_table(snapshot, "claims", DAY)
    assert list(frame["feature"]) == ["way/7", "way/7"]
    assert list(frame["id"]) == ["way/7:sewers:keds:owner:operator", "way/7:sewers:KEDS:operator"]
    assert frame["start"][0] == "2013-05"


def test_a_project_has_its_last_status_and_no_empty_lists(snapshot):
    project = read_flat_table(snapshot, "projects", DAY).iloc[0]
    assert project["status"] == json.loads(project["history"])[-1]["status"]
    assert pd.isna(project["keys"])
    assert project["geometry"] == POINT


def test_fields_have_titles_and_json_types_and_distinct_names():
    for fields in (FEATURE_FIELDS, *TABLE_FIELDS.values()):
        assert len({field.name for field in fields}) == len(fields)
        assert all(field.title and field.meaning for field in fields)
    assert get_fields("roads") is FEATURE_FIELDS
    assert get_fields("claims")[0].name == "id"
