"""What comes from elsewhere than the register: fingerprints and heads that others published."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from geodata.cities.records import read_toml
from geodata.cities.text_files import read_text
from geodata.errors import RegisterError
from geodata.register.heads import SignedHead, check_head
from geodata.register.keys import KeyFile, fingerprint
from geodata.sentences import sentence

_PAIR = re.compile(r"\s*([a-z0-9-]+)\s*[=:\s]\s*([0-9a-fA-F\s]+)")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_HEAD = TypeAdapter(SignedHead)


def read_fingerprints(given: Iterable[str]) -> dict[str, str]:
    """Read fingerprints by their bodies.

    Parameters
    ----------
    given
        Each a ``keys.toml``, a text file with a line ``body = fingerprint`` for each body, or such
        a pair itself; spaces in fingerprints do not count.

    Raises
    ------
    RegisterError
        When one is neither, or a body has two fingerprints that differ.
    CityFileError
        When a ``keys.toml`` is malformed.
    """
    found: dict[str, str] = {}
    for body, digest in (pair for one in given for pair in _read_pairs(one)):
        if found.setdefault(body, digest) != digest:
            raise RegisterError(sentence("%(body)s has two fingerprints that differ", body=body))
    return found


def read_head(given: str) -> str:
    """Read a head: its hash, or a file with the hash or with the head that the register signed.

    Raises
    ------
    RegisterError
        When it is none of them, or its signature is wrong.
    """
    text = read_text(Path(given)) if _is_file(given) else given
    if text.lstrip().startswith("{"):
        return _read_signed(text)
    return _read_digest(text)


def _read_signed(text: str) -> str:
    try:
        head = _HEAD.validate_json(text)
    except ValidationError as error:
        raise RegisterError(sentence("a signed head cannot be read")) from error
    check_head(head)
    return head.hash


def _read_pairs(given: str) -> list[tuple[str, str]]:
    if not _is_file(given):
        return [_read_pair(given)]
    path = Path(given)
    if path.suffix == ".toml":
        return [(one.id, fingerprint(one)) for one in read_toml(path, KeyFile).body]
    lines = (line.strip() for line in read_text(path).splitlines())
    return [_read_pair(line) for line in lines if line and not line.startswith("#")]


def _read_pair(text: str) -> tuple[str, str]:
    pair = _PAIR.fullmatch(text)
    if pair is None:
        raise RegisterError(
            sentence(
                "“%(text)s” is neither a file nor a body with its fingerprint, as in body=0123…",
                text=text[:80],
            )
        )
    return pair[1], _read_digest(pair[2])


def _read_digest(text: str) -> str:
    digest = "".join(text.split()).lower()
    if not _DIGEST.fullmatch(digest):
        raise RegisterError(
            sentence("“%(text)s” has to be 64 digits from 0 to f", text=text.strip()[:80])
        )
    return digest


def _is_file(given: str) -> bool:
    try:
        return Path(given).is_file()
    except (OSError, ValueError):
        return False
