"""Says what is wrong with a field in the register's own sentences, never in those of a library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geodata.sentences import Sentence, about, get_sentence, sentence

_CHOOSE = sentence("Choose one of those that are listed")
_NUMBER = sentence("Write a number here")
_TEXT = sentence("Write text here")
_NO_FIELD = sentence("There is no such field")
_OTHER_FORM = sentence("This has another form than the one that is read here")
_NO_JSON = sentence("This cannot be read as JSON")
_EMPTY = sentence("Write something here first")
_SIGNS = sentence("A character here is not allowed in this field")

_KINDS: Mapping[str, Sentence] = {
    "missing": sentence("This field is needed"),
    "missing_argument": sentence("This field is needed"),
    "extra_forbidden": _NO_FIELD,
    "unexpected_keyword_argument": _NO_FIELD,
    "enum": _CHOOSE,
    "literal_error": _CHOOSE,
    "string_too_short": _EMPTY,
    "too_short": _EMPTY,
    "string_type": _TEXT,
    "string_unicode": _TEXT,
    "string_sub_type": _TEXT,
    "json_invalid": _NO_JSON,
    "json_type": _NO_JSON,
    "bool_parsing": sentence("Write true or false here"),
    "bool_type": sentence("Write true or false here"),
}
"""Kind of a fault, as pydantic calls it → what is said of it."""

_NUMBERS = ("float_", "int_", "finite_number", "decimal_")
_PATTERNS = (
    ("^https?://", sentence("Write an address that begins with https://, without spaces")),
    ("^[A-Z]{3}$", sentence("Write a currency by its three capital letters, such as EUR")),
    ("^(|", _CHOOSE),
    (
        "^[a-z]{2,3}(-",
        sentence("Name a language by its code: sq, sr-Cyrl, sr-Latn or en, for example"),
    ),
    ("^[a-z0-9]+(-", sentence("An id has small letters, digits and hyphens alone")),
)
"""Beginning of a pattern that a text does not have → what is said of it."""


def say_fault(fault: Mapping[str, Any]) -> str:
    """Say what a fault that pydantic found is."""
    kind, found = str(fault["type"]), fault.get("ctx") or {}
    if kind in _KINDS:
        return _KINDS[kind]
    if kind.startswith(_NUMBERS):
        return _NUMBER
    if limit := _say_limit(kind, found):
        return limit
    if kind == "string_pattern_mismatch":
        pattern = str(found.get("pattern"))
        return next((said for start, said in _PATTERNS if pattern.startswith(start)), _SIGNS)
    if kind == "value_error" and isinstance(error := found.get("error"), Exception):
        said = get_sentence(error)
        return said if isinstance(said, Sentence) else _OTHER_FORM
    return _OTHER_FORM


def say_fault_within(fault: Mapping[str, Any], path: tuple[str, ...]) -> str:
    """Say it with the place inside of a field that has several: ``costs``, then ``0.low``."""
    said = say_fault(fault)
    return about(".".join(path)[:80], said) if path else said


def _say_limit(kind: str, found: Mapping[str, Any]) -> Sentence | None:
    """Say a limit that a text, a list or a number exceeds; None where it is something else."""
    most = found.get("max_length", found.get("le", 0))
    limit = _shorten(found.get("ge", found.get("gt", found.get("lt", most))))
    says = {
        "string_too_long": sentence("Write at most %(most)s characters here", most=limit),
        "too_long": sentence("At most %(most)s are accepted here", most=limit),
        "greater_than_equal": sentence("Write a number of at least %(limit)s", limit=limit),
        "greater_than": sentence("Write a number above %(limit)s", limit=limit),
        "less_than_equal": sentence("Write a number of at most %(limit)s", limit=limit),
        "less_than": sentence("Write a number below %(limit)s", limit=limit),
    }
    return says.get(kind)


def _shorten(limit: float) -> float:
    """Take a limit as people write it: nothing behind a whole number."""
    return int(limit) if limit == int(limit) else limit
