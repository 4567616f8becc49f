"""Pages of the review in a real browser."""

from urllib.parse import urlsplit

import httpx
import pytest

from app.main import create_app
from app.settings import Settings
from tests.app.browsing import DESK, EXPOSE
from tests.app.named_town import copy_with_street_names
from tests.app.review.review_page import wait_for_numbers, wait_for_start
from tests.app.served import Server

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


@pytest.fixture(scope="session")
def named_url(sample_data, make_once):
    """The address of a server that reviews the sample with names for a few of its streets."""
    folder = make_once("named", lambda folder: copy_with_street_names(sample_data, folder))
    with Server(create_app(Settings(data=folder, poll_s=60))) as server:
        server.wait_until_reviewed()
        yield server.url


@pytest.fixture
def study_client(reviewed, monkeypatch):
    """A client of the sample's review whose pages of studies wait for their answers."""
    for page in ("closures_page", "plan_page"):
        monkeypatch.setattr(f"app.review.{page}.PATIENCE_S", 60)
    with httpx.Client(base_url=reviewed.url, timeout=60) as client:
        yield client
