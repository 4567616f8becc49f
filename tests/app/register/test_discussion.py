"""Comments, suggestions, needs, claims; reports, removals by both banks, tombstones, erasing."""

import json

import pytest

from app.register import claims, discussion, moderation, projects
from app.register.contributions import list_contributions
from app.register.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    StaleError,
)
from app.register.log import replay
from app.register.moderation_queue import list_queue
from app.register.schemas import ClaimForm
from app.register.versions import get_details, get_project, list_projects
from geodata.register.log import Erasure
from geodata.register.verify import verify
from pipelines.registered_claims import read_registered
from tests.app.register.team import (
    ADMINISTRATOR,
    ANA,
    BEN,
    NORTH,
    NORTH_MODERATOR,
    SOUTH_MODERATOR,
    UTILITY,
)


def list_texts(team, subject, kinds=("comment",)):
    found = team.read(list_contributions, subject, kinds)
    return [one.written and one.written["text"] for one in found]


class TestDiscussion:
    def test_comments_on_a_project_and_its_fields_stand_together(self, team):
        project = team.propose_accepted()
        team.comment(f"project/{project}", "Good.")
        team.comment(f"project/{project}/costs", "Too dear.")
        team.comment("feature/way/1", "Elsewhere.")
        assert list_texts(team, f"project/{project}") == ["Too dear.", "Good."]
        assert list_texts(team, "feature/way/1") == ["Elsewhere."]

    def test_a_project_whose_id_begins_alike_is_another_one(self, quick_team):
        assert list_texts(quick_team, "project/a%") == []

    @pytest.mark.parametrize(
        ("subject", "error"),
        [
            ("project/nowhere", NotFoundError),
            ("contribution/" + "0" * 16, NotFoundError),
            ("project/../x", InvalidError),
            ("http://evil", InvalidError),
            ("", InvalidError),
        ],
    )
    def test_what_is_not_there_cannot_be_written_about(self, quick_team, subject, error):
        with pytest.raises(error):
            quick_team.comment(subject)

    @pytest.mark.parametrize("text", ["", "  ", "x" * 4_001])
    def test_texts_are_bounded(self, quick_team, text):
        with pytest.raises(InvalidError):
            quick_team.comment("feature/way/1", text)

    def test_what_was_removed_is_not_commented_on(self, quick_team):
        project = quick_team.propose_accepted()
        quick_team.remove(f"project/{project}", is_emergency=True)
        with pytest.raises(ConflictError, match="removed"):
            quick_team.comment(f"project/{project}")

    def test_a_suggestion_that_is_taken_up_is_a_new_version(self, team):
        project = team.propose_accepted()
        name = team.suggest(project, location="At the mill")
        with pytest.raises(ForbiddenError):
            team.write(discussion.settle_suggestion, team.town, BEN, name, is_accepted=True)
        team.write(discussion.settle_suggestion, team.town, NORTH, name, is_accepted=True)
        details = team.read(get_details, team.revision(project))
        assert details["record"]["location"] == "At the mill"
        with pytest.raises(ConflictError, match="Somebody else"):
            team.write(
                discussion.settle_suggestion, team.town, NORTH, name, is_accepted=False, reason="x"
            )

    def test_of_two_suggestions_on_one_version_the_second_is_stale(self, team):
        project = team.propose_accepted()
        first = team.suggest(project, location="At the mill")
        second = team.suggest(project, location="At the weir")
        team.write(discussion.settle_suggestion, team.town, NORTH, first, is_accepted=True)
        with pytest.raises(StaleError):
            team.write(discussion.settle_suggestion, team.town, NORTH, second, is_accepted=True)

    def test_a_suggestion_is_checked_when_it_is_made(self, quick_team):
        project = quick_team.propose_accepted()
        with pytest.raises(InvalidError, match="outside"):
            quick_team.suggest(project, geometry={"type": "Point", "coordinates": [0, 0]})

    def test_a_need_has_a_place_that_is_checked(self, team):
        name = team.write(
            discussion.state_need,
            team.town,
            BEN,
            title="A way to school",
            text="Without stairs.",
            place="42.893, 20.866",
        )
        (found,) = team.read(list_contributions, None, ("need",))
        assert found.id == name
        assert found.written["geometry"]["type"] == "Point"
        with pytest.raises(InvalidError):
            team.write(
                discussion.state_need, team.town, BEN, title="x", text="y", place="42.89 N nowhere"
            )


