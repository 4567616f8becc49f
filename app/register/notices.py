"""Tells both banks by e-mail what was signed, so that nothing is signed unnoticed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.register.accounts import list_accounts
from app.register.context import Register
from app.register.post import send
from app.register.roles import Role
from geodata.names import LANGUAGES
from geodata.register.consents import COOLING_OFF
from geodata.register.log import Entry, EntryKind
from geodata.wording import Wording, load_wording
from geodata.wording import mark as _

_TOLD = frozenset({Role.OFFICE.value, Role.MODERATOR.value})

NOTICES: Mapping[EntryKind, tuple[str, str]] = MappingProxyType(
    {
        EntryKind.PROJECT_REVISED: (
            _("Signatures lapsed in the register of projects"),
            _(
                "A project was changed that an institution had signed: moderators of both banks "
                "accepted the change, and the signatures lapsed. It stands here:"
            ),
        ),
        EntryKind.KEYS_CHANGED: (
            _("Keys changed in the register of projects"),
            _(
                "%(institution)s changed the keys that it signs with. This page shows every key, "
                "and the statements that added and ended it:"
            ),
        ),
        EntryKind.STATEMENT_SIGNED: (
            _("Signed in the register of projects"),
            _(
                "%(institution)s signed a statement on a project. A consent counts after %(days)s "
                "days, and can be withdrawn before and after that. What was signed stands here:"
            ),
        ),
    }
)
"""Kind of entry that both banks are told of → subject and text."""


def tell_both_banks(register: Register, entry: Entry) -> None:
    """Tell every office and moderator what was signed or lapsed, where e-mails can be sent."""
    if register.settings.smtp_host is None:
        return
    subject, text = write_notice(register, entry)
    with register.database.read() as session:
        told = [one for one in list_accounts(session) if one.is_active and one.role in _TOLD]
    for one in told:
        if one.email:
            send(register.settings, one.id, one.email, subject, text)


def write_notice(register: Register, entry: Entry) -> tuple[str, str]:
    """Write subject and text, in every language: nobody's comes alone."""
    said = [_write(register, entry, load_wording(one)) for one in LANGUAGES]
    subjects, texts = (list(dict.fromkeys(one)) for one in zip(*said, strict=True))
    return " · ".join(subjects), "\n".join(texts)


def _write(register: Register, entry: Entry, wording: Wording) -> tuple[str, str]:
    body, path = _find_subject(entry)
    names = register.places.bodies.get(body)
    institution = wording.join_names(names) if names else body
    values = {"institution": institution, "days": wording.write_number(COOLING_OFF.days)}
    subject, text = map(wording.gettext, NOTICES[entry.kind])
    return subject, f"{text % values}\n{register.settings.site}{path}\n"


def _find_subject(entry: Entry) -> tuple[str, str]:
    """Find the body that an entry is of, if any, and the page that shows it."""
    match entry.kind:
        case EntryKind.PROJECT_REVISED:
            return "", f"/projects/{entry.content['project']}"
        case EntryKind.KEYS_CHANGED:
            return str(entry.content["change"]["body"]), "/keys"
    statement = entry.content["statement"]
    return str(statement["body"]["id"]), f"/projects/{statement['project']}"
