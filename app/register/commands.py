"""The commands of the register that need its database: ``init``, ``user``, ``serve``, ``demo``."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from app.register.context import open_register
from app.register.main import create_register
from app.register.settings import RegisterSettings
from app.web.server import serve


def main(arguments: Sequence[str]) -> int:
    """Run one command; what is not given comes from ``URAMOST_REGISTER_…``."""
    parser = make_parser()
    given = {key: value for key, value in vars(parser.parse_args(arguments)).items() if value}
    run = given.pop("run")
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        settings = RegisterSettings(**given)
    except ValidationError as error:
        fault = error.errors()[0]
        parser.error(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}")
    run(settings)
    return 0


def make_parser() -> argparse.ArgumentParser:
    """Make the reader of the command line."""
    parser = argparse.ArgumentParser(prog="uramost register", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of the register")
    parser.add_argument("--city", help="id of a bundled city, or path of a profile")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    commands.add_parser("init", help="make the database").set_defaults(run=run_init)
    serving = commands.add_parser("serve", help="serve the register")
    serving.add_argument("--host", help="address to listen on")
    serving.add_argument("--port", type=int, help="port to listen on")
    serving.set_defaults(run=run_serve)
    return parser


def run_init(settings: RegisterSettings) -> None:
    """Make the database and the first entry of the log."""
    register = open_register(settings)
    register.prepare()
    register.database.close()


def run_serve(settings: RegisterSettings) -> None:
    """Serve the register until told to end."""
    serve(create_register(settings), settings)
