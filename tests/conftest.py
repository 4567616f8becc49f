"""What all tests share: how many random examples they try, and what may be skipped."""

import pytest
from hypothesis import settings

from pipelines import check
from tests.installed import pytest_runtest_makereport

__all__ = ["pytest_runtest_makereport"]

# `make test-all` takes this one; tests that count their own examples ask tests/examples.py.
settings.register_profile(
    "long", max_examples=1000, deadline=None, derandomize=False, print_blob=True
)


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
