"""OGC API – Features of the register: what programs of GIS read, and what stands in none of it."""

from types import SimpleNamespace

import orjson
import pytest
from owslib.ogcapi.features import Features

from app.register import discussion, moderation
from app.register.served import serve_register
from geodata.cities.profile import load_city
from geodata.register.fields import REGISTER_FIELDS
from geodata.register.log import EntryKind, Erasure
from tests.app.ogc.gdal_clients import list_by_ogrinfo, needs_gdal, read_layers_by_pyogrio
from tests.app.register.team import BEN, BRIDGE, NORTH, SOUTH, Team

INSULT, ERASED = "An insult.", "My telephone number"


@pytest.fixture
def team(server):
    """Needs and comments with and without a place, some of them removed or erased."""
    register = server.register
    made = Team(register.database, register.ledger, register.town)
    for title, place in (("A lit path", "42.893, 20.866"), ("A clinic", "")):
        made.write(
            discussion.state_need, made.town, BEN, title=title, text="Please.", place=place,
            language="en",
        )  # fmt: skip
    made.comment("place/20.8661,42.8931", "Slippery.")
    about_project = f"project/{made.town.projects[0].id}"
    made.comment(about_project, "Good.")
    insult, erased = made.comment(about_project, INSULT), made.comment(about_project, ERASED)
    removal = {"subject": f"contribution/{insult}", "reason": "an insult"}
    with register.database.write() as session:
        register.ledger.append(session, EntryKind.REMOVED, removal)
        moderation.erase(session, register.ledger, BEN, erased, reason=Erasure.AUTHOR.value)
    return made


@pytest.fixture
def ask(server):
    with server.visit(Accept="application/geo+json") as visitor:
        yield lambda path: visitor.get(f"/ogc{path}")


def list_items(ask, name, query=""):
    return ask(f"/collections/{name}/items{query}").json()


def test_gdal_reads_every_collection_with_its_types(server, team, tmp_path):
    frames = read_layers_by_pyogrio(server.site, list(REGISTER_FIELDS), tmp_path)
    for name, fields in REGISTER_FIELDS.items():
        assert list(frames[name].columns) == [*(one.name for one in fields), "geometry"]
    needs, comments = frames["needs"].set_index("title"), frames["comments"].set_index("text")
    assert needs.geometry["A lit path"].coords[0] == (20.866, 42.893)
    assert needs.geometry["A clinic"] is None
    assert set(comments.index) == {"Slippery.", "Good."}
    assert comments.geometry["Slippery."].coords[0] == (20.8661, 42.8931)
    assert set(frames["projects"]["id"]) == {one.id for one in team.town.projects}


@needs_gdal
def test_ogrinfo_lists_the_same(server, team):
    found, types = list_by_ogrinfo(server.site, "comments")
    assert sorted(found["text"]) == ["Good.", "Slippery."]
    assert types["date"] == "Date"


def test_owslib_pages_through_a_collection_and_reads_one_feature(server, team):
    client = Features(f"{server.site}/ogc")
    assert client.feature_collections() == list(REGISTER_FIELDS)
    pages = [client.collection_items("projects", limit=7, offset=at) for at in (0, 7, 14)]
    total = len(team.town.projects)
    assert {one["numberMatched"] for one in pages} == {total}
    assert [one["numberReturned"] for one in pages] == [7, 7, total - 14]
    ids = [feature["id"] for one in pages for feature in one["features"]]
    assert len(set(ids)) == total
    assert client.collection_item("projects", ids[-1])["id"] == ids[-1]


def test_boxes_times_and_filters_choose(ask, team):
    def list_titles(query):
        return [one["properties"]["title"] for one in list_items(ask, "needs", query)["features"]]

    assert list_titles("?bbox=20.86,42.89,20.87,42.9") == ["A lit path"]
    assert list_titles("?bbox=20.80,42.86,20.81,42.87") == []
    assert list_titles("?datetime=../2026-01-01") == []
    assert sorted(list_titles("?datetime=2026-01-01/..")) == ["A clinic", "A lit path"]
    assert list_titles("?filter=title%20like%20'%25clinic'") == ["A clinic"]


def test_what_was_removed_or_erased_and_who_wrote_are_in_no_collection(ask, team):
    written = "".join(ask(f"/collections/{name}/items").text for name in REGISTER_FIELDS)
    assert list_items(ask, "comments")["numberMatched"] == 2
    for text in (INSULT, ERASED, '"ben"'):
        assert text not in written
    comment = list_items(ask, "comments")["features"][0]
    assert set(comment["properties"]) == {one.name for one in REGISTER_FIELDS["comments"]}


def test_what_is_said_of_what_was_removed_is_gone_with_it(server, ask, team, monkeypatch):
    project = team.propose()
    need = list_items(ask, "needs")["features"][0]["id"]
    for subject in (f"project/{project}", f"project/{project}/costs", f"contribution/{need}"):
        team.comment(subject, "Against it.")
    monkeypatch.setattr(server.app.state.collections, "_least_s", 0)
    assert list_items(ask, "comments")["numberMatched"] == 5
    for subject in (f"project/{project}", f"contribution/{need}"):
        team.remove(subject, is_emergency=True)
    assert list_items(ask, "comments")["numberMatched"] == 2
    assert list_items(ask, "needs")["numberMatched"] == 1
    with server.visit() as reader:
        assert "Against it." not in reader.get("/api/register/comments.geojson").text


def test_a_new_project_is_there_with_its_place(server, ask, team, monkeypatch):
    before = list_items(ask, "projects")["numberMatched"]
    project = team.propose()
    monkeypatch.setattr(server.app.state.collections, "_least_s", 0)
    assert list_items(ask, "projects")["numberMatched"] == before + 1
    found = ask(f"/collections/projects/items/{project}").json()
    assert found["geometry"] == BRIDGE
    properties = found["properties"]
    assert (properties["state"], properties["version"]) == ("proposed", 1)
    assert properties["revision"] == team.revision(project)
    assert properties["signed"] is None  # no keys are pinned here


def test_what_each_office_signed_stands_with_the_project(quick_team):
    project = quick_team.propose_accepted()
    quick_team.sign(NORTH, project)
    register = SimpleNamespace(ledger=quick_team.ledger, city=load_city("mitrovica"))
    served = quick_team.read(serve_register, register, "head")
    found = served.collections["projects"]
    properties = orjson.loads(found.features.features[found.ids[project]])["properties"]
    states = {one["body"]: one["state"] for one in properties["signed"]}
    assert states == quick_team.consents(project)
    assert states[NORTH.body] != states[SOUTH.body]


@pytest.mark.parametrize(
    ("path", "status"),
    [("/collections/accounts", 404), ("/collections/needs/items/none", 404),
     ("/collections/needs/items?bbox=1,2", 400), ("/collections/needs/items?limit=0", 400),
     ("/collections/needs/items?limit=x", 400), ("/collections/needs/items?person=ben", 400),
     ("/collections/needs/items?filter=(((", 400), ("/conformance?f=xml", 400), ("/tiles", 404)],
)  # fmt: skip
def test_faults_are_answered_as_problems(ask, path, status):
    answer = ask(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_a_browser_gets_pages_and_json_by_name(server, team):
    with server.visit() as visitor:
        paths = ("", "/api", "/conformance", "/collections", "/collections/comments",
                 "/collections/comments/schema", "/collections/comments/items")  # fmt: skip
        for path in paths:
            assert "<h1>" in visitor.get(f"/ogc{path}").text, path
        assert visitor.get("/ogc?f=json").json()["title"].startswith("Register of projects")
        assert visitor.get("/ogc/nothing?f=json").status_code == 404
