"""An assessment goes from the map to the register and back, and is computed again by each data."""

import json

import httpx
import pytest
from typer.testing import CliRunner

from app.main import create_app
from app.register import assessments
from app.register.database import Database
from app.register.projects import begin_projects
from app.settings import Settings
from geodata.cities.profile import load_city
from geodata.register.export import write_export
from geodata.snapshot.store import TABLES, open_snapshot
from geodata.snapshot.writing import lock_data, write_snapshot
from pipelines.build import build
from pipelines.commands.main import app
from pipelines.register import RegisterFile
from tests.app.register.team import BEN, get_offices, make_team
from tests.app.review.review_page import read_again
from tests.app.served import Server
from tests.waiting import wait_until

PROJECT = "new-footbridge-2025"
OPTIONS = ("--line", "20.858325,42.888966,20.858633,42.888675", "--as-of", "2025-10-01")


def run(*arguments):
    done = CliRunner(env={"COLUMNS": "200"}).invoke(app, list(map(str, arguments)))
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def stored(sample_data, tmp_path_factory):
    """What the command line writes for the register."""
    file = tmp_path_factory.mktemp("stored") / "assessment.json"
    run("assess", "--data", sample_data, *OPTIONS, "--store", file)
    return file.read_text()


@pytest.fixture(scope="module")
def exported(stored, tmp_path_factory):
    """The export of a register in which somebody attached it."""
    folder = tmp_path_factory.mktemp("register")
    database = Database(f"sqlite:///{folder / 'register.sqlite'}")
    database.upgrade()
    team = make_team(database)
    team.write(begin_projects, team.town)
    team.write(assessments.attach, team.town, BEN, PROJECT, stored)
    file = folder / "register.json"
    with database.read() as session:
        file.write_bytes(write_export(team.ledger.export(session)))
    database.close()
    return file


@pytest.fixture(scope="module")
def built(exported, tmp_path_factory, serve_nothing_to_check):
    """A newer snapshot of the same data, which took the register up."""
    folder = tmp_path_factory.mktemp("built")
    keys = tuple(one.keys for one in get_offices().values())
    build(load_city("mitrovica"), "sample", folder, register=RegisterFile(exported, keys))
    return folder


@pytest.fixture(scope="module")
def changed(built, tmp_path_factory):
    """A snapshot of a town in which half of the homes of either bank are gone."""
    folder, old = tmp_path_factory.mktemp("changed"), open_snapshot(built)
    layers = {name: old.read_layer(name) for name in old.layer_names}
    layers["buildings"] = layers["buildings"].iloc[::2]
    with lock_data(folder):
        tables = {name: old.read_table(name) for name in TABLES}
        write_snapshot(folder, old.manifest, layers, tables)
    return folder


def compute(exported, data):
    told = run("register", "assess", "--register", exported, "--data", data, "--json")
    (one,) = json.loads(told)["assessments"]
    return one


def test_the_same_data_give_the_same_figures(exported, built, stored):
    one = compute(exported, built)
    assert (one["project"], one["is_same"], one["is_of_place"]) == (PROJECT, True, True)
    assert one["now"]["figures"] == json.loads(stored)["figures"]
    assert one["now"]["snapshot_id"] != json.loads(stored)["snapshot_id"]
    assert {change["more"] for change in one["differences"]} == {0}
    said = run("register", "assess", "--register", exported, "--data", built)
    assert "1 assessment, as stored" in said


def test_other_data_give_other_figures_which_are_said(exported, changed):
    one = compute(exported, changed)
    assert one["is_same"] is False
    assert any(change["more"] for change in one["differences"])
    said = run("register", "assess", "--register", exported, "--data", changed)
    assert "than stored" in said
    assert "Modelled data" in said


def test_data_that_lack_a_crossing_say_why_they_do_not_answer(exported, built, tmp_path):
    """The question closes a crossing that only other data know."""
    from geodata.assessment.stored import read_stored
    from geodata.register.export import read_export
    from pipelines.commands.attached import answer_all
    from pipelines.commands.questions import load_model

    export = read_export(exported)
    (one,) = (each for each in export.details.values() if "assessment" in each)
    one["assessment"]["question"]["closures"] = ["gone"]
    assert read_stored(one["assessment"])
    (outcome,) = answer_all(export, load_model(built))
    assert "no crossing has the id" in outcome.refusal


@pytest.fixture(scope="module")
def ask():
    """Ask a map of some data for the page of the project, once its figures are there."""

    def get(data, language="en"):
        with (
            Server(create_app(Settings(data=data, poll_s=60))) as server,
            httpx.Client(base_url=server.url, timeout=60) as client,
        ):
            server.wait_until_reviewed()
            path = f"/projects/{PROJECT}?lang={language}"
            wait_until(lambda: read_again(client.get(path).text) is None)
            return client.get(path).text

    return get


def test_the_page_of_the_project_shows_both(ask, built, changed):
    page = ask(built)
    assert "This data version gives the same figures." in page
    assert "modelled data" in page
    page = ask(changed)
    assert "This data version gives other figures:" in page
    assert "than stored" in page


def test_a_file_of_the_review_is_what_the_register_takes(reviewed, quick_team):
    question = "line=20.858325,42.888966,20.858633,42.888675&day=2025-10-01"
    answer = httpx.get(f"{reviewed.url}/api/assessments/stored.json?{question}")
    assert answer.headers["content-disposition"].startswith('attachment; filename="assessment-')
    project = quick_team.propose()
    quick_team.write(assessments.attach, quick_team.town, BEN, project, answer.text)
    card = httpx.get(f"{reviewed.url}/review/parts/card?{question}").text
    assert "/api/assessments/stored.json?line=" in card
