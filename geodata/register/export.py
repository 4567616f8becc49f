"""The public export of a register: its log, what was written beside it, and the pinned keys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import field
from pathlib import Path
from typing import Annotated, Any, Literal

import orjson
from pydantic import Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from geodata.cities.records import STRICT_RECORD, Slug
from geodata.errors import RegisterError
from geodata.register.canonical import NOTHING, Digest
from geodata.register.heads import SignedHead
from geodata.register.keys import BodyKeys
from geodata.register.log import Entry, hash_entry, write_entry
from geodata.sentences import sentence

LARGEST_EXPORT_BYTES = 500_000_000


@dataclass(frozen=True, config=STRICT_RECORD, kw_only=True)
class Export:
    """All that a register publishes; nothing in it is a secret."""

    format: Literal["uramost-register-1"] = "uramost-register-1"
    register: Slug
    city: Slug
    keys: tuple[BodyKeys, ...]
    """As the city pins them; what became of them is in the log."""
    log: Annotated[tuple[Entry, ...], Field(min_length=1)]
    details: dict[Digest, dict[str, Any]] = field(default_factory=dict)
    """Hash → what was written; what was erased is missing."""
    signed_head: SignedHead | None = None
    """By which the register can be held to this log later."""

    @property
    def head(self) -> str:
        """Hash of the last entry."""
        return hash_entry(self.log[-1]) if self.log else NOTHING

    @property
    def time(self) -> str:
        """Time of the last entry."""
        return self.log[-1].time


_EXPORT = TypeAdapter(Export)
_LONG = {"log", "details"}


def write_export(export: Export) -> bytes:
    """Write an export as JSON."""
    return b"".join(write_parts(export))


def write_parts(export: Export) -> Iterator[bytes]:
    """Write an export as JSON part by part, a line for each entry: nobody waits for all of it."""
    head = _EXPORT.dump_python(export, mode="json", exclude=_LONG, exclude_none=True)
    yield orjson.dumps(head).removesuffix(b"}") + b',"log":['
    for number, entry in enumerate(export.log):
        yield (b",\n" if number else b"\n") + orjson.dumps(write_entry(entry))
    yield b'\n],"details":{'
    for number, (digest, details) in enumerate(export.details.items()):
        yield (b",\n" if number else b"\n") + b'"%b":' % digest.encode() + orjson.dumps(details)
    yield b"\n}}\n"


def read_export(path: Path) -> Export:
    """Read an export.

    Raises
    ------
    RegisterError
        When the file is missing, too large or no export of a register.
    """
    try:
        if path.stat().st_size > LARGEST_EXPORT_BYTES:
            raise RegisterError(sentence("%(file)s is too large", file=str(path)))
        document = json.loads(
            path.read_bytes(), object_pairs_hook=_refuse_repeated, parse_constant=_refuse_constant
        )
        return _EXPORT.validate_python(document)
    except OSError as error:
        fault = sentence(
            "%(file)s cannot be read (%(why)s)", file=str(path), why=error.strerror or str(error)
        )
        raise RegisterError(fault) from error
    except (ValueError, ValidationError, RecursionError) as error:
        if isinstance(error, RegisterError):
            raise
        raise RegisterError(
            sentence("%(file)s is no export of a register", file=str(path))
        ) from error


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _refuse_repeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse an object that names a key twice: two programs could read two things."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key comes twice")
    return found
