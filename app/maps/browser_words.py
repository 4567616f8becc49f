"""What a map's script is told: names beside ids, terms that popups show, the base map's look."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.catalogue.catalogue import Catalogue
from app.language.terms import list_terms, say_kinds
from geodata.base_style import describe_style
from geodata.layers import ALL_LAYERS
from geodata.names import MOST_SHOWN, SPOKEN, Names
from geodata.wording import Wording

POPUP_CONTEXTS = (
    *("crossing status", "crossing kind", "crossing mode", "access", "certainty"),
    *("project status", "project kind", "role", "basis", "own work"),
    *("institution kind", "institution status", "key"),
)
"""Contexts of `app.language.terms` whose terms popups show."""


def describe_labels(catalogue: Catalogue, wording: Wording) -> dict[str, Any]:
    """Describe what popups say in place of ids and terms, and whether ids are OpenStreetMap's."""
    city, _ = catalogue.manifest.city, wording.gettext
    shown = [layer for layer in ALL_LAYERS if catalogue.manifest.counts.get(layer.name)]
    return {
        "sides": _name_all((city.left, city.right))
        | {
            "across": _("Both banks"),
            "river": _("In the river"),
            "beyond": _("Past the river’s end"),
            "outside": _("Beyond the study area"),
        },
        "municipalities": _name_all(city.municipalities),
        "providers": catalogue.providers,
        "bodies": catalogue.bodies,
        "systems": {
            one["system"]: wording.say("system", one["system"])
            for one in catalogue.facts["institutions"]
        },
        "layers": {layer.name: wording.say("layer", layer.title) for layer in shown},
        "kinds": say_kinds((layer.name for layer in shown), wording),
        "terms": _say_terms(wording),
        "languages": wording.names_order,
        "nameFields": [SPOKEN[code].field for code in wording.names_order],
        "mostNames": MOST_SHOWN,
        "hasOsmIds": not catalogue.manifest.origin.is_modelled,
        "attribution": catalogue.manifest.attribution,
        "base": describe_style(),
    }


def _name_all(named: Iterable[Any]) -> dict[str, Names | str]:
    return {one.id: one.name for one in named}


def _say_terms(wording: Wording) -> dict[str, dict[str, str]]:
    """Say the terms that popups show: context → term → words."""
    said: dict[str, dict[str, str]] = {context: {} for context in POPUP_CONTEXTS}
    for context, term in list_terms():
        if context in said:
            said[context][term] = wording.say(context, term)
    return said
