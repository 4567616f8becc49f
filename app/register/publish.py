"""The register's public export with its signed head, made again only when the log has grown."""

from __future__ import annotations

import gzip
import os
import zlib
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from sqlalchemy.orm import Session

from app.register.database import Database
from app.register.log import Ledger
from app.register.models import HeadRow
from app.register.renewed import Renewed
from geodata.errors import RegisterError
from geodata.register.export import Export, write_parts
from geodata.register.heads import SignedHead, sign_head
from geodata.sentences import sentence
from geodata.snapshot.durable import sync_folder

_LEVEL = 6
_GZIP = 31
"""Tells zlib to write gzip."""
_REST = 20
"""So many times as long as making it took an export stays at least."""

KEY_FILE = "register.key"
"""In the data folder: signs heads of the log, and nothing of a body."""


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """An export as it is sent."""

    compressed: bytes
    """JSON, by gzip."""
    signed_head: SignedHead

    @property
    def content(self) -> bytes:
        """The same as it is."""
        return gzip.decompress(self.compressed)

    @property
    def head(self) -> str:
        """Hash of the log's last entry, which changes with all that is public: an ETag."""
        return self.signed_head.hash


class Publisher:
    """Publishes the export of a register.

    Parameters
    ----------
    key
        By which the register signs its heads.
    least_s
        So long an export is sent although the log has grown, and longer where making it takes long:
        see `Renewed`.
    """

    def __init__(
        self, database: Database, ledger: Ledger, key: Ed25519PrivateKey, least_s: float = 0
    ) -> None:
        def make(session: Session, _head: HeadRow) -> PublishedFile:
            return _make_file(ledger.export(session), key)

        self._renewed = Renewed(database, make, least_s, _REST)

    def read(self) -> PublishedFile:
        """Read the export; one thread makes it, and the others get the one before.

        Raises
        ------
        RegisterError
            When the register has not begun.
        """
        return self._renewed.read()


def _make_file(export: Export, key: Ed25519PrivateKey) -> PublishedFile:
    last = export.log[-1]
    head = sign_head(key, export.register, last.number, export.head, last.time)
    packer = zlib.compressobj(_LEVEL, wbits=_GZIP)
    parts = [packer.compress(one) for one in write_parts(replace(export, signed_head=head))]
    return PublishedFile(b"".join((*parts, packer.flush())), head)


def load_signing_key(data: Path) -> Ed25519PrivateKey:
    """Load the register's key from its data folder; the first time it is made there.

    Raises
    ------
    RegisterError
        When the file holds no such key.
    """
    path = data / KEY_FILE
    if not path.exists():
        _make_key(path)
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise _refuse_key(path) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _refuse_key(path)
    return key


def _make_key(path: Path) -> None:
    """Write a new key aside and link it in place: of two processes, both take the first one's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = Ed25519PrivateKey.generate()
    pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    aside = path.with_name(f".{path.name}-{os.getpid()}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    try:
        with suppress(FileExistsError):
            os.link(aside, path)
    finally:
        aside.unlink()
    sync_folder(path.parent)


def _refuse_key(path: Path) -> RegisterError:
    return RegisterError(sentence("%(file)s is no private key of Ed25519", file=str(path)))
