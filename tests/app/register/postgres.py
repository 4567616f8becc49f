"""A PostgreSQL server of the tests' own, on a free port of loopback."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

OWNER = "postgres"


def find_programs() -> Path:
    """Find the programs of the newest installed version, which Debian keeps out of the path."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: int(one.parts[-2]))
    if folders:
        return folders[-1]
    program = shutil.which("initdb")
    if program is None:
        pytest.skip("PostgreSQL is not installed: apt install postgresql")
    return Path(program).resolve().parent


@contextmanager
def run_server() -> Iterator[str]:
    """Run a server; gives its address without a database's name."""
    programs = find_programs()
    with tempfile.TemporaryDirectory(prefix="uramost-postgres-") as name:
        folder = Path(name)
        if os.getuid() == 0:  # initdb refuses to work for root
            shutil.chown(folder, OWNER, OWNER)
        data, sockets = folder / "data", folder
        run(programs / "initdb", "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-k {sockets} -c listen_addresses='' -c max_connections=300"
        log = folder / "log"
        run(programs / "pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start")
        try:
            yield f"postgresql://{OWNER}@/{{name}}?host={sockets}"
        finally:
            run(programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def run(program: Path, *arguments: object) -> None:
    """Run a program of PostgreSQL as the user that owns the data."""
    command = [str(program), *map(str, arguments)]
    if os.getuid() == 0:
        command = ["runuser", "-u", OWNER, "--", *command]
    subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL)


def make_database(server: str, name: str) -> str:
    """Make an empty database; return its address."""
    with psycopg.connect(server.format(name=OWNER), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return server.format(name=name)
