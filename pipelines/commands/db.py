"""``uramost db``: the register's database; the register itself takes over, as it shares no code."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="db",
    help="Upgrade, back up, restore and check the register's database.",
    no_args_is_help=True,
)

RegisterFolder = Annotated[
    Path, typer.Option("--data", envvar="URAMOST_REGISTER_DATA", help="The register's folder.")
]
CityName = Annotated[
    str,
    typer.Option(
        "--city", envvar="URAMOST_REGISTER_CITY", help="Id of a bundled city, or a profile's path."
    ),
]
KeysFile = Annotated[
    Path | None,
    typer.Option(
        "--keys",
        envvar="URAMOST_REGISTER_KEYS",
        help="keys.toml that the city pins; else the one beside its profile.",
    ),
]
FOLDER, CITY = Path("data/register"), "mitrovica"
"""Where nothing else is said; URAMOST_DATABASE_URL names a database of PostgreSQL instead."""


@app.command()
def upgrade(data: RegisterFolder = FOLDER) -> None:
    """Bring the tables to the present form; an empty database gets all of them."""
    hand_over("upgrade", "--data", data)


@app.command()
def backup(file: Path, data: RegisterFolder = FOLDER) -> None:
    """Write a backup while the register is at work."""
    hand_over("backup", file, "--data", data)


@app.command()
def restore(
    file: Path,
    data: RegisterFolder = FOLDER,
    city: CityName = CITY,
    keys: KeysFile = None,
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Even if a register is there.")
    ] = False,
) -> None:
    """Put a backup in the place of the database; stop the register first."""
    more = ["--replace"] if replace else []
    hand_over("restore", file, "--data", data, "--city", city, *name_keys(keys), *more)


@app.command()
def check(data: RegisterFolder = FOLDER, city: CityName = CITY, keys: KeysFile = None) -> None:
    """Check the file, the log, every signature, and every table made from the log."""
    hand_over("check", "--data", data, "--city", city, *name_keys(keys))


def name_keys(keys: Path | None) -> list[object]:
    """Name the file of keys as an option, where one is given."""
    return ["--keys", keys] if keys else []


def hand_over(*arguments: object) -> None:
    """Let the register's own program take the place of this one."""
    sys.stdout.flush()
    command = [sys.executable, "-m", "app.register.keeping", *map(str, arguments)]
    os.execv(sys.executable, command)  # noqa: S606 - no shell on purpose
