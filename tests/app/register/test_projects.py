"""Proposing, changing and deciding, in both databases."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.register import projects
from app.register.drafts import MOST_DRAFTS, delete_draft, get_draft, list_drafts, save_draft
from app.register.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    StaleError,
)
from app.register.log import replay
from app.register.records import FieldChanges
from app.register.versions import find_nearby, get_details, get_project, list_versions
from geodata.register.verify import verify
from tests.app.register.team import (
    ADMINISTRATOR,
    ANA,
    BEN,
    BRIDGE,
    NORTH,
    NORTH_MODERATOR,
    SOUTH_MODERATOR,
)


def test_a_proposal_stands_once_a_moderator_of_each_bank_accepted_it(team):
    project = team.propose()
    assert team.read(get_project, project).state == "proposed"
    assert team.decide(NORTH_MODERATOR, project) == "proposed"
    with pytest.raises(ConflictError, match="of your bank"):
        team.decide(NORTH_MODERATOR, project)
    assert team.decide(SOUTH_MODERATOR, project) == "accepted"
    with pytest.raises(ConflictError, match="decided"):
        team.decide(SOUTH_MODERATOR, project, is_accepted=False, reason="No.")


def test_declining_needs_a_public_reason(team):
    project = team.propose()
    with pytest.raises(InvalidError, match="reason is public"):
        team.decide(NORTH_MODERATOR, project, is_accepted=False)
    state = team.decide(NORTH_MODERATOR, project, is_accepted=False, reason="Twice.")
    assert state == "declined"
    with pytest.raises(ConflictError, match="closed"):
        team.revise(project)


@pytest.mark.parametrize("caller", [ANA, NORTH, ADMINISTRATOR])
def test_only_moderators_decide(team, caller):
    project = team.propose(BEN)
    with pytest.raises(ForbiddenError):
        team.decide(caller, project, is_accepted=True)


def test_nobody_decides_on_a_proposal_of_their_own(team):
    project = team.propose(NORTH_MODERATOR)
    with pytest.raises(ForbiddenError, match="of their own"):
        team.decide(NORTH_MODERATOR, project, is_accepted=True)


def test_a_change_of_a_proposal_asks_both_banks_anew(team):
    project = team.propose(ANA)
    seen = team.revision(project)
    team.decide(NORTH_MODERATOR, project)
    team.revise(project, ANA, location="Somewhere else")
    with pytest.raises(StaleError, match="read it again"):
        team.decide(SOUTH_MODERATOR, project, base=seen)
    assert team.decide(SOUTH_MODERATOR, project) == "proposed"
    assert team.decide(NORTH_MODERATOR, project) == "accepted"


def test_changes_by_field_show_their_difference_and_source(team):
    project = team.propose_accepted()
    team.revise(project, location="At the mill", status="agreed")
    now, first = team.read(list_versions, project)
    assert (now.number, first.number) == (2, 1)
    told = {one.field: (one.before, one.after, one.source["name"]) for one in now.differences}
    assert told["location"] == (None, "At the mill", "Minutes of the meeting")
    _, after, source = told["history"]
    assert [one["status"] for one in after] == ["idea", "agreed"]
    assert source == "Minutes of the meeting"


def test_a_change_of_another_version_is_stale_and_changes_nothing(team):
    project = team.propose_accepted()
    old = team.revision(project)
    team.revise(project, location="At the mill")
    with pytest.raises(StaleError, match="load it again"):
        team.revise(project, base=old, location="Elsewhere")
    assert team.read(get_project, project).version == 2


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"id": "other"}, "cannot be changed"),
        ({"is_example": True}, "cannot be changed"),
        ({"__class__": "x"}, "cannot be changed"),
        ({"kind": "motorway"}, "Choose one of those"),
        ({"status": "built"}, "Choose one of those"),
        ({"location": None}, "Nothing is changed"),
        (
            {
                "partners": [
                    {"name": "X", "side": "east", "sources": [{"name": "s"}], "certainty": "L"}
                ]
            },
            "none of this city",
        ),
        ({"documents": [{"title": "x", "url": "javascript:alert(1)"}]}, "https://, without spaces"),
        ({"geometry": {"type": "Point", "coordinates": [0, 0]}}, "outside"),
        ({"note": "x" * 2_001}, "at most 2,000 characters"),
        (
            {
                "costs": [
                    {
                        "low": 1_000,
                        "high": 2_000,
                        "currency": "EUR",
                        "sources": [{"name": "s"}],
                        "certainty": "L",
                        "of": "x",
                    }
                ]
                * 3000
            },
            "too long",
        ),
    ],
)
def test_what_cannot_be_taken_is_named(quick_team, changes, says):
    project = quick_team.propose_accepted()
    with pytest.raises(InvalidError, match=says):
        quick_team.revise(project, **changes)
    assert quick_team.read(get_project, project).version == 1


def test_a_change_needs_a_source(quick_team):
    project = quick_team.propose_accepted()
    with pytest.raises(InvalidError, match="needs a source"):
        quick_team.write(
            projects.revise,
            quick_team.town,
            NORTH,
            project,
            FieldChanges(quick_team.revision(project), {"location": "x"}, {}),
        )


def test_others_than_office_moderator_and_author_only_suggest(quick_team):
    project = quick_team.propose(ANA)
    quick_team.revise(project, ANA, location="At the mill")
    for caller in (BEN, ADMINISTRATOR):
        with pytest.raises(ForbiddenError):
            quick_team.revise(project, caller, location="x")
    quick_team.accept(project)
    with pytest.raises(ForbiddenError):
        quick_team.revise(project, ANA, location="y")


def test_of_200_writers_on_one_version_one_is_taken(team):
    project = team.propose_accepted()
    base = team.revision(project)

    def write(number):
        try:
            return team.revise(project, base=base, location=f"Place {number}")
        except StaleError:
            return None

    with ThreadPoolExecutor(32) as pool:
        taken = [one for one in pool.map(write, range(200)) if one]
    assert len(taken) == 1
    assert team.read(get_project, project).version == 2


def test_projects_nearby_are_found_for_duplicates(quick_team):
    project = quick_team.propose()
    crs = quick_team.town.crs
    (found,) = quick_team.read(find_nearby, BRIDGE, crs)
    assert (found.id, found.distance_m) == (project, 0)
    assert not quick_team.read(find_nearby, BRIDGE, crs, but=project)
    far = {"type": "Point", "coordinates": [20.88, 42.90]}
    assert not quick_team.read(find_nearby, far, crs)


def test_the_projects_of_the_city_are_first_versions(team):
    entered = team.write(projects.begin_projects, team.town)
    assert entered == len(team.town.projects) > 5
    assert team.write(projects.begin_projects, team.town) == 0
    first = team.town.projects[0]
    row = team.read(get_project, first.id)
    assert row.state == "accepted"
    record = team.read(get_details, row.revision)["record"]
    assert record["name"] == first.name
    assert record["geometry"]["type"] == "LineString"
    with team.database.write() as session:
        replay(session)
    with team.database.read() as session:
        assert verify(team.ledger.export(session)).is_valid


def test_signs_that_turn_the_direction_of_text_are_left_out(quick_team):
    project = quick_team.propose(name={"en": "Mill\u202e bridge\x07"})
    details = quick_team.read(get_details, quick_team.revision(project))
    assert details["record"]["name"] == {"en": "Mill bridge"}


def test_an_unknown_project_is_not_found(quick_team):
    with pytest.raises(NotFoundError):
        quick_team.revise("nowhere", base="0" * 64)


def write_draft(team, caller, *arguments):
    with team.database.write() as session:
        return save_draft(session, caller, *arguments)


def seed_account(team, *callers):
    from app.register.models import AccountRow

    with team.database.write() as session:
        for one in callers:
            session.add(
                AccountRow(
                    id=one.account,
                    name=one.name,
                    email=None,
                    role=one.role.value,
                    body=one.body,
                    bank=one.bank,
                    password=None,
                    created="2026-01-01T00:00:00Z",
                )
            )


def test_drafts_are_their_author_s_alone(team):
    seed_account(team, ANA, BEN)
    name = write_draft(team, ANA, {"name": "Mill"})
    assert write_draft(team, ANA, {"name": "Mill bridge"}, name) == name
    assert [one.fields for one in team.read(list_drafts, ANA)] == [{"name": "Mill bridge"}]
    assert team.read(list_drafts, BEN) == []
    for service in (get_draft, delete_draft):
        with pytest.raises(NotFoundError):
            team.read(service, BEN, name)
    with pytest.raises(NotFoundError):
        write_draft(team, BEN, {}, name)


def test_drafts_are_bounded(quick_team):
    seed_account(quick_team, ANA)
    for _ in range(MOST_DRAFTS):
        write_draft(quick_team, ANA, {})
    with pytest.raises(ConflictError, match="delete one"):
        write_draft(quick_team, ANA, {})
    with pytest.raises(InvalidError, match="too long"):
        write_draft(quick_team, ANA, {"place": "x" * 300_000})
