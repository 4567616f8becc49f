"""Pages worked by hand: each story is told by mouse, by touch and by keyboard."""

import pytest

from tests.app.browsing import EXPOSE
from tests.app.stories.hands import HANDS


@pytest.fixture(params=list(HANDS))
def hand_kind(request):
    return HANDS[request.param]


@pytest.fixture
def begin(tabs, hand_kind):
    """Open an address, and take the page in one's hand; at the end nothing complained."""

    def open_page(address):
        page = tabs.open(hand_kind.screen, script=EXPOSE, motion="reduce", **hand_kind.options)
        page.goto(address)
        return hand_kind(page)

    yield open_page
    tabs.close()
    assert tabs.notes.complaints == []
