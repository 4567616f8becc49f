"""Projects of a snapshot from before a cost became several are told with what they have."""

import json

from app.catalogue.projects import describe_projects
from geodata.cities.projects import store_projects
from geodata.divide.joins import Joins
from tests.geodata.cities.registry_entries import SOURCES, make_project


def test_the_one_cost_of_an_older_project_is_kept():
    later = ["keys", "signed", "assessments"]
    frame = store_projects([make_project()], [Joins()]).drop(columns=later)
    record = json.loads(frame["record"].iloc[0])
    for later in ("costs", "location", "certainty", "unofficial"):
        del record[later]
    cost = {"low": 1, "high": 2, "currency": "EUR", "sources": SOURCES, "certainty": "M"}
    frame["record"] = json.dumps(record | {"cost": cost | {"note": "For both bridges."}})
    (project,) = describe_projects(frame)
    assert project["costs"] == [cost | {"note": "For both bridges.", "date": None, "of": None}]
    assert project["keys"] == []
    assert project["signed"] is None
    assert project["assessments"] == []
    assert "cost" not in project


def test_an_older_project_without_a_cost_has_none():
    frame = store_projects([make_project()], [Joins()])
    record = json.loads(frame["record"].iloc[0])
    del record["costs"]
    frame["record"] = json.dumps(record | {"cost": None})
    assert describe_projects(frame)[0]["costs"] == []
