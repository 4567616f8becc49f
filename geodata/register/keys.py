"""Public keys of the bodies that sign: those pinned by a city, and what its bodies made of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, TypeAdapter, model_validator
from pydantic.dataclasses import dataclass

from geodata.cities.profile import find_city_file
from geodata.cities.records import STRICT_RECORD, RegistryFile, Slug, check_unique_ids, read_toml
from geodata.errors import RegisterError
from geodata.names import Text
from geodata.register.canonical import hash_json
from geodata.sentences import sentence

PINNED = "uramost-pinned-keys-v1"

MOST_KEYS = 8
"""Of one body."""

KEYS_TO_CHANGE = 2
"""So many keys sign a change of keys where a body has as many: two of three recover the third."""

KeyName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{16,1400}$")]
"""Id of a passkey's credential in base64url."""

Origin = Annotated[
    str,
    StringConstraints(
        pattern=r"^(https://[a-z0-9.-]+(:\d{1,5})?|http://localhost(:\d{1,5})?)$", max_length=300
    ),
]


@dataclass(frozen=True, config=STRICT_RECORD, kw_only=True)
class PublicKey:
    """A passkey's public key."""

    id: KeyName
    public_key: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{16,2000}$")]
    """As COSE writes it (RFC 9052), in base64url."""
    label: Text
    """Whose device it is, so that a lost one is told from the others."""


@dataclass(frozen=True, config=STRICT_RECORD, kw_only=True)
class RelyingParty:
    """The site that passkeys are made for: they sign for no other."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]{1,253}$")]
    """A host's name, such as ``register.example.org``."""
    origins: Annotated[tuple[Origin, ...], Field(min_length=1, max_length=4)]
    """Pages where the body signs; one of them may be hosted by the body itself."""

    @model_validator(mode="after")
    def _check(self) -> RelyingParty:
        hosts = [one.split("://")[1].split(":")[0] for one in self.origins]
        if not all(host == self.id or host.endswith(f".{self.id}") for host in hosts):
            raise ValueError(sentence("an origin does not belong to the relying party"))
        return self


@dataclass(frozen=True, config=STRICT_RECORD, kw_only=True)
class BodyKeys:
    """The keys of one body: as pinned, or after its changes."""

    id: Slug
    """Of the institution, as in ``consents.toml``."""
    party: RelyingParty
    keys: Annotated[tuple[PublicKey, ...], Field(min_length=1, max_length=MOST_KEYS)]

    @model_validator(mode="after")
    def _check(self) -> BodyKeys:
        check_unique_ids(self.keys)
        return self

    def find(self, name: str) -> PublicKey | None:
        """Find one of the body's keys."""
        return next((one for one in self.keys if one.id == name), None)

    @property
    def fewest_to_change(self) -> int:
        """How many of its keys have to sign a change of its keys."""
        return min(KEYS_TO_CHANGE, len(self.keys))

    def add(self, key: PublicKey) -> BodyKeys:
        """Add a key.

        Raises
        ------
        RegisterError
            When the body has it, or as many as it may have.
        """
        if self.find(key.id):
            raise RegisterError(sentence("the body has this key already"))
        if len(self.keys) >= MOST_KEYS:
            raise RegisterError(sentence("a body has at most %(most)s keys", most=MOST_KEYS))
        return replace(self, keys=(*self.keys, key))

    def remove(self, name: str) -> BodyKeys:
        """Remove a key, but not the last one.

        Raises
        ------
        RegisterError
            When the body has no such key, or no other one.
        """
        rest = tuple(one for one in self.keys if one.id != name)
        if len(rest) == len(self.keys):
            raise RegisterError(sentence("the body has no such key"))
        if not rest:
            raise RegisterError(sentence("the last key of a body cannot be removed"))
        return replace(self, keys=rest)


@dataclass(frozen=True, config=STRICT_RECORD)
class KeyFile(RegistryFile):
    """A ``keys.toml`` of a city: the ``[[body]]`` tables with the first keys of each body."""

    body: tuple[BodyKeys, ...] = ()


KEYS_FILE = "keys.toml"
"""Stands beside a city's profile."""

BODY_KEYS = TypeAdapter(BodyKeys)


def load_keys(city: str, named: Path | None = None) -> tuple[BodyKeys, ...]:
    """Load the keys that a city pins: of the file that is named, else of that beside its profile.

    Parameters
    ----------
    city
        Its id, or the path of its profile. None are pinned where no such file stands beside it.
    named
        A file that has to be there.

    Raises
    ------
    CityFileError
        When the file is malformed, or missing though it is named; names the key or the file.
    """
    path = named or find_city_file(city, KEYS_FILE)
    return read_toml(path, KeyFile).body if named or path.exists() else ()


def fingerprint(body: BodyKeys) -> str:
    """Hash all that is pinned of a body: what it publishes on paper or on a site of its own."""
    return hash_json(PINNED, BODY_KEYS.dump_python(body, mode="json"))


def by_body(bodies: Iterable[BodyKeys]) -> dict[str, BodyKeys]:
    """Key bodies by their ids."""
    return {one.id: one for one in bodies}
