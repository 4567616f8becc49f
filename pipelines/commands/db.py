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

RegisterFolder = Annotated[Path | None, typer.Option("--data", help="The register's folder.")]
CityName = Annotated[
    str | None, typer.Option("--city", help="Id of a bundled city, or a profile's path.")
]
KeysFile = Annotated[
    Path | None,
    typer.Option("--keys", help="keys.toml that the city pins; else the one beside its profile."),
]
"""What is not given, the register reads from URAMOST_REGISTER_… in the environment."""


@app.command()
def upgrade(data: RegisterFolder = None) -> None:
    """Bring the tables to the present form; an empty database gets all of them."""
    hand_over("upgrade", data=data)


@app.command()
def backup(file: Path, data: RegisterFolder = None) -> None:
    """Write a backup while the register is at work."""
    hand_over("backup", file, data=data)


@app.command()
def restore(
    file: Path,
    data: RegisterFolder = None,
    city: CityName = None,
    keys: KeysFile = None,
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Even if a register is there.")
    ] = False,
    newer: Annotated[
        Path | None,
        typer.Option(help="A newer public export: what it tells as erased is erased again."),
    ] = None,
    as_it_was: Annotated[
        bool, typer.Option("--as-it-was", help="Leave there what was erased since, too.")
    ] = False,
) -> None:
    """Put a backup in the place of the database; stop the register first.

    What was erased since then is erased again, as the register tells whose place it takes.
    """
    more = ["--replace"] if replace else []
    more += ["--newer", str(newer)] if newer else []
    more += ["--as-it-was"] if as_it_was else []
    hand_over("restore", file, *more, data=data, city=city, keys=keys)


@app.command()
def check(data: RegisterFolder = None, city: CityName = None, keys: KeysFile = None) -> None:
    """Check the file, the log, every signature, and every table made from the log."""
    hand_over("check", data=data, city=city, keys=keys)


def hand_over(*arguments: object, **options: object) -> None:
    """Let the register's own program take the place of this one."""
    sys.stdout.flush()
    given = [f"--{name}={one}" for name, one in options.items() if one is not None]
    command = [sys.executable, "-m", "app.register.maintenance", *map(str, arguments), *given]
    os.execv(sys.executable, command)  # noqa: S606 - no shell on purpose
