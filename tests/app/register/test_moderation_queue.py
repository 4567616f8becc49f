"""What waits for moderators: begun in one page, and whole page by page, whatever there is of it."""

import re

import pytest

from app.register import discussion, log_pages, moderation_queue, views
from app.register.caller import Caller
from app.register.moderation import dismiss
from app.register.moderation_queue import Waiting, list_queue
from app.register.roles import Role
from tests.app.register.team import ANA, BEN, NORTH_MODERATOR, SOUTH_MODERATOR


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(moderation_queue, "FEW", 2)
    monkeypatch.setattr(moderation_queue, "MANY", 3)


def read_pages(team, caller, only):
    """Read a whole list page by page."""
    found, after = [], 0
    while True:
        part = team.read(list_queue, team.town, caller, only, after)[only]
        found += part.items
        assert part.after == after
        if part.end >= part.total:
            assert len(found) == part.total
            return found
        after = part.end


def test_every_report_is_found_and_none_of_the_requests_to_remove(team):
    project = team.propose_accepted()
    names = [
        team.write(discussion.report, BEN, f"project/{project}", f"Report {number}.")
        for number in range(7)
    ]
    comments = [team.comment(f"project/{project}", f"{number}.", ANA) for number in range(4)]
    for one in comments:
        team.remove(f"contribution/{one}", NORTH_MODERATOR)
    begun = team.read(list_queue, team.town, SOUTH_MODERATOR)
    assert (len(begun["reports"]), begun["reports"].total) == (2, 7)
    assert (len(begun["removals"]), begun["removals"].total) == (2, 4)
    reports = read_pages(team, SOUTH_MODERATOR, Waiting.REPORTS)
    assert [one.id for one in reports] == names[::-1]
    asked = read_pages(team, SOUTH_MODERATOR, Waiting.REMOVALS)
    assert [one.row.subject for one in asked] == [f"contribution/{one}" for one in comments[::-1]]
    assert read_pages(team, NORTH_MODERATOR, Waiting.REMOVALS) == []
    team.write(dismiss, team.town, NORTH_MODERATOR, names[3], reason="Harmless.")
    assert len(read_pages(team, SOUTH_MODERATOR, Waiting.REPORTS)) == 6


def test_proposals_are_those_that_the_bank_did_not_decide_on(team):
    names = [team.propose() for _ in range(5)]
    team.decide(NORTH_MODERATOR, names[0])
    north = read_pages(team, NORTH_MODERATOR, Waiting.PROPOSALS)
    assert [row.id for row, *_ in north] == names[:0:-1]
    south = read_pages(team, SOUTH_MODERATOR, Waiting.PROPOSALS)
    assert [row.id for row, *_ in south] == names[::-1]
    assert [accepted for *_, accepted in south][-1] == ["north"]


def test_pages_lead_to_all_of_a_long_list(server):
    moderator, _ = server.add("moderator")
    writer, _ = server.add("contributor")
    project = server.register.town.projects[0].id
    with server.visit(writer) as visitor:
        for number in range(5):
            fields = {"subject": f"project/{project}", "text": f"Report number {number}."}
            assert visitor.post("/reports", fields).status_code == 303
    found = set()
    with server.visit(moderator) as visitor:
        begun = visitor.get("/moderate").text
        path = re.search(r'href="(/moderate\?only=reports)">', begun)[1]
        while path:
            page = visitor.get(path).text
            found |= set(re.findall(r"Report number \d", page))
            more = re.search(r'rel="next" href="([^"]+)"', page)
            path = more and more[1].replace("&amp;", "&")
        assert len(found) == 5
        assert 'rel="prev"' in page
        assert visitor.get("/moderate?only=else").status_code == 422


def test_comments_and_needs_beyond_the_newest_are_pages_further(server, monkeypatch):
    for module, name, number in ((views, "ON_A_PAGE", 2), (log_pages, "ON_A_PAGE", 2)):
        monkeypatch.setattr(module, name, number)
    monkeypatch.setattr(log_pages, "MOST", 3)
    register, project = server.register, server.register.town.projects[0].id
    caller = Caller("anna", Role.CONTRIBUTOR)
    for number in range(5):
        text = f"Said as number {number}."
        with server.write() as session:
            discussion.comment(session, register.ledger, caller, f"project/{project}", text)
            discussion.state_need(
                session, register.ledger, register.town, caller, title="A bench", text=text
            )
    with server.visit() as visitor:
        for first in (f"/projects/{project}", "/needs"):
            found, pages, path = [], 0, first
            while path:
                page = visitor.get(path).text
                found += re.findall(r"Said as number (\d)", page)
                more = re.search(r'rel="next" href="([^"#]+)', page)
                path, pages = more and more[1].replace("&amp;", "&"), pages + 1
            assert (found, pages) == (["4", "3", "2", "1", "0"], 3)
