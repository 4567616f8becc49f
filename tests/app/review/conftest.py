"""Pages of the review in a real browser."""

from urllib.parse import urlsplit

import pytest

from tests.app.browsing import DESK, EXPOSE
from tests.app.review.review_page import wait_for_numbers, wait_for_start

DAY = "day=2025-10-01"


@pytest.fixture
def visit(tabs, reviewed):
    """Open the review by a query; at the end nobody else was asked and nothing complained."""

    def open_page(query=DAY, screen=DESK, **options):
        page = tabs.open(screen, script=EXPOSE, **options)
        page.goto(f"{reviewed.url}/review?{query}")
        (wait_for_numbers if "=" in query.removeprefix(DAY) else wait_for_start)(page)
        return page

    yield open_page
    tabs.close()
    assert tabs.notes.complaints == []
    assert tabs.notes.hosts == {urlsplit(reviewed.url).netloc}
