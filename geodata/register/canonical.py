"""One spelling of a JSON value (RFC 8785), and the SHA-256 by which the register knows it."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

import rfc8785
from pydantic import StringConstraints

from geodata.errors import RegisterError
from geodata.sentences import sentence

Json = dict[str, Any]
"""An object as JSON has them: texts, numbers, true, false, null, lists and objects."""

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256 in hexadecimal."""

NOTHING = "0" * 64
"""Stands for what precedes the first of a chain."""


def hash_bytes(tag: str, value: Json) -> bytes:
    """Hash a value: SHA-256 of a tag that says what it is, a zero byte and its canonical JSON.

    A hash of one kind is therefore never the hash of another one.

    Raises
    ------
    RegisterError
        When the value cannot be written as JSON, such as NaN or a whole number beyond 2⁵³.
    """
    try:
        text = rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, RecursionError, UnicodeError) as error:
        raise RegisterError(sentence("it cannot be written as canonical JSON")) from error
    return hashlib.sha256(tag.encode() + b"\0" + text).digest()


def hash_json(tag: str, value: Json) -> str:
    """Hash a value likewise, in hexadecimal."""
    return hash_bytes(tag, value).hex()
