"""Files for other programs: features, tables, OC4IDS and the feed, of what is public alone."""

import csv
import io
import json
from xml.etree import ElementTree as ET

import httpx
import pytest

from app.register import discussion
from app.register.caller import Caller
from app.register.own_projects import read_own_projects
from app.register.roles import Role
from geodata.exports.oc4ids import write_package
from geodata.exports.oc4ids_model import read_package
from geodata.exports.project_feed import ATOM
from geodata.register.log import EntryKind
from geodata.wording import load_wording
from tests.app.register.team import NORTH, Team

CALLER = Caller("ana", Role.CONTRIBUTOR)
FORMULA = '=HYPERLINK("https://evil.example")'


@pytest.fixture
def written(server):
    """A need, comments on a place and on a need, and a comment that was removed."""
    register = server.register
    team = Team(register.database, register.ledger, register.town)
    need = team.write(
        discussion.state_need,
        team.town,
        CALLER,
        title="A lit path",
        text=FORMULA,
        place="42.893, 20.866",
        language="en",
    )
    team.comment("place/20.8661,42.8931", "Slippery.", CALLER)
    team.comment(f"contribution/{need}", "Yes.", CALLER)
    insult = team.comment(f"contribution/{need}", "An insult.", CALLER)
    content = {"subject": f"contribution/{insult}", "reason": "an insult"}
    with register.database.write() as session:
        register.ledger.append(session, EntryKind.REMOVED, content)
    return team


@pytest.fixture
def ask(server):
    with httpx.Client(base_url=server.site) as client:
        yield client.get


def read_table(answer):
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_needs_and_comments_are_features_with_their_places(written, ask):
    (need,) = ask("/api/register/needs.geojson").json()["features"]
    assert need["geometry"] == {"type": "Point", "coordinates": [20.866, 42.893]}
    assert need["properties"]["title"] == "A lit path"
    comments = ask("/api/register/comments.geojson")
    assert comments.headers["content-type"] == "application/geo+json"
    found = comments.json()["features"]
    assert [one["properties"].get("text") for one in found] == [None, "Yes.", "Slippery."]
    assert found[0]["properties"]["is_removed"]
    assert found[2]["geometry"] == {"type": "Point", "coordinates": [20.8661, 42.8931]}
    assert "An insult." not in comments.text
    assert "ana" not in comments.text


def test_tables_hold_no_formula_and_the_place_as_wkt(written, ask):
    answer = ask("/api/register/needs.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    (need,) = read_table(answer)
    assert need["text"] == f"'{FORMULA}"
    assert need["geometry"] == "POINT (20.866 42.893)"
    projects = read_table(ask("/api/register/projects.csv"))
    assert len(projects) == len(written.town.projects)
    assert json.loads(projects[0]["name"])


def test_a_long_list_comes_in_parts(written, ask):
    first = ask("/api/register/comments.geojson?limit=2")
    assert len(first.json()["features"]) == 2
    address = first.links["next"]["url"]
    assert address.endswith("/api/register/comments.geojson?limit=2&offset=2")
    last = ask(address)
    assert [one["properties"]["text"] for one in last.json()["features"]] == ["Slippery."]
    assert "next" not in last.links


@pytest.mark.parametrize(
    "path",
    ["accounts.csv", "needs.csv?limit=0", "needs.geojson?limit=1001", "needs.csv?offset=-1",
     "projects.geojson?q=x", "projects.oc4ids.json?lang=xx"],
)  # fmt: skip
def test_what_is_not_there_is_refused(ask, path):
    assert 400 <= ask(f"/api/register/{path}").status_code < 500


@pytest.mark.parametrize("language", ["en", "sq", "sr-Cyrl", "sr-Latn"])
def test_the_feed_and_oc4ids_tell_the_accepted_projects(written, ask, language):
    written.propose()
    package = ask(f"/api/register/projects.oc4ids.json?lang={language}").json()
    read_package(package)
    of_city = [one for one in written.town.projects if not one.is_example]
    assert len(package["projects"]) == len(of_city)
    feed = ET.fromstring(ask(f"/projects.atom?lang={language}").content)
    assert feed.find(f"{{{ATOM}}}entry") is not None
    assert "Mill footbridge" not in ET.tostring(feed, encoding="unicode")


def test_what_an_office_signed_is_an_approval(quick_team):
    project = quick_team.propose_accepted()
    quick_team.sign(NORTH, project)
    found = quick_team.read(read_own_projects, quick_team.ledger, quick_team.town)
    package = write_package(found, load_wording("en"), "https://example.org/")
    (milestone,) = next(one for one in package.projects if one.id.endswith(project)).milestones
    assert (milestone.id, milestone.status) == ("signed-municipality-north", "scheduled")
