"""The story of a footbridge in a real browser: proposed, accepted, signed, changed, declined."""

import base64

import pytest
from cryptography.hazmat.primitives import serialization
from playwright.sync_api import expect
from webauthn.helpers import base64url_to_bytes

from app.register.links import LinkKind, make_link
from geodata.register.export import read_export, write_export
from geodata.register.verify import verify
from tests.app.accessibility import expect_no_fault_of_access
from tests.app.browsing import DESK, NEEDS_BROWSER, PHONE, resize
from tests.app.register.pinned_offices import BODIES
from tests.app.register.test_login_browser import TOO_SMALL

pytestmark = NEEDS_BROWSER


def give_authenticator(page, office=None):
    """Give a page's browser an authenticator, which may hold the key of an office."""
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
    if office:
        passkey = office.passkeys[0]
        private = passkey.pair.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        credential = {
            "credentialId": base64.b64encode(base64url_to_bytes(passkey.id)).decode(),
            "isResidentCredential": False,  # so that it is no way to log in
            "rpId": "localhost",
            "privateKey": base64.b64encode(private).decode(),
            "signCount": 1,
        }
        session.send(
            "WebAuthn.addCredential",
            {"authenticatorId": made["authenticatorId"], "credential": credential},
        )


def enter(server, tabs, role, office=None, **options):
    """Open a browser of somebody's own, who accepts an invitation by a passkey to log in."""
    account, _ = server.add(role, password=None, **options)
    with server.write() as session:
        path = make_link(session, account, LinkKind.INVITATION)
    page = tabs.open(DESK, user_agent=f"{role} {options} {server.site}", status=422)
    give_authenticator(page, office)
    page.goto(server.site + path)
    page.get_by_role("button", name="Make a passkey").click()
    expect(page).to_have_url(server.site + "/mine")
    return page


def propose(server, page):
    page.goto(server.site + "/propose")
    expect_no_fault_of_access(page)
    page.get_by_label("English", exact=True).first.fill("Footbridge at the mill")
    page.get_by_label("Kind").select_option("footbridge")
    page.get_by_label("Where: latitude").fill("20.8655, 42.8935 or so")
    page.get_by_role("button", name="Send the proposal").click()
    expect(page.get_by_role("alert")).to_contain_text("no place that can be read")
    line = '{"type": "LineString", "coordinates": [[20.8755, 42.8855], [20.8760, 42.8845]]}'
    page.get_by_label("Where: latitude").fill(line)
    page.get_by_role("button", name="Send the proposal").click()
    if page.get_by_role("alert").count():
        page.get_by_role("button", name="Send the proposal").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Footbridge at the mill")
    return page.url


def accept(page, address):
    page.goto(address)
    page.get_by_role("button", name="Accept for my bank").click()
    expect(page).to_have_url(address)


def sign(page, address, act, reason=""):
    page.goto(address)
    page.get_by_role("link", name="Sign or decline").click()
    expect_no_fault_of_access(page)
    page.get_by_label(act, exact=True).check()
    page.get_by_label("Reason").fill(reason)
    page.get_by_role("button", name="Show the statement").click()
    expect(page.locator("#hash")).to_have_text(r := page.locator("#hash").inner_text())
    assert len(r.split()) == 16
    expect_no_fault_of_access(page)
    page.get_by_role("button", name="Sign with the institution").click()
    expect(page).to_have_url(address)


def expect_states(page, address, north, south):
    page.goto(address)
    for body, state in zip(BODIES, (north, south), strict=True):
        panel = page.locator(f".key[data-key={body}]")
        expect(panel).to_have_attribute("data-state", state)
    boxes = [page.locator(f".key[data-key={body}]").bounding_box() for body in BODIES]
    assert boxes[0]["width"] == pytest.approx(boxes[1]["width"], abs=1)
    assert boxes[0]["y"] == boxes[1]["y"]


def test_a_footbridge_is_proposed_accepted_signed_changed_and_declined(
    signing_server, offices_of_town, tabs, tmp_path
):
    server, known = signing_server, offices_of_town.known
    ana = enter(server, tabs, "contributor", name="Ana")
    address = propose(server, ana)
    moderators = [
        enter(server, tabs, "moderator", name=f"Moderator {bank}", bank=bank)
        for bank in ("north", "south")
    ]
    for one in moderators:
        accept(one, address)
    north, south = (enter(server, tabs, "office", known[one], body=one) for one in BODIES)

    sign(north, address, "Consents")
    sign(south, address, "Consents")
    waiting = "signed, does not count yet"
    expect_states(ana, address, waiting, waiting)

    north.get_by_role("link", name="Suggest a change").click()
    expect_no_fault_of_access(north)
    north.get_by_label("Where, in words").fill("At the mill")
    north.get_by_label("Who says so").fill("Minutes of 1 November")
    north.get_by_role("button", name="Send the suggestion").click()
    accept(moderators[0], address)
    expect_states(ana, address, waiting, waiting)
    accept(moderators[1], address)
    expect(moderators[1].locator(".differences")).to_contain_text("Minutes of 1 November")
    lapsed = "lapsed: signed an earlier version"
    expect_states(ana, address, lapsed, lapsed)

    sign(south, address, "Declines", "Too dear.")
    expect_states(ana, address, lapsed, "declines")
    expect(ana.locator(".key[data-key=municipality-south]")).to_contain_text("Too dear.")
    expect_no_fault_of_access(ana)

    check_export(server, offices_of_town, tmp_path, address.rpartition("/")[2])
    assert tabs.notes.complaints == []
    assert {host.split(":")[0] for host in tabs.notes.hosts} <= {"localhost", ""}


def check_export(server, offices, folder, project):
    """Verify the export as whoever has the fingerprints on paper does."""
    with server.read() as session:
        exported = server.register.ledger.export(session)
    path = folder / "export.json"
    path.write_bytes(write_export(exported))
    verdict = verify(read_export(path), offices.fingerprints, exported.head)
    assert verdict.is_valid, verdict.faults
    assert verdict.are_keys_proven
    (found,) = (one for one in verdict.consents if one.project == project)
    states = [one.state.value for one in found.consents]
    assert states == ["lapsed: signed an earlier version", "declines"]


def test_the_key_of_the_other_office_signs_nothing(signing_server, offices_of_town, tabs):
    """A browser that holds another key only cannot answer at all."""
    server = signing_server
    project = min(one.id for one in server.register.town.projects)
    page = enter(
        server, tabs, "office", offices_of_town.known[BODIES[1]], body=BODIES[0], name="Wrong key"
    )
    page.goto(f"{server.site}/sign/{project}?act=consents")
    page.get_by_role("button", name="Sign with the institution").click()
    expect(page.locator("output")).to_contain_text("did not answer")
    page.goto(f"{server.site}/projects/{project}")
    expect(page.locator(".key[data-state='has not signed']")).to_have_count(2)


def test_pages_fit_a_phone_and_are_easy_to_touch(signing_server, offices_of_town, tabs):
    server = signing_server
    project = server.register.town.projects[0].id
    page = enter(server, tabs, "moderator", name="On a phone", bank="north")
    resize(page, PHONE)
    paths = ("/", f"/projects/{project}", "/propose", f"/projects/{project}/change", "/moderate")
    for path in (*paths, "/log", "/needs", "/claims", "/reported"):
        page.goto(server.site + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        small = [one for one in page.evaluate(TOO_SMALL) if "<a " not in one]
        assert small == [], path
        expect_no_fault_of_access(page)
