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
from app.register.schemas import ClaimForm
from app.register.versions import get_details, get_project, list_projects
from geodata.register.verify import verify
from pipelines.registered_claims import read_registered
from tests.app.register.desk import (
    ADMINISTRATOR,
    ANA,
    BEN,
    NORTH,
    NORTH_MODERATOR,
    SOUTH_MODERATOR,
    UTILITY,
)


def list_texts(desk, subject, kinds=("comment",)):
    found = desk.read(list_contributions, subject, kinds)
    return [one.written and one.written["text"] for one in found]


class TestDiscussion:
    def test_comments_on_a_project_and_its_fields_stand_together(self, desk):
        project = desk.propose_accepted()
        desk.comment(f"project/{project}", "Good.")
        desk.comment(f"project/{project}/costs", "Too dear.")
        desk.comment("feature/way/1", "Elsewhere.")
        assert list_texts(desk, f"project/{project}") == ["Too dear.", "Good."]
        assert list_texts(desk, "feature/way/1") == ["Elsewhere."]

    def test_a_project_whose_id_begins_alike_is_another_one(self, quick_desk):
        assert list_texts(quick_desk, "project/a%") == []

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
    def test_what_is_not_there_cannot_be_written_about(self, quick_desk, subject, error):
        with pytest.raises(error):
            quick_desk.comment(subject)

    @pytest.mark.parametrize("text", ["", "  ", "x" * 4_001])
    def test_texts_are_bounded(self, quick_desk, text):
        with pytest.raises(InvalidError):
            quick_desk.comment("feature/way/1", text)

    def test_what_was_removed_is_not_commented_on(self, quick_desk):
        project = quick_desk.propose_accepted()
        quick_desk.remove(f"project/{project}", is_emergency=True)
        with pytest.raises(ConflictError, match="removed"):
            quick_desk.comment(f"project/{project}")

    def test_a_suggestion_that_is_taken_up_is_a_new_version(self, desk):
        project = desk.propose_accepted()
        name = desk.suggest(project, location="At the mill")
        with pytest.raises(ForbiddenError):
            desk.write(discussion.settle_suggestion, desk.town, BEN, name, is_accepted=True)
        desk.write(discussion.settle_suggestion, desk.town, NORTH, name, is_accepted=True)
        details = desk.read(get_details, desk.revision(project))
        assert details["record"]["location"] == "At the mill"
        with pytest.raises(ConflictError, match="Somebody else"):
            desk.write(
                discussion.settle_suggestion, desk.town, NORTH, name, is_accepted=False, reason="x"
            )

    def test_of_two_suggestions_on_one_version_the_second_is_stale(self, desk):
        project = desk.propose_accepted()
        first = desk.suggest(project, location="At the mill")
        second = desk.suggest(project, location="At the weir")
        desk.write(discussion.settle_suggestion, desk.town, NORTH, first, is_accepted=True)
        with pytest.raises(StaleError):
            desk.write(discussion.settle_suggestion, desk.town, NORTH, second, is_accepted=True)

    def test_a_suggestion_is_checked_when_it_is_made(self, quick_desk):
        project = quick_desk.propose_accepted()
        with pytest.raises(InvalidError, match="outside"):
            quick_desk.suggest(project, geometry={"type": "Point", "coordinates": [0, 0]})

    def test_a_need_has_a_place_that_is_checked(self, desk):
        name = desk.write(
            discussion.state_need,
            desk.town,
            BEN,
            title="A way to school",
            text="Without stairs.",
            place="42.893, 20.866",
        )
        (found,) = desk.read(list_contributions, None, ("need",))
        assert found.id == name
        assert found.written["geometry"]["type"] == "Point"
        with pytest.raises(InvalidError):
            desk.write(
                discussion.state_need, desk.town, BEN, title="x", text="y", place="42.89 N nowhere"
            )


CLAIM = {
    "subject": "feature/way/1",
    "says": "we operate this",
    "role": "operator",
    "source": "Our register of assets",
}