CLAIM = {
    "subject": "feature/way/1",
    "says": "we operate this",
    "role": "operator",
    "source": "Our register of assets",
}


class TestClaims:
    def claim(self, team, caller=UTILITY, **changes):
        provider = min(team.town.providers)
        form = ClaimForm(**{"provider": provider, **CLAIM, **changes})
        return team.write(claims.claim, team.town, caller, form)

    def test_rivals_stay_visible_and_accepted_ones_are_exported(self, team):
        ours, theirs = self.claim(team), self.claim(team, BEN, says="this is wrong")
        settle = claims.settle_claim
        team.write(settle, team.town, NORTH_MODERATOR, ours, is_accepted=True)
        team.write(settle, team.town, NORTH_MODERATOR, theirs, is_accepted=False, reason="No.")
        assert {one.id for one in team.read(claims.list_claims, "feature/way/1")} == {ours, theirs}
        with team.database.read() as session:
            export = team.ledger.export(session)
        (taken,), notes = read_registered(export, team.town.providers.values())
        assert (taken.id, taken.feature, notes) == (ours, ("way", 1), ())

    def test_an_area_is_a_polygon_and_goes_into_the_next_build(self, quick_team):
        ring = [[20.86, 42.89], [20.87, 42.89], [20.87, 42.9], [20.86, 42.89]]
        area = json.dumps({"type": "Polygon", "coordinates": [ring]})
        name = self.claim(quick_team, subject="", place=area, since="2024-05")
        quick_team.write(
            claims.settle_claim, quick_team.town, NORTH_MODERATOR, name, is_accepted=True
        )
        with quick_team.database.read() as session:
            export = quick_team.ledger.export(session)
        (taken,), notes = read_registered(export, quick_team.town.providers.values())
        assert (taken.geometry.geom_type, str(taken.since), notes) == ("Polygon", "2024-05", ())
        with pytest.raises(InvalidError, match="no area"):
            self.claim(quick_team, subject="", place="42.893, 20.866")

    @pytest.mark.parametrize(
        "changes",
        [
            {"provider": "nobody"},
            {"subject": ""},
            {"subject": "project/x"},
            {"place": "42.893, 20.866"},
            {"subject": "feature/way/x"},
        ],
    )
    def test_a_claim_names_a_known_provider_and_one_thing(self, quick_team, changes):
        with pytest.raises(InvalidError):
            self.claim(quick_team, **changes)

    def test_nobody_accepts_a_claim_of_their_own(self, quick_team):
        name = self.claim(quick_team, NORTH_MODERATOR)
        with pytest.raises(ForbiddenError):
            quick_team.write(
                claims.settle_claim, quick_team.town, NORTH_MODERATOR, name, is_accepted=True
            )


