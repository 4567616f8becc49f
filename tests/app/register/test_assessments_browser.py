"""An assessment is attached on a phone: its file is chosen, and its figures stand on the page."""

import json

from playwright.sync_api import expect

from tests.app.accessibility import expect_no_fault_of_access
from tests.app.browsing import NEEDS_BROWSER, PHONE, resize
from tests.app.register.stored import write_assessment
from tests.app.register.test_login_browser import TOO_SMALL
from tests.app.register.test_story_browser import enter

pytestmark = NEEDS_BROWSER


def test_a_file_is_chosen_attached_and_shown(server, tabs, tmp_path):
    file = tmp_path / "assessment.json"
    file.write_text(json.dumps(write_assessment()))
    page = enter(server, tabs, "contributor", name="Ana")
    resize(page, PHONE)
    page.goto(f"{server.site}/projects/new-footbridge-2025")
    page.get_by_text("Attach an assessment").click()
    page.get_by_label("File", exact=True).set_input_files(file)
    expect(page.get_by_label("Assessment", exact=True)).to_have_value(file.read_text())
    page.get_by_role("button", name="Attach", exact=True).click()
    section = page.locator("section", has=page.locator("#assessments"))
    expect(section).to_contain_text("112 s less (95 to 130)")
    expect(section).to_contain_text("another place than the project’s current version")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert [one for one in page.evaluate(TOO_SMALL) if "<a " not in one] == []
    expect_no_fault_of_access(page)
    assert tabs.notes.complaints == []
