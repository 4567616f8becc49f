"""The language of an answer: chosen by the reader; words by gettext, numbers and dates by locale.

Catalogues are ``locales/<locale>/LC_MESSAGES/uramost.po``. English is the text in the code; its
catalogue holds only terms that data write in another way than people do. Serbian is written once,
in Cyrillic, and its Latin is made from it letter by letter, which is exact.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import cast

import cyrtranslit
from babel import Locale
from babel.dates import format_date, format_skeleton, format_timedelta, get_day_names
from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol
from babel.support import NullTranslations, Translations

from geodata.dates import PartialDate
from geodata.names import (
    LANGUAGES,
    MOST_SHOWN,
    SPOKEN,
    Language,
    Names,
    join_names,
    order_languages,
)
from geodata.snapshot.manifest import CitySummary

_YEAR_DAYS, _MONTH_DAYS = 365.25, 30.44

LOCALES = Path(__file__).parent / "locales"
WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
"""As OpenStreetMap writes them. https://wiki.openstreetmap.org/wiki/Key:opening_hours"""

LONG_MIN = 2.0
"""From which on a change of time is told in minutes; a shorter one in seconds."""

FAR_M = 995.0
"""From which on a distance is told in kilometres."""

_SCRIPT_FILES = "static/js/"

_GENITIVE, _DEFINITE = "genitive", "definite"
_AS_IT_IS: Mapping[str, str] = {}
_FROM = {"sr": _GENITIVE, "sq": _DEFINITE}
_TO = {"sr": _GENITIVE}
"""Language → the case of a month after "from" and "to", where it has one of its own."""


