"""Passkeys in software, as an authenticator that a body holds: WebAuthn, level 3."""

from __future__ import annotations

import hashlib
import json
import struct
from dataclasses import dataclass, field

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url

from geodata.register.keys import BodyKeys, PublicKey, RelyingParty
from geodata.register.statements import Assertion, KeyChange, Statement, make_challenge

PRESENT, VERIFIED = 0x01, 0x04


@dataclass
class Passkey:
    """A key pair on P-256 of one device, for one relying party."""

    name: str
    party: RelyingParty
    pair: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    @property
    def id(self) -> str:
        return bytes_to_base64url(hashlib.sha256(self.name.encode()).digest())

    @property
    def public(self) -> PublicKey:
        numbers = self.pair.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        key = bytes_to_base64url(cbor2.dumps(cose))
        return PublicKey(id=self.id, public_key=key, label=self.name)

    def sign(
        self,
        statement: Statement | KeyChange,
        *,
        origin: str | None = None,
        party: str | None = None,
        flags: int = PRESENT | VERIFIED,
        is_framed: bool = False,
    ) -> Assertion:
        """Sign as a browser lets it: by default on the first of the body's pages."""
        client = {
            "type": "webauthn.get",
            "challenge": bytes_to_base64url(make_challenge(statement)),
            "origin": origin or self.party.origins[0],
            "crossOrigin": is_framed,
        }
        client_data = json.dumps(client).encode()
        relying = hashlib.sha256((party or self.party.id).encode()).digest()
        authenticator = relying + bytes([flags]) + struct.pack(">I", 0)
        signed = authenticator + hashlib.sha256(client_data).digest()
        return Assertion(
            key=self.id,
            authenticator_data=bytes_to_base64url(authenticator),
            client_data=bytes_to_base64url(client_data),
            signature=bytes_to_base64url(self.pair.sign(signed, ec.ECDSA(SHA256()))),
        )


@dataclass
class Office:
    """An office of a body, with its passkeys."""

    body: str
    passkeys: list[Passkey]

    @property
    def keys(self) -> BodyKeys:
        party = self.passkeys[0].party
        return BodyKeys(id=self.body, party=party, keys=tuple(one.public for one in self.passkeys))


def make_office(body: str, keys: int = 1, host: str = "localhost") -> Office:
    """Make an office with new passkeys."""
    scheme = "http" if host == "localhost" else "https"
    party = RelyingParty(id=host, origins=(f"{scheme}://{host}",))
    return Office(body, [Passkey(f"{body} {number}", party) for number in range(keys)])
