"""The operator's commands, as they are run: what they say and how they end."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.register.database import open_database
from app.register.log import Ledger
from app.register.maintenance import main
from geodata.register.export import read_export
from geodata.register.published import read_fingerprints
from geodata.register.verify import verify
from tests.app.register.writing import propose
from tests.keys_file import write_keys_file

ROOT = Path(__file__).parents[3]


@pytest.fixture
def keys(offices, tmp_path):
    return write_keys_file(tmp_path / "keys.toml", offices)


@pytest.fixture
def data(offices, tmp_path):
    """A folder with a register that has begun."""
    folder = tmp_path / "register"
    folder.mkdir()
    database = open_database(folder)
    database.upgrade()
    ledger = Ledger("test-register", "town", tuple(one.keys for one in offices))
    with database.write() as session:
        ledger.begin(session)
        propose(ledger, session, "footbridge")
    database.close()
    return folder


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command in this process, as `main` does it; gives code, stdout and stderr."""

    def call(*arguments):
        monkeypatch.setattr("sys.argv", ["operation", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        return end.value.code, said.out, said.err

    return call


def test_a_register_is_backed_up_lost_restored_and_found_clean(run, data, keys, tmp_path):
    file, other = tmp_path / "backup", tmp_path / "other"
    assert run("backup", file, "--data", data)[0] == 0
    code, out, err = run("restore", file, "--data", other, "--keys", keys)
    assert (code, err) == (0, "")
    assert "everybody has to log in again" in out
    code, out, _ = run("check", "--data", other, "--keys", keys)
    assert code == 0
    assert out.startswith("2 entries up to ")
    assert out.endswith("clean\n")


def test_a_restore_says_what_became_of_what_was_erased_since(run, data, keys, tmp_path):
    file, other = tmp_path / "backup", tmp_path / "other"
    run("backup", file, "--data", data)
    options = ["--data", other, "--keys", keys]
    assert "no newer log was at hand" in run("restore", file, *options)[1]
    assert "erased again: 0 texts and 0 accounts" in run("restore", file, "--replace", *options)[1]
    was = run("restore", file, "--replace", "--as-it-was", *options)[1]
    assert "also what was erased since" in was
    run("export", tmp_path / "newer.json", "--data", data, "--keys", keys)
    newer = ["--replace", "--newer", tmp_path / "newer.json"]
    assert "erased again: 0 texts" in run("restore", file, *newer, *options)[1]
    assert run("restore", file, "--newer", tmp_path / "none.json", *options)[0] == 1


def test_faults_are_told_and_the_command_fails(run, data):
    code, _, err = run("check", "--data", data)
    assert code == 1
    assert "the register began with other keys than the city pins now" in err


def test_an_export_is_written_and_verifies(run, data, keys, tmp_path):
    file = tmp_path / "register.json"
    code, _, err = run("export", file, "--data", data, "--keys", keys)
    assert (code, err) == (0, "")
    export = read_export(file)
    assert export.signed_head is not None
    assert verify(export, read_fingerprints([str(keys)]), export.head).is_valid
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".")]


def test_a_refusal_is_one_sentence(run, tmp_path):
    (tmp_path / "register.sqlite").write_text(
        "no database, but long enough to be read as one " * 99
    )
    for arguments in (["export", tmp_path / "x.json"], ["upgrade"], ["backup", tmp_path / "x"]):
        code, _, err = run(*arguments, "--data", tmp_path)
        assert code == 1
        assert err.count("\n") == 1
        assert err.startswith("uramost: ")


def test_a_new_folder_gets_its_tables_by_the_projects_own_command(tmp_path):
    environment = {key: value for key, value in os.environ.items() if "URAMOST" not in key}
    command = [sys.executable, "-m", "pipelines.commands.main", "db", "upgrade", "--data"]
    done = subprocess.run(
        [*command, str(tmp_path / "new")],
        cwd=ROOT,
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "new" / "register.sqlite").exists()