@dataclass(frozen=True)
class Wording:
    """One language of the interface."""

    language: Language
    """BCP 47, one of `geodata.names.LANGUAGES`."""
    locale: Locale
    translations: NullTranslations
    script_words: dict[str, list[str]]
    """Message → its translation, or all plural forms, of every message in ``static/js``."""

    def gettext(self, message: str) -> str:
        """Translate a message."""
        return str(self.translations.ugettext(message))

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Translate a message that depends on a number."""
        return str(self.translations.ungettext(singular, plural, number))

    def pgettext(self, context: str, message: str) -> str:
        """Translate a message that means different things in different places."""
        return str(self.translations.upgettext(context, message))

    def say(self, context: str, term: str) -> str:
        """Say a term of the data, such as a status: see `app.language.terms`."""
        return self.pgettext(context, term)

    def write_number(self, value: float | None, decimals: int = 0) -> str:
        """Write a number as its readers do; a dash where there is none."""
        if value is None:
            return "–"
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return str(format_decimal(value, pattern, locale=self.locale))

    def write_duration(self, minutes: float | None) -> str:
        """Write how much a time changes: in whole seconds where that is less than two minutes."""
        if minutes is None:
            return "–"
        seconds = round(60 * minutes)
        if abs(minutes) < LONG_MIN:
            return f"{self.write_number(seconds)} s"
        return f"{self.write_number(minutes, 1)} min"

    def write_distance(self, metres: float) -> str:
        """Write a distance as people say it: tens of metres, from a kilometre on tenths of it."""
        if metres < FAR_M:
            return f"{self.write_number(round(metres, -1))} m"
        return f"{self.write_number(metres / 1_000, 1)} km"

    def write_amount(self, value: float) -> str:
        """Write an amount of money, with its cents only where it has some."""
        return self.write_number(value, 2 if value % 1 else 0)

    def write_day(self, day: date | PartialDate | str) -> str:
        """Write a day in words; or a month, year or interval where a source gives no more."""
        if isinstance(day, date):
            return _write_date(day, self.locale)
        first, *last = PartialDate.parse(day).parts
        if not last:
            return _write_part(first, self.locale, _AS_IT_IS)
        said = self.gettext("from %(first)s to %(last)s")
        return said % {
            "first": _write_part(first, self.locale, _FROM),
            "last": _write_part(last[0], self.locale, _TO),
        }

    def write_age(self, age: timedelta) -> str:
        """Write how long ago something was: in years or months that are over, else in days."""
        for days in (_YEAR_DAYS, _MONTH_DAYS):
            if age.days >= 2 * days:
                age = timedelta(days=int(age.days / days) * int(days))
                break
        return str(format_timedelta(-age, add_direction=True, threshold=2, locale=self.locale))

    @property
    def script_signs(self) -> dict[str, str]:
        """What scripts write numbers and days with, whatever a browser knows of the language."""
        months = self.locale.months["format"]["wide"]
        return {
            "months": " ".join(str(months[number]) for number in sorted(months)),
            "decimal": get_decimal_symbol(self.locale),
            "group": get_group_symbol(self.locale),
        }

    def join_weekdays(self, days: Sequence[str]) -> str:
        """Write days of the week, given as OpenStreetMap writes them, one after the other."""
        names = get_day_names("wide", locale=self.locale)
        return ", ".join(str(names[WEEKDAYS.index(day)]) for day in days)

    def join_names(self, names: Names) -> str:
        """Write names side by side, those of this language first."""
        return join_names(names, self.names_order)

    def choose_names(self, names: Names) -> Names:
        """Choose the names that a list shows: of the interface's languages, else a few others.

        A thing of a hundred names would fill a screen; each name that is shown is shown whole.
        """
        ordered = order_languages(names, self.names_order)
        return {code: names[code] for code in ordered[:MOST_SHOWN]}

    def name_banks(self, city: CitySummary) -> dict[str, str]:
        """Name each bank, id → the name of this language alone: for headings of tables."""
        return {
            bank.id: bank.name.get(self.language) or self.join_names(bank.name)
            for bank in (city.left, city.right)
        }

    @property
    def names_order(self) -> tuple[str, ...]:
        """Languages of names in the order that this reader chose."""
        return (self.language, *(code for code in LANGUAGES if code != self.language))


def mark(message: str) -> str:
    """Mark a message for `scripts/messages.py`, as ``_``, that is translated where it is said."""
    return message


@cache
def load_wording(language: str) -> Wording:
    """Load one of `LANGUAGES` from its catalogue."""
    locale = Locale.parse(SPOKEN[language].locale or language, sep="-")
    catalogue = read_catalogue(language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    said = (one for one in catalogue if _is_of_script(one) and any(_list(one.string)))
    words = {_key(one.id): _list(one.string) for one in said}
    translations = Translations(compiled)
    if language != "en":  # whose catalogue says terms of the data in another way than data do
        translations.add_fallback(load_wording("en").translations)
    return Wording(cast("Language", language), locale, translations, words)


def read_catalogue(language: str) -> Catalog:
    """Read the catalogue of a language; Latin letters are made for Serbian where asked for."""
    path = LOCALES / SPOKEN[language].catalogue / "LC_MESSAGES" / "uramost.po"
    with path.open("rb") as file:
        catalogue = read_po(file)
    if language == "sr-Latn":
        for message in catalogue:
            if message.id:
                forms = [write_latin(one) for one in _list(message.string)]
                message.string = tuple(forms) if message.pluralizable else forms[0]
    return catalogue


def write_latin(text: str) -> str:
    """Write Serbian Cyrillic in Latin letters; what is Latin already stays."""
    return re.sub(r"\w+", _write_latin_word, text)


def _write_latin_word(found: re.Match[str]) -> str:
    """Write a word; LJ, NJ and DŽ where all of it are capitals, else Lj, Nj and Dž."""
    word = found[0]
    latin = str(cyrtranslit.to_latin(word, "sr"))
    return latin.upper() if len(word) > 1 and word.isupper() else latin


def _write_part(text: str, locale: Locale, case: Mapping[str, str]) -> str:
    """Write a day, month or year in words, its month in the case of its place in the sentence."""
    if len(text) == len("2025"):
        return f"{text}." if locale.language == "sr" else text
    if len(text) == len("2025-08-26"):
        return _write_date(date.fromisoformat(text), locale, case)
    first = date.fromisoformat(f"{text}-01")
    month, year = str(format_skeleton("yMMMM", first, locale=locale)).split(" ", 1)
    return f"{_put_in_case(month, case.get(locale.language, ''))} {year}"


def _write_date(day: date, locale: Locale, case: Mapping[str, str] = _AS_IT_IS) -> str:
    """Write a date in words; its month stands in the genitive in Serbian, which CLDR lacks."""
    text = _format_date(day, locale)
    if locale.language not in _FROM:
        return text
    number, month, year = text.split(" ")
    cases = {"sr": _GENITIVE, **case}
    return f"{number} {_put_in_case(month, cases.get(locale.language, ''))} {year}"


@lru_cache(maxsize=4_096)
def _format_date(day: date, locale: Locale) -> str:
    """Write a date as CLDR does; a page of a log writes the same one a hundred times."""
    return str(format_date(day, "long", locale=locale))


def _put_in_case(month: str, case: str) -> str:
    """Put the name of a month into a case that CLDR lacks; none leaves it as it is."""
    if case == _DEFINITE:
        return month + ("u" if month.endswith("k") else "i")
    return _decline(month) if case == _GENITIVE else month


def _decline(month: str) -> str:
    """Put the name of a month into the genitive, in either script of Serbian."""
    stem, ending = (month[:-2], month[-2:]) if month[-3:] in {"bar", "бар"} else (month, "")
    vowel = "a" if month.isascii() else "а"
    return f"{stem}{ending[::-1] or vowel}"


def _is_of_script(message: Message) -> bool:
    return any(name.startswith(_SCRIPT_FILES) for name, _ in message.locations)


def _key(message_id: str | Sequence[str]) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]


def _list(string: str | Sequence[str] | None) -> list[str]:
    """List a translation's plural forms; one where it has none."""
    return [string or ""] if isinstance(string, str | None) else list(string)
