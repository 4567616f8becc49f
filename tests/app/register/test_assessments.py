"""Assessments of the map that people attach to projects: checked, and part of no version."""

import json

import pytest

from app.register import assessments, discussion, moderation
from app.register.assessments import MOST_OF_ONE, get_attached, list_attached
from app.register.caller import Caller
from app.register.checking import check_database
from app.register.errors import ConflictError, InvalidError, NotFoundError
from app.register.log import replay
from app.register.models import ContributionRow
from app.register.roles import Role
from geodata.assessment.stored import LARGEST_BYTES
from geodata.register.attached import list_attached as list_exported
from geodata.register.log import Erasure
from geodata.register.verify import verify
from tests.app.register.stored import write_assessment
from tests.app.register.team import (
    ANA,
    BEN,
    BRIDGE,
    NORTH,
    NORTH_MODERATOR,
    SOUTH,
    SOUTH_MODERATOR,
    get_offices,
)


def attach(team, project, given=None, caller=BEN):
    given = write_assessment() if given is None else given
    return team.write(assessments.attach, team.town, caller, project, given)


def export(team):
    with team.database.read() as session:
        return team.ledger.export(session)


def test_an_assessment_is_an_entry_of_the_log_and_of_the_export(team):
    project = team.propose()
    name = attach(team, project, json.dumps(write_assessment()))
    (one,) = team.read(list_attached, project)
    assert (one.found.id, one.is_of_place) == (name, True)
    assert one.stored.figures[0].value == 112
    exported = export(team)
    (found,) = list_exported(exported)
    assert (found.id, found.project, found.account) == (name, project, "ben")
    assert found.assessment["question"]["bridges"][0]["modes"] == ["bicycle", "walk"]
    assert verify(exported).is_valid


def test_the_log_replays_to_the_same_assessments(team):
    project = team.propose()
    attach(team, project)
    before = team.read(list_attached, project)
    with team.database.write() as session:
        replay(session)
    assert [one.stored for one in team.read(list_attached, project)] == [before[0].stored]
    keys = tuple(one.keys for one in get_offices().values())
    assert check_database(team.database, keys).faults == ()


def test_the_newest_stands_first(team):
    project = team.propose()
    for day in ("2026-11-01", "2026-11-20"):
        attach(team, project, write_assessment(data_date=day))
    days = [one.stored.data_date.day for one in team.read(list_attached, project)]
    assert days == [20, 1]


def test_signatures_stay_when_an_assessment_is_attached(team):
    project = team.propose_accepted()
    for office in (NORTH, SOUTH):
        team.sign(office, project)
    revision, states = team.revision(project), team.consents(project)
    attach(team, project)
    assert (team.revision(project), team.consents(project)) == (revision, states)


@pytest.mark.parametrize(
    ("place", "is_same"),
    [
        (BRIDGE, True),
        ({**BRIDGE, "coordinates": BRIDGE["coordinates"][::-1]}, True),
        ({"type": "LineString", "coordinates": [[20.865, 42.894], [20.866, 42.8925]]}, False),
        ({"type": "Point", "coordinates": [20.8655, 42.8935]}, None),
    ],
)
def test_it_is_said_whether_it_is_about_the_place_of_the_project(quick_team, place, is_same):
    project = quick_team.propose(geometry=place)
    attach(quick_team, project)
    (one,) = quick_team.read(list_attached, project)
    assert one.is_of_place is is_same


def test_a_project_that_moved_has_an_assessment_of_another_place(quick_team):
    project = quick_team.propose_accepted()
    attach(quick_team, project)
    moved = {"type": "LineString", "coordinates": [[20.8650, 42.8935], [20.8655, 42.8925]]}
    quick_team.revise(project, geometry=moved)
    (one,) = quick_team.read(list_attached, project)
    assert one.is_of_place is False


FIGURE = write_assessment()["figures"][0]
QUESTION = write_assessment()["question"]
UNSEEN = ("\u202e", "\u200b", "\n", "\x85", "\u2028", "\t\x1b[0m")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("", "this is no assessment"),
        ("{", "this is no assessment"),
        ("[" * 50_000, "this is no assessment"),
        ("[]", "this is no assessment"),
        *((write_assessment(software=f"UraMost{one}"), "the part software") for one in UNSEEN),
        ({"format": "uramost-assessment-2"}, "this is no assessment"),
        (json.dumps(write_assessment(format="x")), "this is no assessment"),
        (" " * (LARGEST_BYTES + 1), "at most 131,072 bytes"),
        (write_assessment(city="krems"), "of another city: krems"),
        (write_assessment(more=1), "the part more"),
        (write_assessment(figures=[]), "the part figures"),
        (write_assessment(figures=[{**FIGURE, "value": "much"}]), "the part figures.0.value"),
        (write_assessment(figures=[{**FIGURE, "figure": "<b>"}]), "the part figures.0.figure"),
        (json.dumps(write_assessment(is_modelled="perhaps")), "the part is_modelled"),
        (write_assessment(question={**QUESTION, "bridges": []}), "changes nothing"),
        (write_assessment(question={**QUESTION, "day": "soon"}), "the part question.day"),
        (json.dumps(write_assessment()).replace("112", "NaN"), "the part figures.0.value"),
        (json.dumps(write_assessment()).replace("112", "1e400"), "the part figures.0.value"),
        (
            write_assessment(
                figures=[{**FIGURE, "figure": "banks.west.reach.other bank.15.difference"}]
            ),
            "bank that is none",
        ),
    ],
)
def test_what_is_no_assessment_of_the_city_is_refused_with_a_sentence(quick_team, given, says):
    project = quick_team.propose()
    with pytest.raises(InvalidError, match=says):
        attach(quick_team, project, given)
    assert quick_team.read(list_attached, project) == []


