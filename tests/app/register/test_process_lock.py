"""One process alone serves a register, since it counts attempts in its memory."""

import sys

import pytest
from sqlalchemy import select

from app.register import commands, maintenance
from app.register.context import open_register
from app.register.database import open_database
from app.register.demo import describe_demo, fill_demo
from app.register.models import AccountRow
from app.register.process_lock import hold
from app.register.settings import RegisterSettings
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


def test_a_demonstration_that_is_served_keeps_its_passwords(tmp_path, capsys):
    settings = describe_demo(RegisterSettings(data=tmp_path))
    register = open_register(settings)
    register.prepare()
    fill_demo(register)
    with hold(register.database):
        before = read_passwords(register)
        assert commands.main(["demo", "--data", str(tmp_path), "--port", "0"]) == 1
        assert read_passwords(register) == before
    assert capsys.readouterr().out == ""
    register.database.close()


def read_passwords(register):
    with register.database.read() as session:
        return [one.password for one in session.scalars(select(AccountRow).order_by(AccountRow.id))]


def test_nothing_is_restored_under_a_server_that_runs(tmp_path, capsys, monkeypatch):
    data, backup = tmp_path / "data", tmp_path / "backup"
    assert commands.main(["init", "--data", str(data)]) == 0
    run_maintenance(monkeypatch, "backup", backup, "--data", data)
    before = (data / "register.sqlite").read_bytes()
    with hold(open_database(data)):
        code = run_maintenance(monkeypatch, "restore", backup, "--replace", "--data", data)
    assert code == 1
    assert "another process serves this register" in capsys.readouterr().err
    assert (data / "register.sqlite").read_bytes() == before
    assert run_maintenance(monkeypatch, "restore", backup, "--replace", "--data", data) == 0


def run_maintenance(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["maintenance", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        maintenance.main()
    return ended.value.code
