"""What all tests share: how many random examples they try, and what may be skipped."""

from hypothesis import settings

from tests.installed import pytest_runtest_makereport

__all__ = ["pytest_runtest_makereport"]

# `make test-all` takes this one; tests that count their own examples ask tests/examples.py.
settings.register_profile(
    "long", max_examples=1000, deadline=None, derandomize=False, print_blob=True
)