def test_the_same_is_attached_once(quick_team):
    project = quick_team.propose()
    attach(quick_team, project)
    with pytest.raises(ConflictError, match="already"):
        attach(quick_team, project, caller=ANA)


def test_nobody_fills_a_project_with_assessments(quick_team):
    project = quick_team.propose()
    for number in range(MOST_OF_ONE):
        name = attach(quick_team, project, write_assessment(software=f"uramost {number}"))
    with pytest.raises(ConflictError, match="so many"):
        attach(quick_team, project)
    attach(quick_team, project, caller=ANA)
    quick_team.write(moderation.erase, BEN, name, reason=Erasure.AUTHOR.value)
    attach(quick_team, project, write_assessment(software="another"))


def test_a_closed_project_takes_none(quick_team):
    project = quick_team.propose()
    quick_team.decide(NORTH_MODERATOR, project, is_accepted=False, reason="Twice here.")
    with pytest.raises(ConflictError, match="closed"):
        attach(quick_team, project)


def test_what_moderators_remove_is_shown_and_exported_no_more(team):
    project = team.propose()
    name = attach(team, project)
    for moderator in (NORTH_MODERATOR, SOUTH_MODERATOR):
        team.remove(f"contribution/{name}", moderator)
    (one,) = team.read(list_attached, project)
    assert one.stored is None
    digest = one.found.row.details
    with pytest.raises(NotFoundError):
        team.read(get_attached, project, digest)
    assert list(list_exported(export(team))) == []
    assert verify(export(team)).is_valid


def test_an_assessment_is_no_comment(quick_team):
    project = quick_team.propose()
    attach(quick_team, project)
    with quick_team.database.read() as session:
        (row,) = session.query(ContributionRow)
        assert row.kind == "assessment"
        assert discussion.list_contributions(session, f"project/{project}") == []


@pytest.fixture
def project(server):
    return server.register.town.projects[0].id


def test_the_page_takes_a_pasted_assessment_and_shows_it(server, project):
    account, _ = server.add("contributor")
    with server.visit(account) as visitor:
        path = f"/projects/{project}"
        refused = visitor.post(f"{path}/assessments", {"assessment": "what?"})
        assert refused.status_code == 422
        assert "this is no assessment" in refused.text
        assert ">what?</textarea>" in refused.text
        fields = {"assessment": json.dumps(write_assessment())}
        taken = visitor.post(f"{path}/assessments", fields)
        assert taken.headers["location"] == f"{path}#assessments"
        again = visitor.post(f"{path}/assessments", fields)
        assert again.status_code == 409
        assert "uramost-assessment" in again.text  # what was pasted is still there
        page = visitor.get(path).text
    for said in ("112 s less (95 to 130)", "20 fewer (−10 to 30; below 0: the opposite)"):
        assert said in page
    for said in ("modelled data", "30 October 2026", "20261101T000000000000Z-0123abcd", "Ana"):
        assert said in page
    with server.visit() as reader:
        assert "112 s less" in reader.get(path).text
        listed = reader.get(f"/api/register{path}/assessments").json()["assessments"]
        one = reader.get(f"/api/register{path}/assessments/{listed[0]['digest']}").json()
        assert one == listed[0]
        assert one["assessment"]["figures"][0]["high"] == 130
        assert reader.get(f"/api/register{path}/assessments/{'0' * 64}").status_code == 404
        assert "assessment attached" in reader.get("/log").text.lower()


def test_a_program_attaches_an_assessment(server, project):
    from app.register.tokens import make_token

    account, _ = server.add("contributor")
    with server.write() as session:
        token = make_token(session, account, "A program", ["discuss"], 10)
    path = f"/api/register/projects/{project}/assessments"
    with server.visit(Authorization=f"Bearer {token}") as program:
        answer = program.post(path, json=write_assessment())
        assert answer.status_code == 201, answer.text
        refused = program.post(path, json={"format": "x"})
        assert refused.status_code == 422
        assert refused.json()["field"] == "assessment"


def test_a_reader_attaches_nothing():
    from app.register.roles import ACTIONS

    assert Caller("", Role.READER).role not in ACTIONS["discuss"].roles
