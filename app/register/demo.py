"""A register of examples: accounts of each role, whose passwords are new each time."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator

from app.register.accounts import add_account, find_by_email, list_accounts, set_password
from app.register.context import Register
from app.register.errors import ConflictError
from app.register.roles import Role
from app.register.settings import RegisterSettings
from geodata.sentences import sentence

KEY_FILE = "keys.toml"
_HOST = "demo.example"


def describe_demo(settings: RegisterSettings) -> RegisterSettings:
    """Describe a register of examples.

    Its keys stand in ``keys.toml`` of its folder. As every register begins with its keys, there is
    one database for each state of that file.
    """
    keys = settings.keys or settings.data / KEY_FILE
    if settings.keys is None:  # to be filled, and none of the city's own
        settings.data.mkdir(parents=True, exist_ok=True)
        keys.touch()
    pinned = keys.read_bytes() if keys.exists() else b""  # what is missing is refused later
    state = hashlib.sha256(pinned).hexdigest()[:8] if pinned else "no-keys"
    database = settings.data.resolve() / f"demo-{state}.sqlite"
    changes = {"is_demo": True, "keys": keys, "database_url": f"sqlite:///{database}"}
    return settings.model_copy(update=changes)


def fill_demo(register: Register) -> list[tuple[str, str]]:
    """Add the example accounts that are not there; return e-mail address and password of all.

    Raises
    ------
    ConflictError
        When the register has accounts of persons: it is none of examples.
    """
    made = []
    with register.database.write() as session:
        if not all((one.email or "").endswith(f"@{_HOST}") for one in list_accounts(session)):
            raise ConflictError(
                sentence("This register has accounts of persons. Choose another folder.")
            )
        for email, name, role, body, bank in _list_examples(register):
            account = find_by_email(session, email) or add_account(
                session, register.places, name=name, email=email, role=role, body=body, bank=bank
            )
            password = secrets.token_urlsafe(12)
            set_password(session, account, password)
            made.append((email, password))
    return made


def _list_examples(
    register: Register,
) -> Iterator[tuple[str, str, Role, str | None, str | None]]:
    for role in (Role.CONTRIBUTOR, Role.PROVIDER):
        yield f"{role}@{_HOST}", f"Example {role}", role, None, None
    for body in register.places.bodies:
        yield f"{body}@{_HOST}", f"Example office of {body}", Role.OFFICE, body, None
    for bank in register.places.banks:
        name = f"Example moderator of {bank}"
        yield f"moderator-{bank}@{_HOST}", name, Role.MODERATOR, None, bank
    yield f"administrator@{_HOST}", "Example administrator", Role.ADMINISTRATOR, None, None
