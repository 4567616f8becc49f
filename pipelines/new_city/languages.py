"""Names of a place by language, and which languages the names of its surroundings are in."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from geodata.names import UNSAID, Names, clean_name

_LANGUAGE_NAME = re.compile(r"name:([a-z]{2,3})(?:[-_](Latn|Cyrl|latn|cyrl))?")
"""A name in one language, and its script where that is said."""

_MOST_OWN = 3
_OWN_SHARE = 0.2
"""Of the votes of the language that most names are in; Brussels has two."""


def find_own_languages(all_tags: Iterable[Mapping[str, str]]) -> list[str]:
    """Find the languages that names are in: those whose own name is the one without a language."""
    votes: Counter[str] = Counter()
    for tags in all_tags:
        name = tags.get("name")
        if name is not None and "place" not in tags:  # a town is often called alike in all of them
            votes.update({_code(key) for key in tags if tags[key] == name} - {""})
    most = max(votes.values(), default=0)
    found = sorted(votes, key=lambda code: (-votes[code], code))
    return [code for code in found if votes[code] >= _OWN_SHARE * most][:_MOST_OWN]


def _code(key: str) -> str:
    found = _LANGUAGE_NAME.fullmatch(key)
    return found[1] if found and found[1] != "en" else ""


def list_language_names(tags: Mapping[str, str]) -> dict[str, str]:
    """List the names of an element by BCP 47 code; Serbian by its script."""
    names = {}
    for key, value in sorted(tags.items()):
        found = _LANGUAGE_NAME.fullmatch(key)
        name = clean_name(value)
        if found and name:
            script = found[2].title() if found[2] else ""
            if found[1] == "sr":
                script = "Cyrl" if _is_cyrillic(name) else "Latn"
            names[f"{found[1]}-{script}" if script else found[1]] = name
    if clean_name(tags.get("name", "")):
        names[UNSAID] = clean_name(tags["name"])
    return names


def choose_names(tags: Mapping[str, str], asked: str, own: Iterable[str]) -> Names:
    """Choose the names of a city for its profile.

    In the languages of the interface and its own, without those that nobody gives; as it was asked
    for where the data have no name at all. A name of no stated language is in its own one.
    """
    known = list_language_names(tags)
    unsaid = known.pop(UNSAID, "")
    languages = [*own]
    if unsaid and unsaid not in known.values():
        known = {languages[0] if languages else UNSAID: unsaid} | known
    elif unsaid:
        languages += [code for code in languages if known.get(code) == unsaid]
    wanted = {"sq", "sr-Latn", "sr-Cyrl", "en", UNSAID, *languages}
    names = {code: name for code, name in known.items() if code in wanted}
    if "en" not in names:
        is_latin = bool(unsaid) and _is_latin(unsaid)
        names["en"] = unsaid if is_latin else clean_name(asked)
    if names["en"] == names.get(UNSAID):
        del names[UNSAID]
    return names


def _is_cyrillic(text: str) -> bool:
    return any("CYRILLIC" in unicodedata.name(sign, "") for sign in text)


def _is_latin(text: str) -> bool:
    letters = [sign for sign in text if sign.isalpha()]
    return all("LATIN" in unicodedata.name(sign, "") for sign in letters)
