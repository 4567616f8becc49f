"""What the suite promises of itself."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SKIPS = """
import pytest

@pytest.mark.skipif(True, reason="no Chromium is installed: apt install chromium")
def test_a_page(): ...

def test_a_library():
    pytest.skip("static/vendor is not filled: install npm, then make vendor")

def test_real_data():
    pytest.skip("needs ../shared/data/somewhere.osm.pbf")

@pytest.mark.xfail(reason="not installed yet")
def test_what_is_known_to_fail():
    raise AssertionError
"""


def run_skips(folder, **environment):
    path = folder / "test_skips.py"
    path.write_text(SKIPS, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-rfsx", "--rootdir", folder, "-c", os.devnull]
    kept = {
        name: value for name, value in os.environ.items() if name not in {"CI", "PYTEST_ADDOPTS"}
    }
    return subprocess.run(
        [*map(str, command), "-p", "tests.installed", "-p", "no:cacheprovider", str(path)],
        cwd=ROOT,
        env=kept | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"} | environment,
        check=False,
        capture_output=True,
        text=True,
    )


def test_in_ci_a_test_that_is_skipped_for_want_of_a_program_fails(tmp_path):
    done = run_skips(tmp_path, CI="true")

    assert "1 failed, 1 skipped, 1 xfailed, 1 error" in done.stdout
    assert "no Chromium is installed: apt install chromium" in done.stdout
    assert done.returncode == 1


def test_elsewhere_it_is_skipped_and_the_summary_says_so(tmp_path):
    done = run_skips(tmp_path)

    assert "3 skipped, 1 xfailed" in done.stdout
    assert "no Chromium is installed: apt install chromium" in done.stdout
    assert done.returncode == 0
