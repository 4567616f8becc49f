"""What everybody reads is kept as bytes: never of who is logged in, and never after a change."""

import httpx
import pytest

from app.register import discussion, home
from app.register.caller import Caller
from app.register.main import ROUTERS
from app.register.models import AccountRow, ProjectRow
from app.register.page_cache import KeptAnswer, KeptAnswers, keep
from app.register.roles import Role
from app.web.answers import AnswerCache


@pytest.fixture
def project(server):
    with server.read() as session:
        return session.query(ProjectRow).first().id


def list_kept_paths(project):
    routes = [one for router in ROUTERS for one in router.routes]
    kept = [one for one in routes if one.endpoint.__code__ is keep(len).__code__]
    return [
        one.path.replace("{project}", project).replace("{collection}", "projects") for one in kept
    ]


def count_kept(server):
    return len(server.app.state.kept._answers)


def comment(server, project, account, text):
    caller = Caller(account, Role.CONTRIBUTOR)
    with server.write() as session:
        ledger = server.register.ledger
        discussion.comment(session, ledger, caller, f"project/{project}", text, "en")


def test_a_page_is_made_once_and_then_given_as_it_was(server, project, monkeypatch):
    with server.visit() as visitor:
        first = visitor.get(f"/projects/{project}")
        monkeypatch.setattr("app.register.project_pages.render", None)  # it cannot be made again
        again = visitor.get(f"/projects/{project}")
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    for name in ("etag", "content-security-policy", "vary", "content-language", "content-type"):
        assert first.headers[name] == again.headers[name]
    assert first.headers["x-request-id"] != again.headers["x-request-id"]


def test_a_reader_who_has_it_is_told_so_without_a_body(server):
    with server.visit() as visitor:
        tag = visitor.get("/log").headers["etag"]
        answer = visitor.get("/log", **{"If-None-Match": tag})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == tag


def test_what_is_written_is_on_the_page_at_once(server, project):
    account, _ = server.add("contributor")
    with server.visit() as visitor:
        for path in (f"/projects/{project}", "/log", "/api/register/comments.geojson"):
            before = visitor.get(path).text
            comment(server, project, account, f"Said before {path}.")
            assert visitor.get(path).text != before


def test_a_new_name_is_on_the_page_at_once_and_so_is_none(server, project):
    account, _ = server.add("contributor", name="Arta Krasniqi")
    comment(server, project, account, "A bench.")
    with server.visit() as visitor:
        assert "Arta Krasniqi" in visitor.get(f"/projects/{project}").text
        with server.write() as session:
            session.get(AccountRow, account).name = "Arta Gashi"
        page = visitor.get(f"/projects/{project}").text
        assert "Arta Gashi" in page
        assert "Krasniqi" not in page
        with server.write() as session:
            session.delete(session.get(AccountRow, account))
        assert "Arta" not in visitor.get(f"/projects/{project}").text


def test_languages_tints_and_questions_are_kept_apart(server):
    with server.visit() as visitor:
        pages = [
            visitor.get("/").content,
            visitor.get("/", **{"Accept-Language": "sq"}).content,
            visitor.get("/", Cookie="lang=sr-Latn").content,
            visitor.get("/", Cookie="banks=swapped").content,
            visitor.get("/?q=bridge").content,
        ]
    assert len(set(pages)) == len(pages) == count_kept(server)


def test_nothing_of_who_is_logged_in_is_kept_or_given_from_what_is(server, project):
    account, _ = server.add("contributor")
    paths = list_kept_paths(project)
    assert {"/", f"/projects/{project}", "/log", "/needs", "/claims"} <= set(paths)
    with server.visit(account) as visitor:
        for path in paths:
            assert visitor.get(path).is_success
    assert count_kept(server) == 0
    with server.visit() as stranger, server.visit(account) as visitor:
        for path in paths:
            stranger.get(path)
            assert visitor.get(path).is_success
        page = f"/projects/{project}"
        assert "<textarea" in visitor.get(page).text
        assert "<textarea" not in stranger.get(page).text
        assert visitor.get(page).headers["cache-control"] == "private, no-cache"


def test_a_cookie_or_token_of_anybody_passes_what_is_kept_by(server):
    with server.visit() as visitor:
        visitor.get("/log")
    before = count_kept(server)
    with server.visit() as visitor:
        visitor.cookie = "of-nobody"
        assert visitor.get("/log?before=2").is_success
    refused = httpx.get(
        f"{server.site}/log".replace("localhost", "127.0.0.1"),
        headers={"Authorization": "Bearer wrong"},
    )
    assert refused.status_code == 401
    assert count_kept(server) == before


def test_refusals_and_answers_with_cookies_are_not_kept(server, project):
    with server.visit() as visitor:
        assert visitor.get("/projects/none-such").status_code == 404
        assert visitor.get("/?state=wrong").status_code == 422
        assert "set-cookie" in visitor.get("/?lang=sq").headers
    assert count_kept(server) == 0


def test_an_address_cannot_be_made_to_look_like_another_one(server, project):
    with server.visit() as visitor:
        known = visitor.get("/").content
        for host in ("localhost/?q=none#", "localhost/#", "localhost/needs?", "a\tb"):
            assert visitor.get("/?q=none", Host=host).content != known
            assert visitor.get("/needs", Host=host).content != known
        assert visitor.get("/").content == known
        visitor.get(f"/projects/{project}")
        for other in ("%0A", "%09", "%3F", "%23"):
            assert visitor.get(f"/projects/{project}{other}").status_code == 404


def test_long_addresses_count_among_what_is_kept():
    kept = AnswerCache(100_000)
    for number in range(60):
        kept.put(f"{number} " + "x" * 50_000, b"")
    assert len(kept._answers) == 1


def test_what_is_kept_is_bounded_and_the_oldest_goes():
    kept = KeptAnswers()
    for number in range(60):
        kept.put(str(number), KeptAnswer((), b"x" * 2**19, ""))
    assert kept.get("0") is None
    assert kept.get("59") is not None
    assert sum(map(len, kept._answers.values())) <= 16 * 2**20


def test_a_long_list_of_projects_has_pages_and_its_whole_number(server, monkeypatch):
    monkeypatch.setattr(home, "ON_A_PAGE", 7)
    with server.read() as session:
        total = session.query(ProjectRow).count()
    found, path = [], "/"
    with server.visit() as visitor:
        while path:
            page = visitor.get(path).text
            assert f"{total} projects" in page
            found += read_between(page, '<h2><a href="/projects/', '"')
            path = next(iter(read_between(page, 'rel="next" href="', '"')), None)
        filtered = visitor.get("/?kind=road_bridge&after=0").text
    assert len(found) == len(set(found)) == total
    assert f"{total} projects" not in filtered


def read_between(text, start, end):
    return [one.partition(end)[0].replace("&amp;", "&") for one in text.split(start)[1:]]