class TestModeration:
    def test_a_removal_needs_both_banks(self, team):
        subject = f"contribution/{team.comment('feature/way/1', 'An insult.')}"
        assert not team.remove(subject)
        assert list_texts(team, "feature/way/1") == ["An insult."]
        with pytest.raises(ConflictError, match="other bank"):
            team.remove(subject)
        queue = team.read(list_queue, team.town, SOUTH_MODERATOR)
        assert [one.row.subject for one in queue["removals"]] == [subject]
        assert team.remove(subject, SOUTH_MODERATOR)
        assert list_texts(team, "feature/way/1") == [None]
        stone = team.read(moderation.find_tombstone, subject)
        assert (stone.bank, stone.is_emergency, stone.reason) == ("south", False, "An insult.")
        queue = team.read(list_queue, team.town, SOUTH_MODERATOR)
        assert not queue["removals"]
        with pytest.raises(ConflictError, match="already"):
            team.remove(subject)

    def test_a_stated_emergency_needs_one_and_the_other_sees_and_restores_it(self, team):
        project = team.propose_accepted()
        subject = f"project/{project}"
        assert team.remove(subject, is_emergency=True)
        assert project not in [row.id for row, _ in team.read(list_projects)]
        queue = team.read(list_queue, team.town, SOUTH_MODERATOR)
        assert [one.subject for one in queue["emergencies"]] == [subject]
        team.write(moderation.restore, team.town, SOUTH_MODERATOR, subject, reason="No emergency.")
        assert not team.read(get_project, project).is_removed
        with team.database.write() as session:
            replay(session)
        assert not team.read(get_project, project).is_removed

    @pytest.mark.parametrize("caller", [ANA, NORTH, UTILITY, ADMINISTRATOR])
    def test_nobody_else_removes_or_restores(self, quick_team, caller):
        subject = f"project/{quick_team.propose()}"
        with pytest.raises(ForbiddenError):
            quick_team.remove(subject, caller, is_emergency=True)
        with pytest.raises(ForbiddenError):
            quick_team.write(moderation.restore, quick_team.town, caller, subject, reason="x")
        with pytest.raises(ForbiddenError):
            quick_team.read(list_queue, quick_team.town, caller)

    def test_an_author_appeals_once_and_restoring_settles_it(self, team):
        subject = f"contribution/{team.comment('feature/way/1')}"
        team.remove(subject, is_emergency=True)
        with pytest.raises(ForbiddenError):
            team.write(discussion.appeal, ANA, subject, "Not mine.")
        team.write(discussion.appeal, BEN, subject, "This was no insult.")
        with pytest.raises(ConflictError, match="waits"):
            team.write(discussion.appeal, BEN, subject, "Again.")
        team.write(moderation.restore, team.town, SOUTH_MODERATOR, subject, reason="Right.")
        queue = team.read(list_queue, team.town, NORTH_MODERATOR)
        assert not queue["appeals"]

    def test_nobody_appeals_against_what_stands_or_was_declined(self, quick_team):
        team = quick_team
        project = team.propose(BEN)
        with pytest.raises(ForbiddenError, match="Who wrote it"):
            team.write(discussion.appeal, BEN, "feature/way/1", "Nobody wrote this.")
        for subject in (f"contribution/{team.comment('feature/way/1')}", f"project/{project}"):
            with pytest.raises(ConflictError, match="nothing to appeal against"):
                team.write(discussion.appeal, BEN, subject, "Why?")
        team.decide(NORTH_MODERATOR, project, is_accepted=False, reason="No.")
        with pytest.raises(ConflictError, match="write it anew"):
            team.write(discussion.appeal, BEN, f"project/{project}", "Why?")
        team.remove(f"project/{project}", is_emergency=True)
        assert team.write(discussion.appeal, BEN, f"project/{project}", "Why?")

    def test_what_is_reported_is_for_moderators_alone(self, team):
        team.write(discussion.report, BEN, "feature/way/1", "My neighbour wrote this.")
        queue = team.read(list_queue, team.town, NORTH_MODERATOR)
        (found,) = queue["reports"]
        assert found.written["text"] == "My neighbour wrote this."
        with team.database.read() as session:
            exported = team.ledger.export(session)
        assert verify(exported).is_valid
        assert "neighbour" not in str(exported.details)
        with pytest.raises(InvalidError):
            team.write(moderation.dismiss, team.town, NORTH_MODERATOR, found.id, reason="")
        team.write(moderation.dismiss, team.town, NORTH_MODERATOR, found.id, reason="Harmless.")
        assert not team.read(list_queue, team.town, NORTH_MODERATOR)["reports"]

    def test_an_author_erases_a_text_and_the_chain_stays_whole(self, team):
        name = team.comment("feature/way/1", "My telephone is 044 123.")
        reason = Erasure.AUTHOR.value
        with pytest.raises(ForbiddenError):
            team.write(moderation.erase, ANA, name, reason=reason)
        with pytest.raises(InvalidError):
            team.write(moderation.erase, BEN, name, reason="because of 044 123")
        team.write(moderation.erase, BEN, name, reason=reason)
        with pytest.raises(ConflictError):
            team.write(moderation.erase, BEN, name, reason=reason)
        assert list_texts(team, "feature/way/1") == [None]
        with team.database.read() as session:
            exported = team.ledger.export(session)
        assert verify(exported).is_valid
        assert "telephone" not in str(exported)

    def test_the_version_of_now_is_changed_before_it_is_erased(self, team):
        project = team.propose_accepted()
        first, reason = team.revision(project), Erasure.PERSON.value
        erase = moderation.erase_version
        with pytest.raises(ConflictError, match="Change the project first"):
            team.write(erase, team.town, NORTH_MODERATOR, first, reason=reason)
        team.revise(project, location="At the mill")
        team.write(erase, team.town, NORTH_MODERATOR, first, reason=reason)
        assert team.read(get_details, first) is None

    def test_a_moderator_s_queue_lists_what_their_bank_has_not_decided(self, team):
        project = team.propose()
        team.decide(NORTH_MODERATOR, project)
        north = team.read(list_queue, team.town, NORTH_MODERATOR)
        south = team.read(list_queue, team.town, SOUTH_MODERATOR)
        assert not north["proposals"]
        ((row, _, accepted),) = south["proposals"]
        assert (row.id, accepted) == (project, ["north"])


