"""One process alone serves a register, since it counts attempts in its memory."""

import sys

import pytest

from app.register import commands, keeping
from app.register.database import open_database
from app.register.holding import hold
from geodata.errors import RegisterError


@pytest.fixture
def other(url):
    """Another process's way to the same database."""
    made = open_database(None, url)
    yield made
    made.close()


def test_a_second_one_is_refused_until_the_first_ends(database, other):
    with hold(database):
        with (
            pytest.raises(RegisterError, match="another process serves this register"),
            hold(other),
        ):
            pytest.fail("both serve it")
        with pytest.raises(RegisterError), hold(other):
            pytest.fail("who was refused has let it go")
    with hold(other):
        pass


def test_a_second_server_says_so_in_one_sentence(tmp_path, capsys):
    with hold(open_database(tmp_path)):
        assert commands.main(["serve", "--data", str(tmp_path), "--port", "0"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("uramost register: another process serves this register")
    assert said.count("\n") == 1


def test_nothing_is_restored_under_a_server_that_runs(tmp_path, capsys, monkeypatch):
    data, backup = tmp_path / "data", tmp_path / "backup"
    assert commands.main(["init", "--data", str(data)]) == 0
    run_keeping(monkeypatch, "backup", backup, "--data", data)
    before = (data / "register.sqlite").read_bytes()
    with hold(open_database(data)):
        code = run_keeping(monkeypatch, "restore", backup, "--replace", "--data", data)
    assert code == 1
    assert "another process serves this register" in capsys.readouterr().err
    assert (data / "register.sqlite").read_bytes() == before
    assert run_keeping(monkeypatch, "restore", backup, "--replace", "--data", data) == 0


def run_keeping(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["keeping", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        keeping.main()
    return ended.value.code
