"""README and handbook: they build, and what they tell people to type and to open is there."""

import re
import shutil
import subprocess
import sys
from functools import cache
from urllib.parse import urlsplit

import httpx
import pytest
import typer
from starlette.routing import Match

from app.main import create_app
from app.register.main import ROUTERS
from app.register.settings import RegisterSettings
from app.settings import Settings
from pipelines.commands.main import app as uramost
from tests.app.served import ServedProcess
from tests.docs.shell_blocks import COMMANDS, MARKS, PAGES, ROOT, list_code
from tests.waiting import wait_until

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
ELSEWHERE = ("data/", "build/", ".venv", "static/vendor")
"""How paths begin that commands make, and no clone has."""
FOLDERS = {path.name for path in ROOT.iterdir() if path.is_dir()}
REGISTER = [route for router in ROUTERS for route in router.routes]
SERVER = "http://127.0.0.1:8000"
PATIENCE_S = 120


def pick(name):
    return [pytest.param(one, id=one.text) for one in COMMANDS if one.name == name]


def list_addresses():
    """List the addresses that curl and GDAL are told to read, without the server's own."""
    words = [word for one in COMMANDS if one.name in {"curl", "ogrinfo"} for word in one.words]
    found = [word.removeprefix("OAPIF:").removeprefix(SERVER) for word in words if SERVER in word]
    assert found
    return found


def is_there(path):
    if path.startswith(ELSEWHERE):
        return True
    return (ROOT / path.partition("#")[0]).exists()


@cache
def list_routes():
    routes = [*create_app(Settings()).router.routes, *REGISTER]
    return [one for one in routes if getattr(one, "path", "") != "/static"]


def is_answered(path):
    asked = {
        "type": "http",
        "path": re.sub(r"\{[xyz]\}", "1", path),
        "root_path": "",
        "headers": [],
    }
    scopes = [asked | {"method": method} for method in ("GET", "POST")]
    return any(one.matches(scope)[0] is Match.FULL for one in list_routes() for scope in scopes)


def test_a_handbook_is_read_page_by_page_and_the_readme_is_short():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 90
    assert len(PAGES) > 10


@pytest.mark.parametrize("command", pick("uramost"))
def test_a_command_is_one_that_uramost_takes(command):
    group = typer.main.get_command(uramost)
    name, *options = command.words[1:]

    group.commands[name].make_context(name, options)


@pytest.mark.parametrize("command", pick("make"))
def test_a_target_and_its_variables_are_in_the_makefile(command):
    for word in command.words[1:]:
        variable, is_given, _ = word.partition("=")
        if is_given:
            assert f"$({variable})" in MAKEFILE
        else:
            assert re.search(rf"^{word}:", MAKEFILE, re.MULTILINE)


def test_every_other_command_is_known_to_these_tests_or_marked():
    assert {one.mark for one in COMMANDS} <= {"", *MARKS}
    known = {"uramost", "make", "curl", "ogrinfo", "grep", "python"}
    assert {one.name for one in COMMANDS if not one.mark} <= known


def test_what_reads_from_the_internet_says_so():
    needs = [
        one for one in COMMANDS if "overpass" in one.words or one.words[:2] == ("make", "real")
    ]
    assert needs
    assert {one.mark for one in needs} == {MARKS[0]}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_paths_and_targets_in_the_text_are_there(page):
    text = page.read_text(encoding="utf-8")
    code = list_code(page)
    paths = [one for one in code if "/" in one and one.partition("/")[0] in FOLDERS]
    paths += [word for one in COMMANDS if one.page == page for word in one.words[1:]
              if word.partition("/")[0] in FOLDERS]  # fmt: skip
    links = re.findall(r"\]\(([^)#\s]+)", text)
    beside = [(page.parent / one).resolve() for one in links if "://" not in one]

    assert [one for one in paths if not is_there(one)] == []
    assert [one for one in beside if not one.exists()] == []
    for target in re.findall(r"`make ([a-z-]+)`", text):
        assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE), target


def test_every_address_in_the_text_is_answered():
    code = [one for page in PAGES for one in list_code(page)]
    told = [re.sub(r"^(GET|POST) ", "", one) for one in code]
    paths = {re.split(r"[?#…]", one)[0] for one in told if re.match(r"/[a-z]", one)}
    paths |= {urlsplit(one).path for one in list_addresses()}
    paths = {one.removeprefix("/mitrovica") for one in paths} - {"/uramost", "/static", "/64"}
    paths = {one for one in paths if not one.startswith("/etc/")}

    assert len(paths) > 20
    assert [path for path in sorted(paths) if not is_answered(path)] == []
    assert not is_answered("/api/nothing")


def test_settings_in_the_text_are_those_of_the_server_and_all_of_them():
    told = {
        one
        for page in PAGES
        for one in re.findall(r"URAMOST_[A-Z_]+\b(?!…)", page.read_text("utf-8"))
    } - {"URAMOST_REGISTER_"}
    of_register = {f"URAMOST_REGISTER_{name.upper()}" for name in RegisterSettings.model_fields}
    of_register -= {"URAMOST_REGISTER_DATABASE_URL"}
    of_both = {f"URAMOST_REGISTER_{name.upper()}" for name in Settings.model_fields}
    commands = typer.main.get_command(uramost).commands
    of_cities = commands["city"].commands
    all_commands = [*commands.values(), *of_cities.values()]
    options = {one.envvar for command in all_commands for one in command.params} - {None}

    of_map = {f"URAMOST_{name.upper()}" for name in Settings.model_fields}
    assert told - of_register == options | of_map | {"URAMOST_DATABASE_URL"}
    assert of_register - of_both <= told


@pytest.mark.slow
def test_the_handbook_is_built_without_a_warning():
    if shutil.which("make") is None:
        pytest.skip("make is not installed: apt install make")
    done = subprocess.run(["make", "docs"], cwd=ROOT, check=False, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert (ROOT / "build" / "docs" / "folders.html").exists()


@pytest.mark.slow
def test_commands_that_need_no_network_do_what_they_say(tmp_path):
    (tmp_path / "build").mkdir()
    later = {"serve", "diff"}  # the one does not end, the other wants two snapshots
    told = [one.words for one in COMMANDS if one.name == "uramost" and not one.mark]
    runs = [words for words in told if words[1] not in later and "kosovo-latest" not in str(words)]
    runs = [words for words in runs if "krems.toml" not in words]
    runs.sort(key=lambda words: words[1] != "build")
    for words in runs:
        subprocess.run(
            [sys.executable, "-m", "pipelines.commands.main", *words[1:]],
            cwd=tmp_path, check=True, capture_output=True,
        )  # fmt: skip
    assert (tmp_path / "build" / "roads.parquet").exists()

    with ServedProcess(tmp_path / "data" / "mitrovica") as server:
        openings = f"{server.url}/api/openings"
        wait_until(lambda: httpx.get(openings, timeout=60).status_code != 503, PATIENCE_S)
        for address in list_addresses():
            assert httpx.get(f"{server.site}{address}", timeout=60).status_code == 200, address
