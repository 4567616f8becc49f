"""The weekly run tries both commands on each Python that is here, and says which."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("bash", "dirname", "env")
PROGRAMS = ("chromium", "npm", "ogr2ogr", "apt-get")


class Machine:
    """A machine on which nothing is installed but what a test puts there."""

    def __init__(self, folder):
        self.bin, self.home, self.log = folder / "bin", folder / "home", folder / "log"
        self.bin.mkdir()
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool))
        for program in PROGRAMS:
            self.write(self.bin / program, "exit 0")
        self.write(self.bin / "python3", f'exec {sys.executable} "$@"')
        self.write(
            self.bin / "make", f'exec {sys.executable} {ROOT}/tests/scripts/fake_make.py "$@"'
        )

    def write(self, path, line):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!{shutil.which('bash')}\n{line}\n", encoding="utf-8")
        path.chmod(0o755)

    def run(self, *command, **environment):
        settings = {"PATH": str(self.bin), "HOME": str(self.home), "FAKE_LOG": str(self.log)}
        return subprocess.run(
            [*map(str, command)],
            env=settings | environment,
            cwd=ROOT,
            check=False,
            capture_output=True,
            text=True,
        )

    @property
    def asked(self):
        return self.log.read_text(encoding="utf-8").splitlines()


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


@pytest.fixture
def pythons(machine):
    """Two of four: one on the path, one of pyenv; and a name that answers for another version."""
    versions = machine.home / ".pyenv/versions"
    machine.write(machine.bin / "python3.11", "echo 3.11")
    machine.write(
        machine.bin / "python3.12", "echo 'pyenv: python3.12: command not found'; exit 127"
    )
    machine.write(versions / "3.13.5/bin/python", "echo 3.13")
    machine.write(versions / "3.10.1/bin/python", "echo 3.10")
    return ["python3.11", versions / "3.13.5/bin/python"]


def test_both_commands_are_tried_on_each_python_that_is_found(machine, pythons):
    done = machine.run(ROOT / ".ci/weekly")

    assert machine.asked == [
        *(f"{command} PYTHON={python}" for python in pythons for command in ("run", "test-all")),
        "coverage",
        "test-qgis",
    ]
    assert done.stdout.splitlines()[-1] == (
        "Tried on Python: 3.11 3.13; not here: 3.12 3.14; failed: none"
    )
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("fails", "said"),
    [
        ("run PYTHON=python3.11", "3.11:run"),
        ("coverage", "coverage"),
        ("test-qgis", "test-qgis"),
    ],
)
def test_what_fails_is_named_at_the_end_and_the_rest_is_tried(fails, said, machine, pythons):
    done = machine.run(ROOT / ".ci/weekly", FAKE_FAILS=fails)

    assert len(machine.asked) == 6
    assert done.stdout.splitlines()[-1].endswith(f"not here: 3.12 3.14; failed: {said}")
    assert done.returncode == 1


def test_a_machine_without_a_python_fails(machine):
    done = machine.run(ROOT / ".ci/weekly")

    assert "Tried on Python: none; not here: 3.11 3.12 3.13 3.14" in done.stdout
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"FAKE_FAILS": "run"}, "make run: it ended with code 2 before it served"),
        ({"FAKE_TYPE": "text/plain"}, "make run: its first page is text/plain"),
    ],
)
def test_a_command_that_does_not_serve_a_page_is_a_fault(settings, complaint, machine):
    done = machine.run("python3", ROOT / "scripts/try_serving.py", "make", "run", **settings)

    assert done.stderr.strip() == complaint
    assert done.returncode == 1
