"""Ids made of names: small letters, digits and hyphens, whatever script a name is written in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from geodata.cities.profile import RESERVED_IDS
from geodata.gazetteer.folding import fold_name
from geodata.names import list_tagged_names

_LONGEST = 48


def make_slug(names: Iterable[str], fallback: str) -> str:
    """Make a slug of the first name that has letters for it.

    Examples
    --------
    >>> make_slug(["Κρέμς", "Krems an der Donau"], "city")
    'krems-an-der-donau'
    """
    for name in names:
        folded = fold_name(name)
        words = re.findall(r"[a-z0-9]+", folded)
        if words and sum(map(len, words)) * 2 >= len(folded.replace(" ", "")):
            return "-".join(words)[:_LONGEST].strip("-")
    return fallback


NO_SLUG = "city"
"""The id of a city none of whose names has Latin letters for one."""


def make_city_id(name: str, tags: Mapping[str, str]) -> str:
    """Make the id of a city, of the name that was asked for if it has Latin letters."""
    chosen = [tags[key] for key in ("name:en", "int_name", "name:sr-Latn") if key in tags]
    slug = make_slug([name, *chosen, *list_tagged_names(tags)], NO_SLUG)
    return f"{slug}-city" if slug in RESERVED_IDS else slug


def make_unlike(slug: str, taken: Collection[str]) -> str:
    """Make a slug unlike others: numbered where it is taken."""
    numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
    return slug if slug not in taken else next(one for one in numbered if one not in taken)
