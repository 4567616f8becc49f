"""A server stops while somebody works, and comes back at the same address."""

from playwright.sync_api import expect

from tests.app.browsing import NEEDS_BROWSER, Notes
from tests.app.reviewed_city import LINE, wait_until_reviewed
from tests.app.served import ServedProcess
from tests.app.stories.results import wait_for_result

pytestmark = NEEDS_BROWSER
ENDS = ",".join(str(degrees) for at in LINE for degrees in at)


def test_what_was_drawn_stays_while_the_server_is_gone_and_is_answered_after(
    tabs, begin, sample_data
):
    with ServedProcess(sample_data) as server:
        port = server.port
        wait_until_reviewed(server.url)
        hand = begin(f"{server.url}/review?day=2025-10-01&line={ENDS}")
        page = hand.page
        wait_for_result(page)
        before = page.locator(".review__first").inner_text()
        server.stop()
        hand.press(page.locator("#review-closures summary"))
        hand.press(page.locator("input[name=close][value=main]"))
        expect(page.locator("#review-status")).to_contain_text("The server does not answer.")
        expect(page.get_by_text("Figures below are of the change before.")).to_be_visible()
        assert page.locator("input[name=line]").first.input_value() == ENDS
    with ServedProcess(sample_data, "--port", port) as server:
        wait_until_reviewed(server.url)
        wait_for_result(page)
        expect(page.locator("#review-status")).to_be_empty()
        expect(page.locator(".review__first")).not_to_have_text(before)
        tabs.close()
    tabs.notes = Notes()  # that nothing answered is what this is about