class TestClaims:
    def claim(self, desk, caller=UTILITY, **changes):
        provider = min(desk.town.providers)
        form = ClaimForm(**{"provider": provider, **CLAIM, **changes})
        return desk.write(claims.claim, desk.town, caller, form)

    def test_rivals_stay_visible_and_accepted_ones_are_exported(self, desk):
        ours, theirs = self.claim(desk), self.claim(desk, BEN, says="this is wrong")
        settle = claims.settle_claim
        desk.write(settle, desk.town, NORTH_MODERATOR, ours, is_accepted=True)
        desk.write(settle, desk.town, NORTH_MODERATOR, theirs, is_accepted=False, reason="No.")
        assert {one.id for one in desk.read(claims.list_claims, "feature/way/1")} == {ours, theirs}
        with desk.database.read() as session:
            export = desk.ledger.export(session)
        (taken,), notes = read_registered(export, desk.town.providers.values())
        assert (taken.id, taken.feature, notes) == (ours, ("way", 1), ())

    def test_an_area_is_a_polygon_and_goes_into_the_next_build(self, quick_desk):
        ring = [[20.86, 42.89], [20.87, 42.89], [20.87, 42.9], [20.86, 42.89]]
        area = json.dumps({"type": "Polygon", "coordinates": [ring]})
        name = self.claim(quick_desk, subject="", place=area, since="2024-05")
        quick_desk.write(
            claims.settle_claim, quick_desk.town, NORTH_MODERATOR, name, is_accepted=True
        )
        with quick_desk.database.read() as session:
            export = quick_desk.ledger.export(session)
        (taken,), notes = read_registered(export, quick_desk.town.providers.values())
        assert (taken.geometry.geom_type, str(taken.since), notes) == ("Polygon", "2024-05", ())
        with pytest.raises(InvalidError, match="no area"):
            self.claim(quick_desk, subject="", place="42.893, 20.866")

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
    def test_a_claim_names_a_known_provider_and_one_thing(self, quick_desk, changes):
        with pytest.raises(InvalidError):
            self.claim(quick_desk, **changes)

    def test_nobody_accepts_a_claim_of_their_own(self, quick_desk):
        name = self.claim(quick_desk, NORTH_MODERATOR)
        with pytest.raises(ForbiddenError):
            quick_desk.write(
                claims.settle_claim, quick_desk.town, NORTH_MODERATOR, name, is_accepted=True
            )


