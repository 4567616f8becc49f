"""Projects in OC4IDS 0.9.5: what the standard and our own model accept, and what is told."""

import copy
import json
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import pytest
from hypothesis import HealthCheck, given, settings
from pydantic import ValidationError

from geodata.cities.consents import KeyState, ProjectKey
from geodata.cities.projects import store_projects
from geodata.divide.joins import Joins
from geodata.errors import ExportError, SnapshotError
from geodata.exports import oc4ids_codes
from geodata.exports.oc4ids import name_project, write_package
from geodata.exports.oc4ids_model import dump_package, read_package
from geodata.exports.project_register import read_register
from geodata.names import LANGUAGES
from geodata.register.states import SignedBy, SignedState
from geodata.wording import load_wording
from tests.examples import examples
from tests.geodata.cities.registry_entries import SOURCES, make_project
from tests.geodata.exports.made_projects import load_bundled, make_register, make_registers
from tests.geodata.exports.oc4ids_standard import (
    FOLDER,
    list_faults,
    list_repeated_ids,
    needs_standard,
    read_codes,
)

URI = "https://example.org/mitrovica/data/projects.oc4ids.json?lang=en"
SAID = {"sources": SOURCES, "certainty": "M"}
COST = {"low": 5, "high": 5, "currency": "EUR", **SAID}
CLOSED = {
    "projectStatus.csv": oc4ids_codes.Status,
    "milestoneStatus.csv": oc4ids_codes.MilestoneStatus,
    "geometryType.csv": oc4ids_codes.GeometryType,
    "contractingProcessStatus.csv": oc4ids_codes.ContractStatus,
    "currency.csv": oc4ids_codes.CURRENCIES,
}
OPEN = {
    "milestoneType.csv": oc4ids_codes.MilestoneType,
    "projectSector.csv": oc4ids_codes.Sector,
    "partyRole.csv": oc4ids_codes.Role,
    "locationGazetteers.csv": oc4ids_codes.Gazetteer,
    "documentType.csv": oc4ids_codes.DocumentType,
}


@pytest.fixture(scope="module")
def bundled():
    return load_bundled()


def write(register, language="en"):
    """Write a package as a reader gets it."""
    package = dump_package(write_package(register, load_wording(language), URI))
    return json.loads(json.dumps(package))


def tell_project(**more):
    """Tell what a package says of one project."""
    entry = {"history": [{"status": "idea", **SAID}], "is_example": False, **SAID}
    (one,) = write(make_register(make_project(**entry | more)))["projects"]
    return one


def step(status, date=None):
    return {"status": status, **SAID, **({"date": date} if date else {})}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bundled_projects_pass_our_own_model(bundled, language):
    package = write(bundled, language)
    read_package(package)
    assert len(package["projects"]) == len(bundled.projects) > 10
    assert {one["language"] for one in package["projects"]} == {language}
    assert not list(list_repeated_ids(package))


