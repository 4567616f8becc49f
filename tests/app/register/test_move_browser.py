"""An institution moves its keys to another address, in a real browser."""

from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import expect

from app.register.accounts import list_accounts
from app.register.links import LinkKind, make_link
from geodata.register.verify import verify
from tests.app.browsing import DESK, NEEDS_BROWSER
from tests.app.register.served_register import RegisterServer
from tests.app.register.test_story_browser import enter, give_authenticator

pytestmark = NEEDS_BROWSER

NEW = "https://keys.example.org"
BODY = "municipality-north"


@pytest.fixture
def moved(signing_server, offices_of_town):
    """The same register served once more, by the new address."""
    settings = {"public_url": NEW, "keys": offices_of_town.file}
    with RegisterServer(signing_server.register.settings.data, **settings) as made:
        yield made


def bring(page, port):
    """Answer what a page asks of the new address by the server, as a proxy before it does."""

    def answer(route):
        asked, parts = route.request, urlsplit(route.request.url)
        told = httpx.request(
            asked.method,
            f"http://127.0.0.1:{port}{parts.path}?{parts.query}",
            headers={**asked.all_headers(), "host": parts.netloc},
            content=asked.post_data_buffer or b"",
        )
        if told.is_redirect:  # Playwright does not see what a browser asks after a redirect
            cookie = {"set-cookie": told.headers.get("set-cookie", "")}
            page_of = f'<meta http-equiv="refresh" content="0;url={told.headers["location"]}">'
            route.fulfill(status=200, headers=cookie, content_type="text/html", body=page_of)
            return
        headers = {name: one for name, one in told.headers.items() if name != "content-encoding"}
        route.fulfill(status=told.status_code, headers=headers, body=told.content)

    page.context.route(f"{NEW}/**", answer)


def log_in_anew(server, page, account):
    """Log in at the new address by a link: a passkey of the old one is none there."""
    with server.write() as session:
        path = make_link(session, account, LinkKind.RESET)
    page.goto(NEW + path)
    page.get_by_role("button", name="Make a passkey").click()
    expect(page).to_have_url(f"{NEW}/mine")


def make_key(page):
    page.goto(f"{NEW}/keys")
    page.get_by_label("Whose device it is").fill("New laptop")
    page.get_by_role("button", name="Make a key").click()
    expect(page.locator(".made pre")).to_contain_text("[[body.keys]]")
    return page.locator(".made pre").inner_text()


def move(page, site, lines):
    page.goto(f"{site}/login")  # the link ended all logins of before
    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page).to_have_url(f"{site}/")
    page.goto(f"{site}/keys/change")
    page.get_by_label("Lines of a new key").fill(lines)
    page.get_by_label("Only if your institution moves").fill(f"{NEW}/")
    page.get_by_label("Reason").fill("A site of our own.")
    page.get_by_role("button", name="Show the change").click()
    statement = page.locator(".statement")
    expect(statement).to_contain_text("It takes the place of all others")
    expect(statement).to_contain_text(NEW)
    page.get_by_role("button", name="Sign with a key of now").click()
    expect(page.locator(".entries li")).to_have_count(1)
    expect(page.locator(".entries")).to_contain_text("New laptop")


def sign(page, site, project):
    page.goto(f"{site}/sign/{project}?act=consents")
    page.get_by_role("button", name="Sign with the institution").click()
    expect(page).to_have_url(f"{site}/projects/{project}")


def test_an_institution_moves_its_keys_and_signs_at_the_new_address(
    signing_server, moved, offices_of_town, tabs
):
    old = signing_server
    first, second, *_ = sorted(one.id for one in old.register.town.projects)
    office = enter(old, tabs, "office", offices_of_town.known[BODY], body=BODY, name="Office")
    sign(office, old.site, first)

    page = tabs.open(DESK, user_agent="at the new address", status=422)
    bring(page, moved.socket.getsockname()[1])
    give_authenticator(page)
    with old.read() as session:
        (account,) = (one.id for one in list_accounts(session) if one.name == "Office")
    log_in_anew(old, page, account)
    lines = make_key(page)
    page.goto(f"{NEW}/sign/{second}?act=consents")
    expect(page.get_by_role("alert")).to_contain_text(old.site)
    expect(page.get_by_role("button", name="Sign with the institution")).to_have_count(0)

    move(office, old.site, lines)
    sign(page, NEW, second)
    office.goto(f"{old.site}/sign/{second}?act=withdraws")
    expect(office.get_by_role("alert")).to_contain_text(NEW)

    with old.read() as session:
        export = old.register.ledger.export(session)
    verdict = verify(export, offices_of_town.fingerprints, export.head)
    assert verdict.is_valid, verdict.faults
    states = {one.project: one.consents[0].state.value for one in verdict.consents}
    assert states[first] == states[second] == "signed, does not count yet"
    assert tabs.notes.complaints == []
