"""Folds names so that spellings of one name meet: case, accents, scripts, legal forms."""

from __future__ import annotations

import re
import unicodedata

_CYRILLIC = str.maketrans(
    {
        **dict(zip("абвгдезијклмнопрстћуфхцчш", "abvgdezijklmnoprstcufhccs", strict=True)),
        "ђ": "dj",
        "ж": "z",
        "љ": "lj",
        "њ": "nj",
        "џ": "dz",
        "ѓ": "g",
        "ќ": "k",
        "ѕ": "dz",
        "й": "i",
        "ы": "i",
        "э": "e",
        "ю": "ju",
        "я": "ja",
        "đ": "dj",
        "ł": "l",
        "ø": "o",
        "ß": "ss",
    }
)
"""Serbian Cyrillic to Latin without diacritics (Vuk's alphabet is one to one), some neighbours."""

_LEGAL_FORMS = frozenset(
    {"ad", "ag", "doo", "ead", "gmbh", "jkp", "jp", "jsc", "kg", "llc", "ltd", "njkp", "ood"}
    | {"sha", "shpk", "spa"}
)
_JOINT = re.compile(r"(?<=\b\w)\.\s*(?=\w\b)|(?<=\bsh)\.\s*(?=[ap]\b)|(?<=\bsh\.p)\.\s*(?=k\b)")
_WORD = re.compile(r"\w+")


_DJ = re.compile("[đĐђЂ]")
_PLAIN_D = str.maketrans("đĐђЂ", "dDdD")

_APOSTROPHES = str.maketrans(dict.fromkeys("`´ʹʻʼ‘’′", "'"))


def fold_spelling(name: str) -> str:
    r"""Fold how a name is typed, not what it says: code points, case, spaces, apostrophes.

    Examples
    --------
    >>> fold_spelling("IBE\u0308R") == fold_spelling("Ib\xebr")
    True
    >>> fold_spelling("Ibër") == fold_spelling("Iber")
    False
    """
    typed = unicodedata.normalize("NFKC", name.translate(_APOSTROPHES)).casefold()
    return " ".join(unicodedata.normalize("NFKC", typed).split())


def fold_name(name: str) -> str:
    """Fold a name: case, accents, punctuation, Cyrillic to Latin, legal forms such as d.o.o.

    Examples
    --------
    >>> fold_name("ЈКП „Водовод Ибар“")
    'vodovod ibar'
    >>> fold_name("Pošta Srbije d.o.o.") == fold_name("ПОШТА СРБИЈЕ")
    True
    """
    latin = unicodedata.normalize("NFKC", name).casefold().translate(_CYRILLIC)
    # Again without accents: an accented letter that the table lacks may be in it without them.
    plain = _strip_accents(latin).casefold().translate(_CYRILLIC)
    words = _WORD.findall(_JOINT.sub("", plain))
    return " ".join(word for word in words if word not in _LEGAL_FORMS) or " ".join(words)


def list_foldings(name: str) -> set[str]:
    """List how people type a name: đ is written as dj, or as a d where a keyboard has none.

    Examples
    --------
    >>> sorted(list_foldings("Брђани"))
    ['brdani', 'brdjani']
    """
    typed = {name, name.translate(_PLAIN_D)} if _DJ.search(name) else {name}
    return {fold_name(one) for one in typed}


def _strip_accents(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
