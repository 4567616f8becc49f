"""Cross-river projects: what an entry must say, and how it is stored."""

import json

import pytest
import shapely

from geodata.cities.projects import ProjectFile, load_projects, store_projects
from geodata.cities.records import read_toml
from geodata.divide.joins import Joins, SharedProvider, StreetAtEnd
from geodata.errors import CityFileError
from tests.geodata.cities.registry_entries import SOURCES, make_project

LINE = {"type": "LineString", "coordinates": [[20.866, 42.891], [20.866, 42.893]]}
COST = {"low": 1, "high": 2, "currency": "EUR", "sources": SOURCES, "certainty": "M"}


def test_the_status_is_the_last_one_of_the_history():
    steps = [{"status": "idea", "date": "2024"}, {"status": "agreed"}, {"status": "withdrawn"}]
    assert make_project(history=steps).status == "withdrawn"


@pytest.mark.parametrize(
    ("change", "key", "reason"),
    [
        ({"kind": "tunnel"}, "kind", "Input should be"),
        ({"history": []}, "history", "at least 1"),
        ({"history": [{"status": "done"}]}, "history.0.status", "Input should be"),
        ({"geometry": {"type": "Point"}}, "geometry", "no GeoJSON geometry"),
        ({"geometry": {"type": "Point", "coordinates": [42, 95]}}, "geometry", "[lon, lat]"),
        ({"is_example": False}, "the document", "the project needs sources and certainty"),
        ({"costs": [COST | {"low": 3}]}, "costs.0", "low is more than high"),
        ({"costs": [COST | {"high": 1e28}]}, "costs.0.high", "less than or equal"),
        ({"costs": [COST | {"high": float("inf")}]}, "costs.0.high", "finite"),
        ({"costs": [COST | {"contract": "The One"}]}, "costs.0.contract", "pattern"),
        ({"partners": [{"name": "A", "role": "friend"}]}, "partners.0.role", "Input should be"),
        ({"costs": [COST | {"currency": "euro"}]}, "costs.0.currency", "pattern"),
        ({"costs": [COST | {"sources": []}]}, "costs.0.sources", "at least 1"),
        (
            {"is_example": False, "sources": SOURCES, "certainty": "M"},
            "the document",
            "history.0 needs sources and certainty",
        ),
        ({"budget": 5}, "budget", "is not a known key"),
    ],
)
def test_a_wrong_entry_is_named_with_its_key(change, key, reason):
    with pytest.raises(CityFileError) as caught:
        make_project(**change)
    assert str(caught.value).startswith(f"registry.toml: {key}: ")
    assert reason in str(caught.value)


def test_projects_are_stored_and_read_back_whole():
    projects = [
        make_project(
            geometry=LINE,
            costs=[COST, COST | {"high": 3}],
            summary={"sq": "Një urë", "sr-Cyrl": "Мост"},
            partners=[{"name": "Somebody", "side": "north", "sources": SOURCES}],
            history=[{"status": "idea", "date": "2024-05", "note": "said"}],
        ),
        make_project(
            "somewhere",
            kind="heating",
            is_example=False,
            history=[{"status": "idea", "sources": SOURCES, "certainty": "M"}],
            sources=SOURCES,
            certainty="M",
        ),
    ]
    joins = [
        Joins(
            ("north", "south"),
            (StreetAtEnd("north", "way/1", None, 2.5),),
            (SharedProvider("keds", None, ("power_lines",)),),
        ),
        Joins(),
    ]
    frame = store_projects(projects, joins)
    assert load_projects(frame) == tuple(projects)
    assert frame["is_example"].tolist() == [True, False]
    assert frame.geometry.iloc[0].equals(shapely.geometry.shape(LINE))
    assert frame.geometry.iloc[1] is None
    stored = json.loads(frame["joins"].iloc[0])
    assert stored["sides"] == ["north", "south"]
    assert stored["providers"][0]["layers"] == ["power_lines"]


def test_no_projects_make_an_empty_table():
    assert load_projects(store_projects([], [])) == ()


def test_every_project_needs_its_joins():
    with pytest.raises(ValueError, match="shorter"):
        store_projects([make_project()], [])


def test_two_projects_of_one_id_are_refused(tmp_path):
    entry = '[[project]]\nid = "a"\nkind = "bus"\nname = { en = "A" }\nis_example = true\n'
    path = tmp_path / "projects.toml"
    path.write_text((entry + 'history = [{ status = "idea" }]\n') * 2)
    with pytest.raises(CityFileError, match="'a' comes twice"):
        read_toml(path, ProjectFile)
