"""The Makefile's environment has the Python that was asked for, and stays while nothing changes."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON = """#!/bin/sh
# Stands in for Python {version}.
case "$*" in
*"-m venv"*)
    for folder in "$@"; do :; done
    mkdir -p "$folder/bin"
    cp "$0" "$folder/bin/python"
    touch "$folder/pyvenv.cfg" ;;
*ensurepip*) exit {lacks_venv} ;;
*"< (3, 11)"*) exit {is_old} ;;
*) echo {version} ;;
esac
"""
INSTALL = """#!/bin/sh
echo "$1 $("$1" -c version) $2" >> installed
"""


class Checkout:
    """The Makefile with pretended Pythons and a pretended pip, in a folder."""

    def __init__(self, folder):
        self.folder = folder
        shutil.copy(ROOT / "Makefile", folder)
        (folder / "scripts").mkdir()
        shutil.copy(ROOT / "scripts/environment.sh", folder / "scripts")
        (folder / "requirements").mkdir()
        for name in ("pyproject.toml", *(f"requirements/{one}.txt" for one in ("run", "test"))):
            (folder / name).touch()
        self.write("scripts/install.sh", INSTALL)
        for minor in (10, 11, 12):
            self.add_python(f"python3.{minor}", f"3.{minor}")
        self.add_python("python3", "3.11")

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)

    def add_python(self, name, version, *, lacks_venv=False):
        is_old = int(version.split(".")[1]) < 11
        text = PYTHON.format(version=version, lacks_venv=int(lacks_venv), is_old=int(is_old))
        self.write(f"bin/{name}", text)

    def make(self, *wanted, **environment):
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "PYTHON"))}
        kept["PATH"] = f"{self.folder / 'bin'}:{os.environ['PATH']}"
        return subprocess.run(
            ["make", *wanted],
            cwd=self.folder,
            env=kept | environment,
            check=False,
            capture_output=True,
            text=True,
        )

    @property
    def installed(self):
        """What was installed in which environment, oldest first."""
        log = self.folder / "installed"
        return log.read_text(encoding="utf-8").splitlines() if log.exists() else []


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path)


RUN = ".venv/run.stamp"
RUN_311, RUN_312 = (f".venv/bin/python 3.{n} requirements/run.txt" for n in (11, 12))


def test_an_environment_is_made_once(checkout):
    for _ in range(3):
        assert checkout.make(RUN).returncode == 0
    assert checkout.installed == [RUN_311]


def test_another_python_makes_it_anew_and_says_so(checkout):
    checkout.make(RUN)

    done = checkout.make(RUN, "PYTHON=python3.12")

    said = ".venv holds Python 3.11 and python3.12 is 3.12: making .venv anew."
    assert done.stdout.splitlines()[0] == said
    assert checkout.installed == [RUN_311, RUN_312]


def test_the_python_may_be_asked_for_by_the_environment(checkout):
    checkout.make(RUN)
    checkout.make(RUN, PYTHON="python3.12")
    assert checkout.installed == [RUN_311, RUN_312]


def test_an_environment_stays_when_no_python_is_asked_for(checkout):
    checkout.make(RUN, "PYTHON=python3.12")
    checkout.make(RUN)
    assert checkout.installed == [RUN_312]


def test_the_same_version_by_another_name_changes_nothing(checkout):
    checkout.make(RUN)
    checkout.make(RUN, "PYTHON=python3.11")
    assert checkout.installed == [RUN_311]


def test_an_environment_whose_python_is_gone_is_made_anew(checkout):
    checkout.make(RUN)
    python = checkout.folder / ".venv/bin/python"
    python.unlink()
    python.symlink_to("/nowhere/python3.11")

    checkout.make(RUN)

    assert checkout.installed == [RUN_311, RUN_311]


def test_what_tests_need_is_enough_to_run(checkout):
    checkout.make(".venv/test.stamp")
    checkout.make(RUN)
    assert checkout.installed == [".venv/bin/python 3.11 requirements/test.txt"]


def test_a_list_that_changed_is_installed(checkout):
    checkout.make(RUN)
    os.utime(checkout.folder / "requirements/run.txt", (2**32, 2**32))
    checkout.make(RUN)
    assert checkout.installed == [RUN_311, RUN_311]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("python3.10", "UraMost needs Python 3.11 or later, and python3.10 is 3.10: try"),
        ("python4", "There is no Python called python4 here: try"),
        ("bare", "bare cannot make environments: install its venv package (Debian: apt install"),
    ],
)
def test_a_python_that_will_not_do_is_refused_and_the_environment_stays(name, sentence, checkout):
    checkout.add_python("bare", "3.13", lacks_venv=True)
    checkout.make(RUN)

    done = checkout.make(RUN, f"PYTHON={name}")

    assert done.returncode != 0
    assert done.stderr.splitlines()[0].startswith(sentence)
    assert checkout.make(RUN).returncode == 0
    assert checkout.installed == [RUN_311]
