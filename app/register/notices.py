"""Tells both banks by e-mail what was signed, so that nothing is signed unnoticed."""

from __future__ import annotations

from app.register.accounts import list_accounts
from app.register.context import Register
from app.register.post import send
from app.register.roles import Role
from geodata.names import LANGUAGES
from geodata.register.consents import COOLING_OFF
from geodata.register.log import Entry, EntryKind
from geodata.wording import Wording, load_wording

_TOLD = frozenset({Role.OFFICE.value, Role.MODERATOR.value})


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
    _, site = wording.gettext, register.settings.site
    if entry.kind is EntryKind.PROJECT_REVISED:
        body, address = "", f"{site}/projects/{entry.content['project']}"
        text = _(
            "A project was changed that an institution had signed: moderators of both banks "
            "accepted the change, and the signatures lapsed. It stands here:"
        )
    elif entry.kind is EntryKind.KEYS_CHANGED:
        body, address = str(entry.content["change"]["body"]), f"{site}/log"
        text = _("%(institution)s changed the keys that it signs with. The log shows the change:")
    else:
        statement = entry.content["statement"]
        body, address = str(statement["body"]["id"]), f"{site}/projects/{statement['project']}"
        text = _(
            "%(institution)s signed a statement on a project. A consent counts after %(days)s "
            "days, and can be withdrawn before and after that. What was signed stands here:"
        )
    names = register.places.bodies.get(body)
    institution = wording.join_names(names) if names else body
    subject = _("Signed in the register of projects")
    values = {"institution": institution, "days": wording.write_number(COOLING_OFF.days)}
    return subject, f"{text % values}\n{address}\n"
