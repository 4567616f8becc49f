"""Commands for who runs a register: ``python -m app.register.maintenance COMMAND --data DIR``.

``uramost db …`` and ``uramost register export`` hand over to it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from app.register.backup import back_up, restore
from app.register.checking import check_database
from app.register.database import Database, open_database
from app.register.log import Ledger, read_entries
from app.register.process_lock import hold
from app.register.publish import Publisher, load_signing_key
from app.register.restored_erasures import Forgotten, Known, read_known, read_known_export
from app.register.settings import RegisterSettings
from geodata.errors import GeodataError, RegisterError
from geodata.register.canonical import NOTHING
from geodata.register.heads import group_digits
from geodata.register.keys import BodyKeys, load_keys
from geodata.sentences import sentence
from geodata.snapshot.durable import sync_folder, write_durably

Run = Callable[[Database, RegisterSettings, argparse.Namespace], int]


def main() -> None:
    """Run one command; every refusal is one sentence on stderr and exit code 1."""
    parser = _make_parser()
    given = parser.parse_args()
    named = {name: getattr(given, name) for name in ("data", "city", "keys")}
    try:
        settings = RegisterSettings(**{name: one for name, one in named.items() if one is not None})
    except ValidationError as error:
        fault = error.errors()[0]
        parser.error(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}")
    sys.exit(_run(given.run, settings, given))


def _run(run: Run, settings: RegisterSettings, given: argparse.Namespace) -> int:
    database = open_database(settings.data, settings.database_url)
    try:
        return run(database, settings, given)
    except GeodataError as error:
        return _refuse(str(error))
    except SQLAlchemyError as error:
        why = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        return _refuse(f"the database does not answer: {why}")
    finally:
        database.close()


def _refuse(why: str) -> int:
    sys.stderr.write(f"uramost: {why}\n")
    return 1


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _upgrade(database: Database, settings: RegisterSettings, _: argparse.Namespace) -> int:
    settings.data.mkdir(parents=True, exist_ok=True)
    database.upgrade()
    _say("the tables have the present form")
    return 0


def _back_up(database: Database, _: RegisterSettings, given: argparse.Namespace) -> int:
    back_up(database, given.file)
    _say(f"{given.file}: {given.file.stat().st_size / 1e6:,.1f} MB")
    return 0


def _restore(database: Database, settings: RegisterSettings, given: argparse.Namespace) -> int:
    with hold(database):
        known = _read_known(database, given)
        again = restore(
            database, given.file, _read_keys(settings), may_replace=given.replace, known=known
        )
    _say(_tell_forgotten(given, known, again))
    _say("restored and checked; everybody has to log in again, and tokens have to be made again")
    return _check(database, settings, given)


def _read_known(database: Database, given: argparse.Namespace) -> Known | None:
    """Read what was erased since: of a newer export if one is named, else of what is replaced."""
    if given.as_it_was:
        return None
    return read_known_export(given.newer) if given.newer else read_known(database)


def _tell_forgotten(given: argparse.Namespace, known: Known | None, again: Forgotten) -> str:
    if known is not None:
        return (
            f"erased again: {again.texts:,} texts and {again.accounts:,} accounts that were erased "
            "since this backup"
        )
    if given.as_it_was:
        return "all that is in the backup is there, also what was erased since"
    return (
        "no newer log was at hand: what was erased since this backup is there again; erase it "
        "again, or restore once more with --newer and a public export that is newer"
    )


def _check(database: Database, settings: RegisterSettings, _: argparse.Namespace) -> int:
    checked = check_database(database, _read_keys(settings))
    for fault in checked.faults:
        sys.stderr.write(f"{fault}\n")
    _say(f"{checked.entries:,} entries up to {checked.time or '–'}")
    _say(f"head {group_digits(checked.head or NOTHING)}")
    _say("clean" if not checked.faults else "not clean: keep the file, and restore a backup")
    return int(bool(checked.faults))


def _export(database: Database, settings: RegisterSettings, given: argparse.Namespace) -> int:
    """Write the public export to a file beside which nothing half-written is ever seen."""
    ledger = _read_ledger(database, settings)
    published = Publisher(database, ledger, load_signing_key(settings.data)).read()
    aside = given.file.with_name(f".{given.file.name}-{os.getpid()}")
    try:
        write_durably(aside, published.content)
        aside.replace(given.file)
        sync_folder(given.file.absolute().parent)
    except OSError as error:
        fault = sentence(
            "%(file)s cannot be written: %(why)s",
            file=str(given.file),
            why=error.strerror or str(error),
        )
        raise RegisterError(fault) from error
    _say(f"{given.file}: head {group_digits(published.head)}")
    return 0


def _read_ledger(database: Database, settings: RegisterSettings) -> Ledger:
    """Read from the first entry which register this is; its keys are those that the city pins."""
    with database.read() as session:
        first = next(read_entries(session), None)
    if first is None:
        raise RegisterError(sentence("the register has not begun: run its init first"))
    names = str(first.content["register"]), str(first.content["city"])
    return Ledger(*names, _read_keys(settings))


def _read_keys(settings: RegisterSettings) -> tuple[BodyKeys, ...]:
    return load_keys(settings.city, settings.keys)


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m app.register.maintenance", description="Keep a register's database."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    upgrade = _add(commands, "upgrade", _upgrade, "bring the tables to the present form")
    backup = _add(commands, "backup", _back_up, "write a backup while the register is at work")
    back = _add(commands, "restore", _restore, "put a backup in the place of the database")
    check = _add(commands, "check", _check, "check the file, the log, and every table made from it")
    export = _add(commands, "export", _export, "write the public export, with its head signed")
    for one in (backup, back, export):
        one.add_argument("file", type=Path, help="file to write, or to read")
    back.add_argument("--replace", action="store_true", help="even if a register is there")
    since = back.add_mutually_exclusive_group()
    since.add_argument(
        "--newer", type=Path, help="a newer public export: what it tells as erased is erased again"
    )
    since.add_argument(
        "--as-it-was", action="store_true", help="leave there what was erased since, too"
    )
    for one in (upgrade, backup, back, check, export):
        _add_options(one)
    return parser


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Run,
    about: str,
) -> argparse.ArgumentParser:
    made = commands.add_parser(name, help=about, description=about.capitalize() + ".")
    made.set_defaults(run=run)
    return made


def _add_options(parser: argparse.ArgumentParser) -> None:
    """Add what says which register is meant; without it, the environment says it."""
    parser.add_argument("--data", type=Path, help="the register's folder")
    parser.add_argument("--city", help="id of a bundled city, or a profile's path")
    parser.add_argument(
        "--keys", type=Path, help="keys.toml that the city pins; else the one beside its profile"
    )


if __name__ == "__main__":
    main()
