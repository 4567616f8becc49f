"""Tests of the lock files: all is pinned and hashed, and no index or registry is named."""

import json
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LISTS = sorted(path.stem for path in (ROOT / "requirements").glob("*.txt"))
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def read_requirements(name):
    """Read a locked list as {(name, version): the rest of its entry}."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.replace("\\\n", " ").strip())
    parsed = [
        re.fullmatch(r"([a-z0-9._-]+)==(\S+)(.*)", entry.strip(), re.DOTALL) for entry in entries
    ]
    assert all(parsed), f"{name}.txt holds something other than pinned packages"
    return {(match[1], match[2]): match[3] for match in parsed}


def imagine_python(version):
    return default_environment() | {
        "python_version": version,
        "python_full_version": f"{version}.0",
    }


def read_locked(name, python):
    """Read what a list installs on a version of Python, as {name: version}."""
    lines = [
        Requirement(f"{package}=={version}{rest.split('--hash')[0]}")
        for (package, version), rest in read_requirements(name).items()
    ]
    here = imagine_python(python)
    wanted = [line for line in lines if not line.marker or line.marker.evaluate(here)]
    locked = {line.name: next(iter(line.specifier)).version for line in wanted}
    assert len(locked) == len(wanted), f"{name}.txt has a package twice for Python {python}"
    return locked


def find_missing(name, python, wanted):
    """Walk from what is wanted to what that needs, extras too; tell what a list lacks.

    `pip check` does the same on what is installed, but does not look at extras.
    """
    here, locked, missing = imagine_python(python), read_locked(name, python), set()
    ahead, seen = {(text, "") for text in wanted}, set()
    while ahead:
        seen.add(now := ahead.pop())
        one = Requirement(now[0])
        package = canonicalize_name(one.name)
        if one.marker and not one.marker.evaluate(here | {"extra": now[1]}):
            continue
        if package in locked and one.specifier.contains(locked[package], prereleases=True):
            needs = read_needs(package, locked[package])
            ahead |= {(need, extra) for need in needs for extra in ("", *one.extras)} - seen
        else:
            missing.add(now[0])
    return missing


def read_needs(package, version):
    """Read what a package needs; known only for what is installed, on this version of Python."""
    try:
        is_installed = metadata.version(package) == version
    except metadata.PackageNotFoundError:
        return []
    return (is_installed and metadata.requires(package)) or []


@pytest.mark.parametrize("name", LISTS)
def test_every_python_package_has_hashes(name):
    for package, rest in read_requirements(name).items():
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", rest), package


@pytest.mark.parametrize("name", LISTS)
def test_no_python_list_names_an_address(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")

    assert not re.search(r"://|--(extra-)?index-url|--find-links|file:", text)


@pytest.mark.parametrize("name", ["test", "bench"])
def test_tests_and_benchmarks_run_on_the_versions_that_users_get(name):
    assert read_requirements("run").keys() <= read_requirements(name).keys()


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("name", ["run", "test", "docs"])
def test_a_list_holds_all_that_is_asked_of_it_and_what_that_needs_in_turn(name, python):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    build = (ROOT / "requirements" / "build.in").read_text(encoding="utf-8").splitlines()
    wanted = project["optional-dependencies"].get(name, [])
    if name != "docs":  # the handbook is built without the project
        wanted += project["dependencies"] + [line for line in build if not line.startswith("#")]

    assert find_missing(name, python, wanted) == set()


def test_what_a_list_lacks_is_found():
    here = "{}.{}".format(*sys.version_info)
    wanted = ["geopandas>=1", "hypothesis", "numpy<1", "uvicorn[standard]"]

    missing = find_missing("run", here, wanted)

    assert missing > {"hypothesis", "numpy<1"}
    assert any(text.startswith("watchfiles") for text in missing)  # of an extra


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


@pytest.mark.parametrize(
    "name", ["Makefile", "Dockerfile", ".ci/packages", ".ci/run", ".ci/weekly"]
)
def test_packages_are_installed_by_one_script_alone(name):
    text = (ROOT / name).read_text(encoding="utf-8")

    assert "pip install" not in text
    assert name.startswith(".ci") or "scripts/install.sh" in text