class TestOneBankAlone:
    """What a moderator of one bank cannot do without the other one, nor for themselves."""

    @pytest.fixture
    def removed(self, quick_team):
        """What one bank removed in an emergency."""
        name = quick_team.comment("feature/way/1", "An insult.")
        quick_team.remove(f"contribution/{name}", is_emergency=True)
        return name

    def erase(self, team, name, caller=NORTH_MODERATOR):
        team.write(moderation.erase, caller, name, reason=Erasure.LAW.value)

    def test_an_emergency_does_not_erase_for_good(self, quick_team, removed):
        for caller in (NORTH_MODERATOR, SOUTH_MODERATOR):
            with pytest.raises(ForbiddenError, match="both banks"):
                self.erase(quick_team, removed, caller)
        subject = f"contribution/{removed}"
        with pytest.raises(ConflictError, match="already"):
            quick_team.remove(subject)
        assert quick_team.remove(subject, SOUTH_MODERATOR)
        assert not quick_team.read(moderation.find_tombstone, subject).is_emergency
        self.erase(quick_team, removed)

    def test_an_emergency_does_not_erase_the_version_of_now(self, quick_team):
        project = quick_team.propose_accepted()
        quick_team.remove(f"project/{project}", is_emergency=True)
        with pytest.raises(ConflictError):
            quick_team.write(
                moderation.erase_version,
                quick_team.town,
                NORTH_MODERATOR,
                quick_team.revision(project),
                reason=Erasure.LAW.value,
            )

    def test_the_other_bank_decides_on_an_appeal_against_an_emergency(self, quick_team, removed):
        team = quick_team
        name = team.write(discussion.appeal, BEN, f"contribution/{removed}", "No insult.")
        with pytest.raises(ForbiddenError, match="other bank"):
            team.write(moderation.dismiss, team.town, NORTH_MODERATOR, name, reason="No.")
        team.write(moderation.dismiss, team.town, SOUTH_MODERATOR, name, reason="No.")

    def test_nobody_restores_or_clears_what_they_wrote_themselves(self, quick_team):
        team = quick_team
        subject = f"contribution/{team.comment('feature/way/1', caller=NORTH_MODERATOR)}"
        name = team.write(discussion.report, BEN, subject, "An insult.")
        with pytest.raises(ForbiddenError, match="themselves"):
            team.write(moderation.dismiss, team.town, NORTH_MODERATOR, name, reason="No.")
        team.remove(subject, SOUTH_MODERATOR, is_emergency=True)
        with pytest.raises(ForbiddenError, match="themselves"):
            team.write(moderation.restore, team.town, NORTH_MODERATOR, subject, reason="Mine.")

    def test_a_report_on_a_place_can_be_closed(self, quick_team):
        team = quick_team
        name = team.write(discussion.report, BEN, "feature/way/1", "Wrong.")
        team.write(moderation.dismiss, team.town, NORTH_MODERATOR, name, reason="Right.")


