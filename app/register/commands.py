"""Commands of the register that need its database: init, user, serve, demo."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.register.accounts import add_account, list_accounts
from app.register.context import Register, open_register
from app.register.demo import describe_demo, fill_demo
from app.register.errors import RefusedError
from app.register.link_pages import invite
from app.register.links import LinkKind
from app.register.main import create_register
from app.register.process_lock import hold
from app.register.roles import TITLES, Role
from app.register.settings import RegisterSettings
from app.web.server import serve
from geodata.errors import GeodataError

_OWN = frozenset({"run", "name", "email", "role", "body", "bank"})
"""Options of a command; all others are settings."""


def main(arguments: Sequence[str]) -> int:
    """Run one command; what is not given comes from ``URAMOST_REGISTER_…``."""
    parser = make_parser()
    given = {key: one for key, one in vars(parser.parse_args(arguments)).items() if one is not None}
    own = {key: given.pop(key) for key in _OWN & given.keys()}
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        settings = RegisterSettings(**given)
        run: Callable[..., None] = own.pop("run")
        run(settings, **own)
    except ValidationError as error:
        fault = error.errors()[0]
        parser.error(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}")
    except (GeodataError, RefusedError) as error:
        sys.stderr.write(f"uramost register: {error}\n")
        return 1
    return 0


def make_parser() -> argparse.ArgumentParser:
    """Make the reader of the command line."""
    parser = argparse.ArgumentParser(prog="uramost register", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add(commands, "init", "make the database and the first entry of the log", run_init)
    for name, told, run in (
        ("serve", "serve the register", run_serve),
        ("demo", "serve a register of examples, whose accounts have new passwords", run_demo),
    ):
        command = _add(commands, name, told, run)
        command.add_argument("--host", help="address to listen on")
        command.add_argument("--port", type=int, help="port to listen on")
        command.add_argument("--public-url", help="address that people open it by")
        command.add_argument("--proxies", help="addresses whose X-Forwarded-… is believed")
        command.add_argument(
            "--access-log", action=argparse.BooleanOptionalAction, help="log every request"
        )
    users = commands.add_parser("user", help="who may write")
    user_commands = users.add_subparsers(required=True, metavar="COMMAND")
    _add(user_commands, "list", "list the accounts", run_user_list)
    adding = _add(user_commands, "add", "add an account; prints a link to log in", run_user_add)
    adding.add_argument("--name", required=True, help="as pages show it")
    adding.add_argument("--email", help="for links, and to log in with a password")
    adding.add_argument("--role", required=True, choices=list(TITLES))
    adding.add_argument("--body", help="institution that an office acts for")
    adding.add_argument("--bank", help="of a moderator")
    return parser


def _add(
    commands: Any,  # noqa: ANN401 - argparse keeps its type to itself
    name: str,
    told: str,
    run: Callable[..., None],
) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=told, description=told)
    command.add_argument("--data", type=Path, help="folder of the register")
    command.add_argument("--city", help="id of a bundled city, or path of a profile")
    command.set_defaults(run=run)
    return command


def run_init(settings: RegisterSettings) -> None:
    """Make the database and the first entry of the log."""
    _open(settings).database.close()


def run_serve(settings: RegisterSettings) -> None:
    """Serve the register until told to end."""
    app = create_register(settings)
    with hold(app.state.register.database):
        # The register logs requests itself: the server's own log would hold the secrets of links.
        serve(app, settings.model_copy(update={"access_log": False}))


def run_demo(settings: RegisterSettings) -> None:
    """Serve a register of examples."""
    settings = describe_demo(settings)
    register = _open(settings)
    with hold(register.database):  # passwords of one that is served stay as they are
        passwords = fill_demo(register)
    register.database.close()
    sys.stdout.write(f"Examples, at {settings.site}/login:\n")
    for email, password in passwords:
        sys.stdout.write(f"  {email:42} {password}\n")
    sys.stdout.flush()
    run_serve(settings)


def run_user_list(settings: RegisterSettings) -> None:
    """List the accounts."""
    register = _open(settings)
    with register.database.read() as session:
        for one in list_accounts(session):
            state = "" if one.is_active else "locked"
            of = one.body or one.bank or ""
            sys.stdout.write("\t".join((one.id, one.role, of, one.name, one.email or "", state)))
            sys.stdout.write("\n")
    register.database.close()


def run_user_add(
    settings: RegisterSettings,
    *,
    name: str,
    role: str,
    email: str | None = None,
    body: str | None = None,
    bank: str | None = None,
) -> None:
    """Add an account and print its invitation."""
    register = _open(settings)
    with register.database.write() as session:
        account = add_account(
            session,
            register.places,
            name=name,
            email=email,
            role=Role(role),
            body=body,
            bank=bank,
        )
        address = invite(session, register, account, LinkKind.INVITATION)
    register.database.close()
    sys.stdout.write(f"{address}\n")


def _open(settings: RegisterSettings) -> Register:
    register = open_register(settings)
    register.prepare()
    return register
