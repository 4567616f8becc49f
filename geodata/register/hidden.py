"""Which details of a log are not shown: what moderators removed, until they restore it."""

from __future__ import annotations

from collections.abc import Iterable

from geodata.register.log import NOT_PUBLIC, Entry, EntryKind

_REVISIONS = {EntryKind.PROJECT_PROPOSED, EntryKind.PROJECT_REVISED}


def list_hidden(log: Iterable[Entry]) -> set[str]:
    """List the hashes of details that no export holds: removed ones, and those for moderators.

    A removal names its subject, ``project/…`` or ``contribution/…``; of a project it hides all
    versions. The entries themselves stay, with the reason.
    """
    hidden: set[str] = set()
    of_subject: dict[str, set[str]] = {}
    removed: set[str] = set()
    for entry in log:
        if entry.kind is EntryKind.REMOVED:
            removed.add(_name(entry.content.get("subject")))
        elif entry.kind is EntryKind.RESTORED:
            removed.discard(_name(entry.content.get("subject")))
        elif entry.details is not None and entry.kind in NOT_PUBLIC:
            hidden.add(entry.details)
        elif entry.details is not None:
            of_subject.setdefault(_name_subject(entry), set()).add(entry.details)
    return hidden.union(*(of_subject.get(one, ()) for one in removed))


def _name_subject(entry: Entry) -> str:
    if entry.kind in _REVISIONS:
        return f"project/{entry.content.get('project')}"
    return f"contribution/{entry.content.get('id')}"


def _name(subject: object) -> str:
    """Name a subject as `_name_subject` does: everything but a project is a contribution."""
    kind, _, name = str(subject).partition("/")
    return f"project/{name}" if kind == "project" else f"contribution/{name}"
