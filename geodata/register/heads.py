"""The head of a log, signed by its register: small enough to be kept on paper by whoever wants to.

It proves nothing about consents. Two of one register with the same number and different hashes
prove that the register showed two logs.
"""

from __future__ import annotations

from typing import Annotated

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import Field, StringConstraints
from pydantic.dataclasses import dataclass

from geodata.cities.records import STRICT_RECORD, Slug
from geodata.errors import RegisterError
from geodata.register.canonical import Digest, hash_bytes
from geodata.register.statements import Instant
from geodata.sentences import sentence

HEAD = "uramost-head-v1"

Signer = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""A public key of Ed25519 (RFC 8032) in hexadecimal."""


@dataclass(frozen=True, config=STRICT_RECORD, kw_only=True)
class SignedHead:
    """The last entry of a log, as the register says it was."""

    register: Slug
    number: Annotated[int, Field(ge=1)]
    """Of the entry: how many there are."""
    hash: Digest
    time: Instant
    """Of the entry."""
    signer: Signer
    signature: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]


def sign_head(
    key: Ed25519PrivateKey, register: str, number: int, digest: str, time: str
) -> SignedHead:
    """Sign the head of a log."""
    signer = key.public_key().public_bytes_raw().hex()
    signed = key.sign(_hash(register, number, digest, time))
    return SignedHead(
        register=register,
        number=number,
        hash=digest,
        time=time,
        signer=signer,
        signature=signed.hex(),
    )


def check_head(head: SignedHead) -> None:
    """Check that a head was signed by the key that it names.

    Raises
    ------
    RegisterError
        When it was not.
    """
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(head.signer))
    try:
        key.verify(
            bytes.fromhex(head.signature), _hash(head.register, head.number, head.hash, head.time)
        )
    except InvalidSignature as error:
        raise RegisterError(sentence("the register's key did not sign this head")) from error


def group_digits(digest: str) -> str:
    """Write a hash in groups of four, as it is printed on paper.

    Examples
    --------
    >>> group_digits("0123456789ab")
    '0123 4567 89ab'
    """
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))


def _hash(register: str, number: int, digest: str, time: str) -> bytes:
    value = {"register": register, "number": number, "hash": digest, "time": time}
    return hash_bytes(HEAD, value)
