"""A passkey in a real browser: made by an invitation, used to log in, and the pages for it."""

from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from app.register.links import LinkKind, make_link
from geodata.register.keys import load_keys
from tests.app.accessibility import expect_no_fault_of_access
from tests.app.browsing import DESK, NEEDS_BROWSER, PHONE

pytestmark = NEEDS_BROWSER

TOO_SMALL = """
() => [...document.querySelectorAll("main a, main button, main input, main select, nav a")]
  .filter((one) => one.type !== "hidden" && one.offsetParent !== null)
  .map((one) => [one.outerHTML.slice(0, 90), (one.closest("label") ?? one).getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.5 || box.width < 20)
  .map(([html, box]) => `${Math.round(box.height)} px: ${html}`)
"""


@contextmanager
def hold_authenticator(page):
    """Give a page's browser an authenticator whose user is always verified."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield lambda **change: session.send(
        "WebAuthn.setUserVerified", {"authenticatorId": made["authenticatorId"], **change}
    )
    session.send("WebAuthn.disable")
    session.detach()


def make_invitation(server, role):
    account, _ = server.add(role, password=None, name="Besa K.")
    with server.write() as session:
        return account, make_link(session, account, LinkKind.INVITATION)


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_an_invitation_a_passkey_and_a_login_with_it(server, tabs, screen):
    _, path = make_invitation(server, "office")
    page = tabs.open(screen, status=422)
    with hold_authenticator(page) as change:
        page.goto(server.site + path)
        expect_no_fault_of_access(page)
        page.get_by_role("button", name="Make a passkey").click()
        expect(page).to_have_url(server.site + "/mine")
        expect(page.locator("#passkeys + p + ul")).to_contain_text("My device")
        expect_no_fault_of_access(page)

        page.get_by_role("button", name="Log out", exact=True).click()
        expect(page).to_have_url(server.site + "/")
        page.goto(server.site + "/mine")
        expect(page).to_have_url(server.site + "/login?next=%2Fmine")
        page.get_by_role("button", name="Log in with a passkey").click()
        expect(page).to_have_url(server.site + "/mine")
        expect(page.locator("main")).to_contain_text("Besa K.")

        page.get_by_role("button", name="Log out", exact=True).click()
        change(isUserVerified=False)
        page.goto(server.site + "/login")
        page.get_by_role("button", name="Log in with a passkey").click()
        expect(page.locator("output")).to_contain_text("did not answer")
        expect(page).to_have_url(server.site + "/login")


def test_a_passkey_that_is_no_account_s_does_not_log_in(server, tabs):
    account, path = make_invitation(server, "moderator")
    page = tabs.open(status=422)
    with hold_authenticator(page):
        page.goto(server.site + path)
        page.get_by_role("button", name="Make a passkey").click()
        expect(page).to_have_url(server.site + "/mine")
        with server.write() as session:
            session.delete(session.get(type(server.read_account(account)), account))
        page.goto(server.site + "/login")
        page.get_by_role("button", name="Log in with a passkey").click()
        expect(page.get_by_role("alert")).to_contain_text("No account here has this passkey")


def test_pages_are_easy_to_use_on_a_phone(server, tabs):
    _, for_writers = make_invitation(server, "contributor")
    _, path = make_invitation(server, "administrator")
    page = tabs.open(PHONE, has_touch=True, is_mobile=True)
    with hold_authenticator(page):
        for address in (for_writers, "/login", "/reset", path):
            page.goto(server.site + address)
            expect_ease(page)
        page.get_by_role("button", name="Make a passkey").click()
        expect(page).to_have_url(server.site + "/mine")
        page.wait_for_load_state()
        expect_ease(page)
        page.get_by_role("link", name="Accounts", exact=True).click()
        expect(page).to_have_url(server.site + "/accounts")
        page.wait_for_load_state()
        expect_ease(page)


def expect_ease(page):
    """Targets large enough to touch, nothing wider than the screen, no fault of access."""
    assert page.evaluate(TOO_SMALL) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    expect_no_fault_of_access(page)


def test_an_office_makes_a_key_that_a_city_can_pin(server, tabs, tmp_path):
    _, path = make_invitation(server, "office")
    page = tabs.open(PHONE)
    with hold_authenticator(page):
        page.goto(server.site + path)
        page.get_by_role("button", name="Make a passkey").click()
        expect(page).to_have_url(server.site + "/mine")
        page.goto(server.site + "/keys")
        page.get_by_label("Whose device it is").fill('Mayor’s office, "laptop"')
        page.get_by_role("button", name="Make a key", exact=True).click()
        lines = page.locator(".made pre").inner_text()
        expect_ease(page)
    file = tmp_path / "keys.toml"
    file.write_text(lines, encoding="utf-8")
    (body,) = load_keys("mitrovica", file)
    assert (body.id, body.party.origins) == ("municipality-north", (server.site,))
    assert body.keys[0].label == 'Mayor’s office, "laptop"'