class TestModeration:
    def test_a_removal_needs_both_banks(self, desk):
        subject = f"contribution/{desk.comment('feature/way/1', 'An insult.')}"
        assert not desk.remove(subject)
        assert list_texts(desk, "feature/way/1") == ["An insult."]
        with pytest.raises(ConflictError, match="other bank"):
            desk.remove(subject)
        queue = desk.read(moderation.list_queue, desk.town, SOUTH_MODERATOR)
        assert [one.row.subject for one in queue.removals] == [subject]
        assert desk.remove(subject, SOUTH_MODERATOR)
        assert list_texts(desk, "feature/way/1") == [None]
        stone = desk.read(moderation.find_tombstone, subject)
        assert (stone.bank, stone.is_emergency, stone.reason) == ("south", False, "An insult.")
        queue = desk.read(moderation.list_queue, desk.town, SOUTH_MODERATOR)
        assert not queue.removals
        with pytest.raises(ConflictError, match="already"):
            desk.remove(subject)

    def test_a_stated_emergency_needs_one_and_the_other_sees_and_restores_it(self, desk):
        project = desk.propose_accepted()
        subject = f"project/{project}"
        assert desk.remove(subject, is_emergency=True)
        assert project not in [row.id for row, _ in desk.read(list_projects)]
        queue = desk.read(moderation.list_queue, desk.town, SOUTH_MODERATOR)
        assert [one.subject for one in queue.emergencies] == [subject]
        desk.write(moderation.restore, desk.town, SOUTH_MODERATOR, subject, reason="No emergency.")
        assert not desk.read(get_project, project).is_removed
        with desk.database.write() as session:
            replay(session)
        assert not desk.read(get_project, project).is_removed

    @pytest.mark.parametrize("caller", [ANA, NORTH, UTILITY, ADMINISTRATOR])
    def test_nobody_else_removes_or_restores(self, quick_desk, caller):
        subject = f"project/{quick_desk.propose()}"
        with pytest.raises(ForbiddenError):
            quick_desk.remove(subject, caller, is_emergency=True)
        with pytest.raises(ForbiddenError):
            quick_desk.write(moderation.restore, quick_desk.town, caller, subject, reason="x")
        with pytest.raises(ForbiddenError):
            quick_desk.read(moderation.list_queue, quick_desk.town, caller)

    def test_an_author_appeals_once_and_restoring_settles_it(self, desk):
        subject = f"contribution/{desk.comment('feature/way/1')}"
        desk.remove(subject, is_emergency=True)
        with pytest.raises(ForbiddenError):
            desk.write(discussion.appeal, ANA, subject, "Not mine.")
        desk.write(discussion.appeal, BEN, subject, "This was no insult.")
        with pytest.raises(ConflictError, match="waits"):
            desk.write(discussion.appeal, BEN, subject, "Again.")
        desk.write(moderation.restore, desk.town, SOUTH_MODERATOR, subject, reason="Right.")
        queue = desk.read(moderation.list_queue, desk.town, NORTH_MODERATOR)
        assert not queue.appeals

    def test_what_is_reported_is_for_moderators_alone(self, desk):
        desk.write(discussion.report, BEN, "feature/way/1", "My neighbour wrote this.")
        queue = desk.read(moderation.list_queue, desk.town, NORTH_MODERATOR)
        (found,) = queue.reports
        assert found.written["text"] == "My neighbour wrote this."
        with desk.database.read() as session:
            exported = desk.ledger.export(session)
        assert verify(exported).is_valid
        assert "neighbour" not in str(exported.details)
        with pytest.raises(InvalidError):
            desk.write(moderation.dismiss, desk.town, NORTH_MODERATOR, found.id, reason="")
        desk.write(moderation.dismiss, desk.town, NORTH_MODERATOR, found.id, reason="Harmless.")
        assert not desk.read(moderation.list_queue, desk.town, NORTH_MODERATOR).reports

    def test_an_author_erases_a_text_and_the_chain_stays_whole(self, desk):
        name = desk.comment("feature/way/1", "My telephone is 044 123.")
        reason = moderation.Erasure.AUTHOR.value
        with pytest.raises(ForbiddenError):
            desk.write(moderation.erase, ANA, name, reason=reason)
        with pytest.raises(InvalidError):
            desk.write(moderation.erase, BEN, name, reason="because of 044 123")
        desk.write(moderation.erase, BEN, name, reason=reason)
        with pytest.raises(ConflictError):
            desk.write(moderation.erase, BEN, name, reason=reason)
        assert list_texts(desk, "feature/way/1") == [None]
        with desk.database.read() as session:
            exported = desk.ledger.export(session)
        assert verify(exported).is_valid
        assert "telephone" not in str(exported)

    def test_the_version_of_now_is_changed_before_it_is_erased(self, desk):
        project = desk.propose_accepted()
        first, reason = desk.revision(project), moderation.Erasure.PERSON.value
        erase = moderation.erase_version
        with pytest.raises(ConflictError, match="Change the project first"):
            desk.write(erase, desk.town, NORTH_MODERATOR, first, reason=reason)
        desk.revise(project, location="At the mill")
        desk.write(erase, desk.town, NORTH_MODERATOR, first, reason=reason)
        assert desk.read(get_details, first) is None

    def test_a_moderator_s_queue_lists_what_their_bank_has_not_decided(self, desk):
        project = desk.propose()
        desk.decide(NORTH_MODERATOR, project)
        north = desk.read(moderation.list_queue, desk.town, NORTH_MODERATOR)
        south = desk.read(moderation.list_queue, desk.town, SOUTH_MODERATOR)
        assert not north.proposals
        ((row, _, accepted),) = south.proposals
        assert (row.id, accepted) == (project, ["north"])


class TestOneBankAlone:
    """What a moderator of one bank cannot do without the other one, nor for themselves."""

    @pytest.fixture
    def removed(self, quick_desk):
        """What one bank removed in an emergency."""
        name = quick_desk.comment("feature/way/1", "An insult.")
        quick_desk.remove(f"contribution/{name}", is_emergency=True)
        return name

    def erase(self, desk, name, caller=NORTH_MODERATOR):
        desk.write(moderation.erase, caller, name, reason=moderation.Erasure.LAW.value)

    def test_an_emergency_does_not_erase_for_good(self, quick_desk, removed):
        for caller in (NORTH_MODERATOR, SOUTH_MODERATOR):
            with pytest.raises(ForbiddenError, match="both banks"):
                self.erase(quick_desk, removed, caller)
        subject = f"contribution/{removed}"
        with pytest.raises(ConflictError, match="already"):
            quick_desk.remove(subject)
        assert quick_desk.remove(subject, SOUTH_MODERATOR)
        assert not quick_desk.read(moderation.find_tombstone, subject).is_emergency
        self.erase(quick_desk, removed)

    def test_an_emergency_does_not_erase_the_version_of_now(self, quick_desk):
        project = quick_desk.propose_accepted()
        quick_desk.remove(f"project/{project}", is_emergency=True)
        with pytest.raises(ConflictError):
            quick_desk.write(
                moderation.erase_version,
                quick_desk.town,
                NORTH_MODERATOR,
                quick_desk.revision(project),
                reason=moderation.Erasure.LAW.value,
            )

    def test_the_other_bank_decides_on_an_appeal_against_an_emergency(self, quick_desk, removed):
        desk = quick_desk
        name = desk.write(discussion.appeal, BEN, f"contribution/{removed}", "No insult.")
        with pytest.raises(ForbiddenError, match="other bank"):
            desk.write(moderation.dismiss, desk.town, NORTH_MODERATOR, name, reason="No.")
        desk.write(moderation.dismiss, desk.town, SOUTH_MODERATOR, name, reason="No.")

    def test_nobody_restores_or_clears_what_they_wrote_themselves(self, quick_desk):
        desk = quick_desk
        subject = f"contribution/{desk.comment('feature/way/1', caller=NORTH_MODERATOR)}"
        name = desk.write(discussion.report, BEN, subject, "An insult.")
        with pytest.raises(ForbiddenError, match="themselves"):
            desk.write(moderation.dismiss, desk.town, NORTH_MODERATOR, name, reason="No.")
        desk.remove(subject, SOUTH_MODERATOR, is_emergency=True)
        with pytest.raises(ForbiddenError, match="themselves"):
            desk.write(moderation.restore, desk.town, NORTH_MODERATOR, subject, reason="Mine.")

    def test_a_report_on_a_place_can_be_closed(self, quick_desk):
        desk = quick_desk
        name = desk.write(discussion.report, BEN, "feature/way/1", "Wrong.")
        desk.write(moderation.dismiss, desk.town, NORTH_MODERATOR, name, reason="Right.")