@needs_standard
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bundled_projects_pass_the_standard(bundled, language):
    assert list_faults(write(bundled, language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
@given(register=make_registers().filter(lambda register: register.projects))
@settings(max_examples=examples(80), suppress_health_check=HealthCheck, database=None)
def test_whatever_a_registry_may_say_passes_our_own_model_and_the_standard(language, register):
    """Each register has two to four projects: some 200 of them that are no examples."""
    package = write(register, language)
    read_package(package)
    assert not list(list_repeated_ids(package))
    told = package["projects"]
    contracts = [one["id"] for of in told for one in of.get("contractingProcesses", ())]
    assert len(contracts) == len(set(contracts))
    if FOLDER.exists():
        assert list_faults(package) == []


@needs_standard
def test_a_broken_package_is_found_by_the_judge_of_these_tests(bundled):
    package = write(bundled)
    one = package["projects"][0]
    one["status"], one["sector"], one["length"] = "planned", ["bridges"], 60
    one["milestones"][3]["dateMet"] = "1 May"
    del package["publisher"]
    assert len(list_faults(package)) >= 5


@needs_standard
@pytest.mark.parametrize("name", CLOSED)
def test_a_closed_codelist_is_here_whole(name):
    assert set(CLOSED[name]) == read_codes(FOLDER / "codelists" / name)


@needs_standard
@pytest.mark.parametrize("name", OPEN)
def test_codes_of_open_codelists_are_the_standards_own(name):
    assert set(OPEN[name]) <= read_codes(FOLDER / "codelists" / name)


BREAKS = {
    "no publisher": lambda package, _one: package.pop("publisher"),
    "another version": lambda package, _one: package.update(version="1.1"),
    "an address that is none": lambda package, _one: package.update(uri="http://a b"),
    "a status of ours": lambda _package, one: one.update(status="funded"),
    "a field of ours": lambda _package, one: one.update(length_m=60),
    "a day that is no moment": lambda _package, one: one["milestones"][3].update(dateMet="2025"),
    "an empty title": lambda _package, one: one.update(title=""),
    "a milestone twice": lambda _package, one: one["milestones"].append(one["milestones"][0]),
    "a project twice": lambda package, one: package["projects"].append(one),
    "an unknown relation": lambda _package, one: one["relatedProjects"][0].update(
        identifier="oc4ids-uramost-mitrovica.nothing"
    ),
    "an unknown party": lambda _package, one: one["publicAuthority"].update(id="nobody"),
    "a currency of nobody": lambda _package, one: one["contractingProcesses"][0]["summary"][
        "contractValue"
    ].update(currency="ZZZ"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_our_own_model_refuses(bundled, name):
    package = copy.deepcopy(write(bundled))
    BREAKS[name](package, package["projects"][0])
    with pytest.raises(ValidationError):
        read_package(package)


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        (["idea"], None),
        (["idea", "proposed"], None),
        (["idea", "in review"], None),
        (["agreed"], "identification"),
        (["funded"], "preparation"),
        (["under construction"], "implementation"),
        (["completed"], "completion"),
        (["agreed", "withdrawn"], "cancelled"),
        (["idea", "withdrawn"], None),
        (["completed", "unknown"], None),
    ],
)
def test_a_project_without_a_decision_of_its_owner_bears_no_status(steps, status):
    assert tell_project(history=[step(one) for one in steps]).get("status") == status


class OldSnapshot:
    """A snapshot of an example and of a project of sources, by an older version."""

    path = Path("snapshot")
    manifest = SimpleNamespace(
        created_at="2026-11-29T12:00:00+00:00",
        origin=SimpleNamespace(is_modelled=True),
        city=SimpleNamespace(
            id="testville",
            name={"en": "Testville"},
            municipalities=(),
            left=SimpleNamespace(id="north", name={"en": "North"}),
            right=SimpleNamespace(id="south", name={"en": "South"}),
        ),
    )

    def __init__(self, cost):
        self._cost = cost

    def read_table(self, name):
        if name == "facts":
            return gpd.GeoDataFrame({"kind": [], "id": [], "record": []})
        real = make_project("real", history=[step("idea")], is_example=False, **SAID)
        projects = [make_project("example"), real]
        frame = store_projects(projects, [Joins(), Joins()]).drop(columns="keys")
        record = {**json.loads(frame["record"][1]), "cost": self._cost}
        del record["costs"]
        frame.loc[1, "record"] = json.dumps(record)
        return frame


def test_examples_are_left_out_and_older_snapshots_are_read():
    register = read_register(OldSnapshot(COST))
    assert [one.id for one in register.projects] == ["real"]
    assert register.projects[0].costs[0].low == 5


def test_an_entry_that_is_none_is_named():
    with pytest.raises(SnapshotError, match=r"snapshot: cannot be read \(.*costs\.0\.high"):
        read_register(OldSnapshot(COST | {"high": 1e28}))


def test_a_contract_of_two_projects_stands_once_and_relates_them(bundled):
    projects = {one["id"].rpartition(".")[2]: one for one in write(bundled)["projects"]}
    road, foot = projects["new-road-bridge-2025"], projects["new-footbridge-2025"]
    (process,) = road["contractingProcesses"]
    value = process["summary"]["contractValue"]
    assert value == {"amount": 2999628.18, "currency": "EUR"}
    assert [one["name"] for one in process["summary"]["suppliers"]] == [
        "Eurokos Holding (contractor)"
    ]
    assert "contractingProcesses" not in foot
    assert not {"budget"} & {*road, *foot}
    assert road["relatedProjects"][0]["identifier"] == foot["id"]
    assert foot["relatedProjects"][0]["identifier"] == road["id"]
    assert json.dumps(projects).count("2999628.18") == 1


def test_a_cost_that_is_not_contracted_is_the_budget():
    budget = tell_project(costs=[COST])["budget"]
    assert budget["amount"] == {"amount": 5.0, "currency": "EUR"}


@pytest.mark.parametrize(
    "costs",
    [[COST | {"of": "a part"}], [COST, COST | {"low": 4}], [COST | {"note": "one"}, COST]],
)
def test_costs_that_are_parts_or_contradict_are_never_one_amount(costs):
    budget = tell_project(costs=costs)["budget"]
    assert "amount" not in budget
    (group,) = budget["budgetBreakdowns"]
    assert len(group["budgetBreakdown"]) == len(costs)


def test_a_range_is_told_in_words_not_as_one_sum():
    budget = tell_project(costs=[COST | {"low": 4}])["budget"]
    assert "amount" not in budget
    assert "4–5 EUR" in budget["description"]


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (KeyState.REPORTED, "met"),
        (KeyState.DISPUTED, None),
        (KeyState.REFUSAL_REPORTED, "notMet"),
        (KeyState.WITHDRAWAL_REPORTED, "notMet"),
        (KeyState.NOT_FOUND, "left out"),
    ],
)
def test_consents_are_approvals_and_unknown_ones_are_left_out(state, status):
    entry = {"history": [step("idea")], "is_example": False, **SAID}
    project = make_project(**entry)
    keys = {project.id: (ProjectKey("town-hall", state, (), ()),)}
    register = make_register(project, keys=keys, bodies={"town-hall": {"en": "Town hall"}})
    (told,) = write(register)["projects"]
    found = [one for one in told.get("milestones", ()) if one["type"] == "approval"]
    assert [one.get("status") for one in found] == ([] if status == "left out" else [status])
    assert all("Town hall" in one["title"] for one in found)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (SignedState.CONSENTS, "met"),
        (SignedState.CONSENTS_WITH_CONDITIONS, "met"),
        (SignedState.WAITING, "scheduled"),
        (SignedState.DECLINES, "notMet"),
        (SignedState.WITHDRAWN, "notMet"),
        (SignedState.LAPSED, "notMet"),
        (SignedState.NONE, "left out"),
    ],
)
def test_what_a_body_signed_is_an_approval_of_its_own(state, status):
    project = make_project(history=[step("idea")], is_example=False, **SAID)
    keys = {project.id: (ProjectKey("town-hall", KeyState.REPORTED, (), ()),)}
    moments = "2026-11-01T10:00:00Z", "2026-11-04T10:00:00Z"
    signed = SignedBy("town-hall", state, *moments, "Half each", "Because.")
    register = make_register(
        project, keys=keys, signed={project.id: (signed,)}, bodies={"town-hall": {"en": "Hall"}}
    )
    package = write(register)
    read_package(package)
    assert not list(list_repeated_ids(package))
    _, *found = [one for one in package["projects"][0]["milestones"] if one["type"] == "approval"]
    assert [one["status"] for one in found] == ([] if status == "left out" else [status])
    for one in found:
        assert one["title"] == "Signed consent of the body: Hall"
        assert "Half each. Because." in one["description"]
        assert one.get("dateMet") == (moments[0] if status == "met" else None)
        assert one.get("dueDate") == (moments[1] if status == "scheduled" else None)


