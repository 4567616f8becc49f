"""What a map's script is told: names of banks, terms that name marks, the base map's look."""

from __future__ import annotations

from typing import Any

from app.catalogue.catalogue import Catalogue
from app.language.terms import list_terms
from geodata.base_style import describe_style
from geodata.names import SPOKEN, Names
from geodata.snapshot.manifest import CitySummary
from geodata.wording import Wording

MARK_CONTEXTS = (
    *("crossing status", "crossing kind", "crossing mode"),
    *("project status", "project kind"),
)
"""Contexts of `app.language.terms` whose terms marks are named by."""


def describe_labels(catalogue: Catalogue, wording: Wording) -> dict[str, Any]:
    """Describe what scripts say in place of ids and terms, and whether data are modelled."""
    return {
        "sides": name_sides(catalogue.manifest.city, wording),
        "terms": _say_terms(wording),
        "languages": wording.names_order,
        "nameFields": [SPOKEN[code].field for code in wording.names_order],
        "hasOsmIds": not catalogue.manifest.origin.is_modelled,
        "attribution": catalogue.manifest.attribution,
        "base": describe_style(),
    }


def name_sides(city: CitySummary, wording: Wording) -> dict[str, Names | str]:
    """Name where a thing can be: a bank by its names, all else in the reader's words."""
    _ = wording.gettext
    return {
        city.left.id: city.left.name,
        city.right.id: city.right.name,
        "across": _("Both banks"),
        "river": _("In the river"),
        "beyond": _("Past the river’s end"),
        "outside": _("Beyond the study area"),
    }


def _say_terms(wording: Wording) -> dict[str, dict[str, str]]:
    """Say the terms that marks are named by: context → term → words."""
    said: dict[str, dict[str, str]] = {context: {} for context in MARK_CONTEXTS}
    for context, term in list_terms():
        if context in said:
            said[context][term] = wording.say(context, term)
    return said
