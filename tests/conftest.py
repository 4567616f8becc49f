"""What all tests share."""

import pytest

from pipelines import check


@pytest.fixture(scope="session", autouse=True)
def serve_nothing_to_check():
    """Builds in this process publish unchecked: a server that starts for each takes seconds."""
    find_faults = check.find_faults
    check.find_faults = lambda _data: []
    yield find_faults
    check.find_faults = find_faults


@pytest.fixture
def checked_builds(serve_nothing_to_check, monkeypatch):
    """Builds of this test are checked as all others are outside of tests."""
    monkeypatch.setattr(check, "find_faults", serve_nothing_to_check)