class TestBounds:
    """What one person can use up, so that nothing is left for others."""

    def test_suggestions_that_wait_are_few_for_each_person(self, quick_team, monkeypatch):
        monkeypatch.setattr(discussion, "MOST_SUGGESTED", 1)
        project = quick_team.propose_accepted()
        quick_team.suggest(project, location="At the mill")
        with pytest.raises(ConflictError, match="wait for a decision"):
            quick_team.suggest(project, location="At the weir")
        quick_team.suggest(project, ANA, location="At the weir")

    def test_nobody_uses_up_what_all_may_write_about_a_thing(self, quick_team, monkeypatch):
        monkeypatch.setattr(discussion, "MOST_OF_ONE", 1)
        quick_team.comment("feature/way/1")
        with pytest.raises(ConflictError, match="no more is taken"):
            quick_team.comment("feature/way/1")
        quick_team.comment("feature/way/1", caller=ANA)

    def test_a_flood_of_comments_does_not_stop_the_moderators(self, quick_team, monkeypatch):
        project = quick_team.propose_accepted()
        monkeypatch.setattr(discussion, "MOST_ON_ONE", 1)
        quick_team.comment(f"project/{project}")
        assert not quick_team.remove(f"project/{project}")
        assert quick_team.remove(f"project/{project}", SOUTH_MODERATOR)

    def test_a_proposal_is_not_changed_without_end(self, quick_team, monkeypatch):
        monkeypatch.setattr(projects, "MOST_VERSIONS", 2)
        project = quick_team.propose()
        quick_team.revise(project, ANA, location="At the mill")
        with pytest.raises(ConflictError, match="so often"):
            quick_team.revise(project, ANA, location="At the weir")
        quick_team.accept(project)
        quick_team.revise(project, NORTH, location="At the weir")

    def test_proposals_that_wait_are_few_for_each_person(self, quick_team, monkeypatch):
        monkeypatch.setattr(projects, "MOST_PROPOSED", 1)
        project = quick_team.propose()
        with pytest.raises(ConflictError, match="wait for a decision"):
            quick_team.propose()
        quick_team.accept(project)
        quick_team.propose()


def test_a_suggestion_is_kept_as_it_was_checked(quick_team):
    """A figure that was sent as text would be no number on the page of the project."""
    project = quick_team.propose_accepted()
    cost = {"low": "5", "high": 6, "currency": "EUR", "sources": [{"name": "x"}], "certainty": "L"}
    quick_team.suggest(project, costs=[cost], note="a\u202eb")
    (found,) = quick_team.read(list_contributions, f"project/{project}", ("suggestion",))
    assert found.written["changes"]["costs"][0]["low"] == 5.0
    assert found.written["changes"]["note"] == "ab"
    assert found.written["sources"]["costs"] == {"name": "Minutes of the meeting"}


def test_nobody_proposes_an_example(quick_team):
    project = quick_team.propose(is_example=True)
    details = quick_team.read(get_details, quick_team.revision(project))
    assert "is_example" not in details["record"]


@pytest.mark.parametrize(
    "text", ["\u200b", "\u202e\u2066", "\u3164 \u2800", "\ud800", "\0", "\u00ad\ufe0f"]
)
def test_a_text_of_which_nothing_is_seen_is_none(quick_team, text):
    with pytest.raises(InvalidError, match="Write something here first"):
        quick_team.comment("feature/way/1", text)
    with pytest.raises(InvalidError, match="Write something here first"):
        quick_team.propose(name={"en": text})


@pytest.mark.parametrize("place", ["place/999.0,42.9", "place/180.1,42.9", "place/20.8,-90.5"])
def test_nobody_comments_on_a_place_that_is_not_on_earth(quick_team, place):
    with pytest.raises(InvalidError, match="names nothing"):
        quick_team.comment(place)


def test_moderators_restore_nothing_that_has_no_name(quick_team):
    town = quick_team.town
    for subject in ("", "x", "project", "feature/way/1"):
        with pytest.raises(InvalidError):
            quick_team.write(moderation.restore, town, SOUTH_MODERATOR, subject, reason="x")