class TestBounds:
    """What one person can use up, so that nothing is left for others."""

    def test_suggestions_that_wait_are_few_for_each_person(self, quick_desk, monkeypatch):
        monkeypatch.setattr(discussion, "MOST_SUGGESTED", 1)
        project = quick_desk.propose_accepted()
        quick_desk.suggest(project, location="At the mill")
        with pytest.raises(ConflictError, match="wait for a decision"):
            quick_desk.suggest(project, location="At the weir")
        quick_desk.suggest(project, ANA, location="At the weir")

    def test_nobody_uses_up_what_all_may_write_about_a_thing(self, quick_desk, monkeypatch):
        monkeypatch.setattr(discussion, "MOST_OF_ONE", 1)
        quick_desk.comment("feature/way/1")
        with pytest.raises(ConflictError, match="no more is taken"):
            quick_desk.comment("feature/way/1")
        quick_desk.comment("feature/way/1", caller=ANA)

    def test_a_flood_of_comments_does_not_stop_the_moderators(self, quick_desk, monkeypatch):
        project = quick_desk.propose_accepted()
        monkeypatch.setattr(discussion, "MOST_ON_ONE", 1)
        quick_desk.comment(f"project/{project}")
        assert not quick_desk.remove(f"project/{project}")
        assert quick_desk.remove(f"project/{project}", SOUTH_MODERATOR)

    def test_a_proposal_is_not_changed_without_end(self, quick_desk, monkeypatch):
        monkeypatch.setattr(projects, "MOST_VERSIONS", 2)
        project = quick_desk.propose()
        quick_desk.revise(project, ANA, location="At the mill")
        with pytest.raises(ConflictError, match="so often"):
            quick_desk.revise(project, ANA, location="At the weir")
        quick_desk.accept(project)
        quick_desk.revise(project, NORTH, location="At the weir")

    def test_proposals_that_wait_are_few_for_each_person(self, quick_desk, monkeypatch):
        monkeypatch.setattr(projects, "MOST_PROPOSED", 1)
        project = quick_desk.propose()
        with pytest.raises(ConflictError, match="wait for a decision"):
            quick_desk.propose()
        quick_desk.accept(project)
        quick_desk.propose()


def test_a_suggestion_is_kept_as_it_was_checked(quick_desk):
    """A figure that was sent as text would be no number on the page of the project."""
    project = quick_desk.propose_accepted()
    cost = {"low": "5", "high": 6, "currency": "EUR", "sources": [{"name": "x"}], "certainty": "L"}
    quick_desk.suggest(project, costs=[cost], note="a\u202eb")
    (found,) = quick_desk.read(list_contributions, f"project/{project}", ("suggestion",))
    assert found.written["changes"]["costs"][0]["low"] == 5.0
    assert found.written["changes"]["note"] == "ab"
    assert found.written["sources"]["costs"] == {"name": "Minutes of the meeting"}


def test_nobody_proposes_an_example(quick_desk):
    project = quick_desk.propose(is_example=True)
    details = quick_desk.read(get_details, quick_desk.revision(project))
    assert "is_example" not in details["record"]
