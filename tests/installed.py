"""Where CI is set, everything is to be installed: a test skipped for want of a program fails."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn such skips, whose reason says what to install, into failures."""
    report = yield
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
    if report.skipped and "install" in reason and os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = f"{reason} (where CI is set, this is no reason to skip a test)"
    return report
