"""Sentences that errors carry: English text that keeps its template and values, to be translated.

Nothing reads a finished sentence: who meets a reader of another language fills in the template
again. `str` of an error, and texts that a sentence is put into, are plain English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, TypeAlias, Union

if TYPE_CHECKING:
    from geodata.dates import PartialDate

Value: TypeAlias = Union[str, int, float, date, "PartialDate"]
"""What a sentence names: text stays as it is, numbers and days are written as readers do."""

_ENDS = (".", "!", "?", "…")
_TAGS = re.compile(r"<[^<>]*>")


class Sentence(str):
    """English text made by `sentence` or `about`.

    Attributes
    ----------
    template
        A message of the catalogues, with its placeholders.
    values
        Placeholder → what fills it, which may be a sentence itself.
    """

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, Value]


def sentence(template: str, /, **values: Value) -> Sentence:
    """Make a sentence; `scripts/messages.py` gathers the templates where they stand.

    Examples
    --------
    >>> sentence("at most %(most)s are assessed together", most=20)
    'at most 20 are assessed together'
    """
    said = Sentence(template % {name: _write(value) for name, value in values.items()})
    said.template, said.values = template, values
    return said


def about(name: str, fault: str) -> Sentence:
    """Say what has a fault: the name is the same in all languages.

    Examples
    --------
    >>> about("line.0", sentence("it has no length"))
    'line.0: it has no length'
    """
    make = sentence  # for everybody but the catalogues
    return make("%(name)s: %(fault)s", name=name, fault=fault)


def begin_sentence(text: str) -> str:
    """Write the first letter large; the rest stays as it is, as names have their own capitals.

    Examples
    --------
    >>> begin_sentence("sistemi i Kosovës")
    'Sistemi i Kosovës'
    """
    return text[:1].upper() + text[1:]


def end_sentence(text: str) -> str:
    """Set a full stop, where a text does not end with one: days in Serbian do.

    Examples
    --------
    >>> end_sentence("Popis, 2024.")
    'Popis, 2024.'
    """
    return text if _TAGS.sub("", text).rstrip().endswith(_ENDS) else text.rstrip() + "."


def get_sentence(error: BaseException) -> str:
    """Get the sentence of an error as it was raised with, or what the error says."""
    first = error.args[0] if error.args else ""
    return first if isinstance(first, str) else str(error)


def _write(value: Value) -> str:
    """Write a value in English, with commas between thousands."""
    if isinstance(value, int | float):
        return f"{value:,}"
    return value if isinstance(value, str) else str(value)
