"""``uramost register …``: hands over to the register, which is another package."""

from __future__ import annotations

import os
import sys
from typing import Annotated, NoReturn

import typer

from pipelines.commands import attached, verified

app = typer.Typer(
    name="register",
    help="The register of projects: accounts, and what offices sign.",
    no_args_is_help=True,
)
app.add_typer(verified.app)
app.add_typer(attached.app)

_TAKEN_OVER = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}

Rest = Annotated[list[str] | None, typer.Argument(help="Options; --help lists them.")]


@app.command(context_settings=_TAKEN_OVER)
def init(rest: Rest = None) -> None:
    """Make the database and the first entry of the log."""
    _hand_over("init", rest)


@app.command(context_settings=_TAKEN_OVER)
def serve(rest: Rest = None) -> None:
    """Serve the register."""
    _hand_over("serve", rest)


@app.command(context_settings=_TAKEN_OVER)
def demo(rest: Rest = None) -> None:
    """Serve a register of examples, whose accounts have new passwords."""
    _hand_over("demo", rest)


@app.command(context_settings=_TAKEN_OVER)
def user(rest: Rest = None) -> None:
    """Add and list accounts: user add, user list."""
    _hand_over("user", rest)


def _hand_over(command: str, rest: list[str] | None) -> NoReturn:
    """Run the register's own command line in place of this process."""
    sys.stdout.flush()
    arguments = [sys.executable, "-m", "app.register", command, *(rest or [])]
    os.execv(sys.executable, arguments)  # noqa: S606 - no shell on purpose
