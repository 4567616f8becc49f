"""Why something is refused, in the reader's language: sentences of errors, and faults of input."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from geodata.dates import PartialDate
from geodata.sentences import Sentence, Value, get_sentence, sentence
from geodata.wording import Wording


def say_sentence(text: str, wording: Wording) -> str:
    """Say a sentence in a reader's language; other text stays as it is."""
    if not isinstance(text, Sentence):
        return text
    values = {name: _write(value, wording) for name, value in text.values.items()}
    return wording.gettext(text.template) % values


def read_fault(fault: Mapping[str, Any]) -> str:
    """Read what a fault that pydantic found says, by its kind; what has no translation is text."""
    found: Mapping[str, Any] = fault.get("ctx") or {}
    match fault["type"]:
        case "extra_forbidden":
            return sentence("there is no such parameter here")
        case "value_error" if isinstance(found.get("error"), Exception):
            return get_sentence(found["error"])
        case "float_parsing":
            return sentence("Input should be a valid number, unable to parse string as a number")
        case "finite_number":
            return sentence("Input should be a finite number")
        case "literal_error" | "enum" if " or " in found["expected"]:
            some, _, last = found["expected"].rpartition(" or ")
            some, last = some.strip("'"), last.strip("'")
            return sentence("Input should be '%(some)s' or '%(last)s'", some=some, last=last)
    return _read_limit(fault["type"], found) or fault["msg"]


def _read_limit(kind: str, found: Mapping[str, Any]) -> Sentence | None:
    match kind:
        case "greater_than_equal":
            limit = _shorten(found["ge"])
            return sentence("Input should be greater than or equal to %(limit)s", limit=limit)
        case "greater_than":
            return sentence("Input should be greater than %(limit)s", limit=_shorten(found["gt"]))
        case "less_than_equal":
            limit = _shorten(found["le"])
            return sentence("Input should be less than or equal to %(limit)s", limit=limit)
    return None


def _shorten(limit: float) -> Value:
    """Take a limit as pydantic writes it: nothing behind a whole number, nor between thousands."""
    short = int(limit) if limit == int(limit) else limit
    return short if abs(short) < 1_000 else str(short)


def _write(value: Value, wording: Wording) -> str:
    match value:
        case str():
            return say_sentence(value, wording)
        case date() | PartialDate():
            return wording.write_day(value)
    return wording.write_number(value, len(f"{value:,}".partition(".")[2]))