def test_only_what_is_known_to_the_day_is_a_moment():
    told = tell_project(history=[step("under construction", "2016-08"), step("completed", "2018")])
    assert "implementationPeriod" not in told
    assert told["completion"] == {"endDateDetails": "2018. Certainty: medium."}
    assert not any("dateMet" in one for one in told["milestones"])
    exact = tell_project(
        history=[step("under construction", "2016-08-14"), step("completed", "2018-05-02")]
    )
    assert exact["implementationPeriod"] == {
        "startDate": "2016-08-14T00:00:00Z",
        "endDate": "2018-05-02T00:00:00Z",
    }


def test_each_kind_has_its_purpose_code_in_words_of_the_reader(bundled):
    told = write(bundled, "sr-Cyrl")["projects"][0]["additionalClassifications"]
    assert [(one["id"], one["description"]) for one in told] == [("21020", "Друмски саобраћај")]


def test_what_is_there_in_english_alone_says_so(bundled):
    assert "Në anglisht: Built by" in write(bundled, "sq")["projects"][0]["description"]
    assert "In English" not in json.dumps(write(bundled, "en"))


def test_without_a_project_there_is_no_package():
    with pytest.raises(ExportError, match="no projects with sources"):
        write(make_register())


def test_ids_of_two_cities_never_meet():
    assert name_project("a-b", "c") != name_project("a", "b-c")
