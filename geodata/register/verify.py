"""Verifies an export of a register without its server: chain, details, signatures, freshness."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from geodata.errors import RegisterError
from geodata.register.consents import ProjectConsents, Signatures, begin, write_time
from geodata.register.export import Export
from geodata.register.heads import check_head
from geodata.register.hidden import list_hidden
from geodata.register.keys import fingerprint
from geodata.register.log import Entry, EntryKind, check_chain, hash_details, hash_entry
from geodata.sentences import Sentence, sentence


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong with an export."""

    says: Sentence
    entry: int | None = None
    """Number of the entry that it is about."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of an export."""

    faults: tuple[Fault, ...]
    head: str
    time: str
    """Of the last entry; consents are told as of then, or as of the reader's time if it is earlier.
    """
    are_keys_proven: bool
    """Whether the pinned keys have the fingerprints that came from elsewhere."""
    is_fresh: bool
    """Whether the log holds the head that came from elsewhere."""
    newer: int
    """How many entries are newer than that head."""
    erased: int
    """How many entries stand without what was written in them: erased, removed, for moderators."""
    consents: tuple[ProjectConsents, ...]

    @property
    def is_valid(self) -> bool:
        """Whether nothing is wrong; what is unproven is not wrong."""
        return not self.faults


def verify(
    export: Export,
    fingerprints: Mapping[str, str] | None = None,
    head: str | None = None,
    *,
    now: datetime | None = None,
    needed: Iterable[str] = (),
) -> Verdict:
    """Verify an export.

    Parameters
    ----------
    fingerprints
        Body → the fingerprint of its pinned keys, from paper or the body's own site. Exactly these
        bodies' consents are needed.
    head
        A head of the log that was published elsewhere.
    now
        By the reader's own clock: an entry of a later time does not end the days in which a consent
        does not count yet.
    needed
        Bodies whose consent is needed, too, although no keys of theirs are pinned.
    """
    signatures = begin(export.register, export.keys, needed)
    faults = [
        *_check_keys(export, fingerprints),
        *(Fault(says, number) for number, says in check_chain(export.log)),
        *_check_begin(export),
        *_check_signed_head(export),
        *_check_details(export),
        *check_signatures(export.log, signatures),
    ]
    hashes = [hash_entry(one) for one in export.log]
    is_fresh = head in hashes
    until = min(export.time, write_time(now)) if now else export.time
    if head is not None and not is_fresh:
        faults.append(Fault(sentence("the log does not hold the head that was published")))
    return Verdict(
        faults=tuple(faults),
        head=export.head,
        time=export.time,
        are_keys_proven=fingerprints is not None,
        is_fresh=is_fresh,
        newer=len(hashes) - 1 - hashes.index(head) if head in hashes else 0,
        erased=sum(
            one.details is not None and one.details not in export.details for one in export.log
        ),
        consents=tuple(signatures.tell_all(until)) if not faults else (),
    )


def _check_keys(export: Export, fingerprints: Mapping[str, str] | None) -> Iterator[Fault]:
    """Compare the pinned keys with fingerprints, in both directions."""
    found = {one.id: fingerprint(one) for one in export.keys}
    if len(found) < len(export.keys):
        yield Fault(sentence("a body comes twice among the pinned keys"))
    if fingerprints is None:
        return
    for body in sorted(found.keys() | fingerprints.keys()):
        if body not in found:
            yield Fault(sentence("the keys of %(body)s are missing", body=body))
        elif body not in fingerprints:
            yield Fault(sentence("%(body)s is none of the bodies whose keys are known", body=body))
        elif found[body] != fingerprints[body].replace(" ", "").lower():
            fault = sentence("the keys of %(body)s are not those that it published", body=body)
            yield Fault(fault)


def _check_begin(export: Export) -> Iterator[Fault]:
    """Check that the log begins as this register's, with these keys, and does so once."""
    begins = [one for one in export.log if one.kind is EntryKind.REGISTER_BEGUN]
    expected = {
        "register": export.register,
        "city": export.city,
        "keys": {one.id: fingerprint(one) for one in export.keys},
    }
    if len(begins) != 1 or begins[0] is not export.log[0] or begins[0].content != expected:
        yield Fault(sentence("the log does not begin as that of this register and its keys"), 1)


def _check_signed_head(export: Export) -> Iterator[Fault]:
    """Check that the head that the register signed is the last entry of this log."""
    signed, last = export.signed_head, export.log[-1]
    if signed is None:
        return
    try:
        check_head(signed)
    except RegisterError as error:
        yield Fault(error.args[0])
    named = signed.register, signed.number, signed.hash, signed.time
    if named != (export.register, last.number, export.head, last.time):
        yield Fault(sentence("the head that the register signed is not the last entry"))


def _check_details(export: Export) -> Iterator[Fault]:
    named = {one.details for one in export.log}
    erased = {str(one.content.get("details")) for one in export.log if one.kind is EntryKind.ERASED}
    may_lack = {None, *list_hidden(export.log), *erased, *export.details}
    for entry in export.log:
        if entry.details not in may_lack:
            fault = sentence("what was written in it is missing, yet neither erased nor removed")
            yield Fault(fault, entry.number)
    for digest, details in export.details.items():
        try:
            is_right = digest in named and hash_details(details) == digest
        except RegisterError as error:
            yield Fault(error.args[0])
            continue
        if not is_right:
            yield Fault(sentence("details were changed, or belong to no entry"))


def check_signatures(log: Iterable[Entry], signatures: Signatures) -> Iterator[Fault]:
    """Take the entries of a log one by one; tell which ones hold what is not validly signed."""
    for entry in log:
        try:
            signatures.take(entry)
        except RegisterError as error:
            yield Fault(error.args[0], entry.number)
