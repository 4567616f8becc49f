"""Names in several languages, side by side, none of them the "real" one.

**The order of names** is the same on pages, maps and papers and in files: the language that the
reader chose comes first, then Albanian (``sq``) and Serbian (``sr``) by the alphabet of their
codes, Serbian in Latin letters before Cyrillic ones, then English, then a name whose language is
not stated, then others by the alphabet of their codes. Where nobody chose, as in a file, Albanian
comes first. The order does not say which name counts more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints

Language = Literal["sq", "sr-Latn", "sr-Cyrl", "en"]
LANGUAGES: tuple[str, ...] = get_args(Language)
"""BCP 47 codes of the interface, in the order of names and of the menu of languages."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language of the interface, whose names have a column in every table.

    Attributes
    ----------
    self_name
        What those who read it call it.
    catalogue
        Folder of its catalogue in ``geodata/locales``.
    field
        Column of the names.
    key
        Their key in OpenStreetMap.
    title, described
        Title of the column, and the language, in English.
    locale
        Of numbers and days, where another than the most likely one of the code is meant.
    """

    self_name: str
    catalogue: str
    field: str
    key: str
    title: str
    described: str
    locale: str | None = None


SPOKEN: dict[str, Spoken] = {
    "sq": Spoken("Shqip", "sq", "name_sq", "name:sq", "Albanian name", "Albanian"),
    "sr-Cyrl": Spoken(
        *("Српски", "sr", "name_sr", "name:sr"), "Serbian name", "Serbian, mostly Cyrillic"
    ),
    "sr-Latn": Spoken(
        *("Srpski", "sr", "name_sr_latn", "name:sr-Latn"),
        *("Serbian name in Latin script", "Serbian, Latin script"),
    ),
    "en": Spoken("English", "en", "name_en", "name:en", "English name", "English", "en-GB"),
}
"""Language → what is known of it, in the order of the columns."""

UNSAID = "und"
"""BCP 47 code of a name whose language OSM does not say."""

MOST_SHOWN = len(LANGUAGES) + 2
"""Names of one thing in a list of many things."""

LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
Names = Annotated[dict[LanguageCode, Text], Field(min_length=1)]
"""BCP 47 code → name."""


def order_languages(names: Names, order: Iterable[str] = LANGUAGES) -> list[str]:
    """List the language codes of a name: those of `order`, `UNSAID`, then others by alphabet."""
    first = [code for code in (*order, UNSAID) if code in names]
    return first + sorted(set(names) - set(first))


def pair_names(names: Names, order: Iterable[str] = LANGUAGES) -> list[tuple[str, str]]:
    """List the names of a thing with their languages; one of several languages once, by the first.

    Examples
    --------
    >>> pair_names({"en": "Ibar", "sq": "Ibër", "sr-Latn": "Ibar"})
    [('sq', 'Ibër'), ('sr-Latn', 'Ibar')]
    """
    first: dict[str, str] = {}
    for code in order_languages(names, order):
        first.setdefault(names[code], code)
    return [(code, name) for name, code in first.items()]


def list_names(names: Names, order: Iterable[str] = LANGUAGES) -> tuple[str, ...]:
    """List the names of a thing, each distinct one once."""
    return tuple(name for _, name in pair_names(names, order))


def join_names(names: Names, order: Iterable[str] = LANGUAGES) -> str:
    """Write names side by side, each distinct one once.

    Examples
    --------
    >>> join_names({"en": "North", "sq": "Veri"})
    'Veri · North'
    """
    return " · ".join(list_names(names, order))


_LONGEST_NAMES = 1_200
"""Characters of four names side by side, each as long as a value of OpenStreetMap may be."""

_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


_BLANK = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202f\u205f-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff"
)
_UNSEEN = re.compile(f"[{_BLANK}]")
_BLANK_TEXT = re.compile(rf"[\s{_BLANK}]*")


_NAME_KEY = re.compile(
    r"(?:(?:alt|int|loc|nat|official|old|reg|short)_)?name(?::[a-z]{2,3}(?:[-_]\w+)*)?"
)
"""Keys of OSM's names; https://wiki.openstreetmap.org/wiki/Names. Not ``name:etymology``."""


def list_tagged_names(tags: Mapping[str, str]) -> list[str]:
    """List the names in an element's tags in any language, `name` first, each once."""
    keys = sorted(
        (key for key in tags if _NAME_KEY.fullmatch(key)), key=lambda key: (key != "name", key)
    )
    parts = (part.strip() for key in keys for part in tags[key].split(";"))
    return list(dict.fromkeys(part for part in parts if part))


def clean_text(text: str, longest: int) -> str:
    """Keep what can be drawn: nothing that XML forbids or that turns the direction of text.

    Runs of spaces and line ends become a space; what is longer than `longest` ends in an ellipsis.
    """
    spaced = re.sub(r"[ \t\r\n\v\f]+", " ", text).strip()
    kept = "".join(sign for sign in spaced if unicodedata.category(sign)[0] != "C")
    return kept if len(kept) <= longest else kept[: longest - 1] + "…"


def clean_name(name: str) -> str:
    """Keep what can be drawn of a name, or of names side by side; none that people use is cut."""
    return clean_text(name, _LONGEST_NAMES)


def clean_names(names: Names) -> Names:
    """Keep what can be drawn of each name."""
    return {code: clean_name(name) for code, name in names.items()}


def is_blank(text: str) -> bool:
    r"""Tell whether nothing of a text is seen: it has only spaces, joiners, fillers and the like.

    Examples
    --------
    >>> is_blank("\u200b \u3164"), is_blank("\u200bx")
    (True, False)
    """
    return _BLANK_TEXT.fullmatch(text) is not None


def has_unseen(text: str) -> bool:
    """Tell whether a text has signs that are not seen, but for the space."""
    return _UNSEEN.search(text) is not None


def strip_controls(text: str) -> str:
    """Strip what steers a terminal, is forbidden in XML, or turns the direction of text.

    Tabs and line ends stay.
    """
    return text if text.isascii() and text.isprintable() else _CONTROLS.sub("", text)
