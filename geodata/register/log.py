"""The log of a register: entries that each name the hash of the one before, and are never changed.

What people wrote stands beside the log as *details*: an entry names their hash, which is salted, so
they can be erased without a trace of what they said while the chain stays whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated, Any, cast

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from geodata.cities.records import STRICT_RECORD
from geodata.errors import RegisterError
from geodata.register.canonical import NOTHING, Digest, Json, hash_json
from geodata.register.statements import Instant
from geodata.sentences import Sentence, sentence

ENTRY = "uramost-entry-v1"
DETAILS = "uramost-details-v1"
SALT = "salt"

Account = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{0,64}$")]
"""A number that stands for a person outside the log; empty for the register itself."""


class Erasure(StrEnum):
    """Why something is erased: one of these stands in the log for good, nothing else."""

    PERSON = "personal data of somebody"
    LAW = "the law demands it"
    AUTHOR = "its author asked for it"


class EntryKind(StrEnum):
    """What an entry of the log tells."""

    REGISTER_BEGUN = "register begun"
    PROJECT_PROPOSED = "project proposed"
    PROJECT_REVISED = "project revised"
    PROJECT_ACCEPTED = "project accepted"
    PROJECT_DECLINED = "project declined"
    STATEMENT_SIGNED = "statement signed"
    CONSENT_COUNTS = "consent begins to count"
    KEYS_CHANGED = "keys changed"
    COMMENT_POSTED = "comment posted"
    SUGGESTION_MADE = "suggestion made"
    SUGGESTION_BACKED = "suggestion accepted by a bank"
    SUGGESTION_SETTLED = "suggestion settled"
    NEED_PROPOSED = "need proposed"
    CLAIM_MADE = "claim made"
    CLAIM_SETTLED = "claim settled"
    ASSESSMENT_ATTACHED = "assessment attached"
    REPORT_MADE = "report made"
    REPORT_SETTLED = "report settled"
    REMOVED = "removed"
    RESTORED = "restored"
    APPEAL_MADE = "appeal made"
    ERASED = "erased"


NOT_PUBLIC = frozenset({EntryKind.REPORT_MADE, EntryKind.APPEAL_MADE})
"""What was written in entries of these kinds is for moderators."""


@dataclass(frozen=True, config=STRICT_RECORD, kw_only=True)
class Entry:
    """One entry of the log."""

    number: Annotated[int, Field(ge=1)]
    time: Instant
    previous: Digest
    kind: EntryKind
    account: Account = ""
    content: dict[str, Any]
    """What stays for good: ids, acts, signatures; nothing that anybody wrote freely."""
    details: Digest | None = None
    """Hash of what was written, which stands beside the log."""


_ENTRY = TypeAdapter(Entry)


def write_entry(entry: Entry) -> Json:
    """Write an entry as the JSON that is hashed; its content exactly as it is."""
    written = _ENTRY.dump_python(entry, mode="json", exclude={"content"}, exclude_none=True)
    return {**cast("Json", written), "content": entry.content}


def read_entry(value: object) -> Entry:
    """Read an entry.

    Raises
    ------
    RegisterError
        When something of it is missing, or is what no entry has.
    """
    try:
        return _ENTRY.validate_python(value)
    except ValidationError as error:
        raise RegisterError(sentence("an entry of the log cannot be read")) from error


def hash_entry(entry: Entry) -> str:
    """Hash an entry as the next one names it; the last one's hash is the head of the log.

    Raises
    ------
    RegisterError
        When its content is no JSON, or nested too deep.
    """
    return hash_json(ENTRY, write_entry(entry))


def hash_details(details: Mapping[str, Any]) -> str:
    """Hash details with their salt.

    Raises
    ------
    RegisterError
        When they have no salt of 16 bytes: a short text could be guessed from its hash.
    """
    salt = details.get(SALT)
    if not (isinstance(salt, str) and len(salt) == 32):
        raise RegisterError(sentence("details need a salt"))
    return hash_json(DETAILS, dict(details))


def check_chain(entries: Iterable[Entry]) -> list[tuple[int, Sentence]]:
    """Check that entries follow each other; list number and fault of those that do not."""
    faults: list[tuple[int, Sentence]] = []
    number, head, time = 0, NOTHING, ""
    for entry in entries:
        if entry.number != number + 1:
            fault = sentence("entry %(n)s is missing or stands elsewhere", n=number + 1)
            faults.append((entry.number, fault))
        elif entry.previous != head:
            faults.append((entry.number, sentence("it does not follow from the entry before")))
        if entry.time < time:
            faults.append((entry.number, sentence("it is older than the entry before")))
        number, head, time = entry.number, hash_entry(entry), entry.time
    return faults
