"""The command line: the database, accounts, the demonstration, and what is refused."""

import re
import subprocess
import sys

import pytest

from app.register.commands import main
from app.register.context import open_register
from app.register.demo import describe_demo, fill_demo
from app.register.links import LinkKind, find_link
from app.register.settings import RegisterSettings
from geodata.errors import RegisterError


@pytest.fixture
def run(tmp_path, capsys):
    def run(*arguments):
        code = main([*arguments, "--data", str(tmp_path)])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def test_an_account_is_added_by_a_link_that_works(run, tmp_path):
    assert run("init")[0] == 0
    given = ["--name", "Ana", "--email", "ana@example.org", "--role", "moderator"]
    code, link, _ = run("user", "add", *given, "--bank", "north")
    assert code == 0
    assert re.fullmatch(r"http://localhost:8001/invitation/[\w-]{43}\n", link)
    assert run("user", "list")[1].split("\t")[1:5] == ["moderator", "north", "Ana", given[3]]
    register = open_register(RegisterSettings(data=tmp_path))
    with register.database.read() as session:
        secret = link.strip().rpartition("/")[2]
        assert find_link(session, secret, LinkKind.INVITATION).name == "Ana"
    register.database.close()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["user", "add", "--name", "Ana", "--role", "office"], "needs an institution"),
        (["user", "add", "--name", "", "--role", "contributor"], "A name is one line"),
        (["init", "--city", "atlantis"], "unknown city"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(run, arguments, told):
    code, out, fault = run(*arguments)
    assert (code, out) == (1, "")
    assert told in fault
    assert fault.count("\n") == 1


def test_a_demonstration_has_every_role_and_new_passwords_each_time(tmp_path):
    settings = describe_demo(RegisterSettings(data=tmp_path))
    register = open_register(settings)
    register.prepare()
    first, second = dict(fill_demo(register)), dict(fill_demo(register))
    assert first.keys() == second.keys()
    assert len({*first.values(), *second.values()}) == 2 * len(first)
    assert {"municipality-north@demo.example", "moderator-south@demo.example"} <= first.keys()
    register.database.close()


def test_a_register_of_persons_is_made_no_demonstration(run, tmp_path):
    run("user", "add", "--name", "Ana", "--role", "contributor")
    register = open_register(RegisterSettings(data=tmp_path))
    with pytest.raises(Exception, match="accounts of persons"):
        fill_demo(register)
    register.database.close()


def test_a_register_does_not_go_on_with_other_keys(tmp_path, offices):
    """Who could change the file could otherwise put keys of their own there."""
    settings = RegisterSettings(data=tmp_path)
    for keys, fault in (((), None), ((offices[0].keys,), "other keys")):
        register = open_register(settings)
        register.ledger.keys = keys
        if fault is None:
            register.prepare()
        else:
            with pytest.raises(RegisterError, match=fault):
                register.prepare()
        register.database.close()
    register = open_register(settings.model_copy(update={"register_id": "another"}))
    with pytest.raises(RegisterError, match="another register"):
        register.prepare()
    register.database.close()


def test_uramost_hands_over_to_the_register(tmp_path):
    command = [sys.executable, "-m", "pipelines.commands.main", "register", "init"]
    subprocess.run([*command, "--data", str(tmp_path)], check=True, timeout=120)
    assert (tmp_path / "register.sqlite").exists()
