"""Tests of the lock files: all is pinned and hashed, and no index or registry is named."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LISTS = ("run", "test", "ogctests")


def read_requirements(name):
    """Read a locked list as {(name, version): the rest of its entry}."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.replace("\\\n", " ").strip())
    parsed = [
        re.fullmatch(r"([a-z0-9._-]+)==(\S+)(.*)", entry.strip(), re.DOTALL) for entry in entries
    ]
    assert all(parsed), f"{name}.txt holds something other than pinned packages"
    return {(match[1], match[2]): match[3] for match in parsed}


def normalise(requirement):
    return re.match(r"[A-Za-z0-9._-]+", requirement)[0].lower().replace("_", "-")


@pytest.mark.parametrize("name", LISTS)
def test_every_python_package_has_hashes(name):
    for package, rest in read_requirements(name).items():
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", rest), package


@pytest.mark.parametrize("name", LISTS)
def test_no_python_list_names_an_address(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")

    assert not re.search(r"://|--(extra-)?index-url|--find-links|file:", text)


def test_tests_run_on_the_versions_that_users_get():
    assert read_requirements("run").keys() <= read_requirements("test").keys()


def test_every_dependency_of_the_project_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {
        "run": project["dependencies"],
        "test": project["dependencies"] + project["optional-dependencies"]["test"],
    }
    for name, requirements in wanted.items():
        locked = {package for package, _ in read_requirements(name)}
        assert {normalise(one) for one in requirements} <= locked


def test_every_browser_package_has_a_hash_and_no_address():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {path: entry for path, entry in lock["packages"].items() if path}

    assert packages
    for path, entry in packages.items():
        assert entry["integrity"].startswith("sha512-"), path
        assert "resolved" not in entry, path


def test_browser_packages_are_pinned_as_they_are_locked():
    pinned = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]

    assert pinned == {name: lock[f"node_modules/{name}"]["version"] for name in pinned}
