"""Values of OC4IDS 0.9.5 and what is refused of them: addresses, moments, currencies, ids."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Protocol
from urllib.parse import urlsplit

from pydantic import AfterValidator, ConfigDict, StringConstraints
from pydantic.alias_generators import to_camel

from geodata.exports.oc4ids_codes import CURRENCIES
from geodata.names import LANGUAGES

CAMEL = ConfigDict(
    extra="forbid", alias_generator=to_camel, populate_by_name=True, allow_inf_nan=False
)
_URI = r"^[a-z][a-z0-9+.-]*:([A-Za-z0-9._~:/?#@!$&'()*+,;=\[\]-]|%[0-9A-Fa-f]{2})+$"


def _check_moment(text: str) -> str:
    datetime.fromisoformat(text)
    return text


def check_uri(text: str) -> str:
    """Refuse what is no absolute address by RFC 3986."""
    parts = urlsplit(text)
    if parts.scheme in {"http", "https"} and not parts.hostname:
        raise ValueError("has no host")
    if (parts.port or 0) < 0 or "#" in parts.fragment or set("[]") & set(text[len(parts.scheme) :]):
        raise ValueError("is no address")
    return text


def _check_currency(code: str) -> str:
    if code not in CURRENCIES:
        raise ValueError("is no currency of the standard")
    return code


def _check_language(code: str) -> str:
    if code not in LANGUAGES:
        raise ValueError("is no language of this map")
    return code


def _check_values(values: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(set(values)) < len(values):
        raise ValueError("a value comes twice")
    return values


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


def check_ids(parts: Sequence[_Identified]) -> Sequence[_Identified]:
    """Refuse parts that share an id."""
    if len({one.id for one in parts}) < len(parts):
        raise ValueError("an id comes twice")
    return parts


Text = Annotated[str, StringConstraints(min_length=1)]
Uri = Annotated[str, StringConstraints(pattern=_URI), AfterValidator(check_uri)]
Moment = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$"),
    AfterValidator(_check_moment),
]
"""A date and time with its zone (RFC 3339); a fact that is known less exactly has none."""
Unique = AfterValidator(_check_values)
UniqueIds = AfterValidator(check_ids)
Currency = Annotated[str, AfterValidator(_check_currency)]
LanguageOfTexts = Annotated[str, AfterValidator(_check_language)]
