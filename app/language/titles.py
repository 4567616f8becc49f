"""Titles and descriptions of collections and fields in the reader's language."""

from __future__ import annotations

from geodata.fields import TABLE_FIELDS
from geodata.layers import ANY, get_layer
from geodata.snapshot.published import title_of
from geodata.wording import Wording


def say_title(name: str, wording: Wording) -> str:
    """Say the title of a collection."""
    return wording.say("layer", title_of(name))


def say_description(name: str, wording: Wording) -> str:
    """Say what a collection holds."""
    _ = wording.gettext
    if name in TABLE_FIELDS:
        return {
            "crossings": _(
                "All crossings, with status, access by means of travel, dates and sources."
            ),
            "providers": _("Service providers with role, dates and sources (no map geometry)."),
            "claims": _(
                "Which provider serves which object, according to which source, and how certain "
                "it is (no map geometry)."
            ),
            "projects": _(
                "Projects that could connect the two banks, with their history and what is "
                "reported of each consent."
            ),
            "institutions": _(
                "Public institutions and civic bodies by system, with status, dates and sources."
            ),
            "statements": _(
                "Who is reported to have said what of which project, with sources (no map "
                "geometry)."
            ),
            "agreements": _(
                "Agreements between two sides and what they say on infrastructure (no map "
                "geometry)."
            ),
            "needs": _(
                "What people said they need: when, where and asked by whom (no map geometry)."
            ),
            "rules": _("Dated rules and events on money and languages (no map geometry)."),
            "banks": _("The study area, its two banks, the river line and its water."),
            "names": _(
                "Names of places in every language that sources use, with what is disputed and the "
                "sources (no map geometry)."
            ),
            "name_counts": _(
                "How many objects have an Albanian, a Serbian, another or no name, by layer and "
                "bank (no map geometry)."
            ),
            "currency_counts": _(
                "How many banks, exchange offices and cash machines take which currency, by bank "
                "(no map geometry)."
            ),
        }[name]
    if not (tags := list_tags(name)):
        return _("Roads, footways, rails, pipes and cables that pass from bank to bank.")
    return _("OpenStreetMap objects tagged %(tags)s, with bank, municipality and provider.") % {
        "tags": ", ".join(tags)
    }


def list_tags(name: str) -> list[str]:
    """List the OSM tags of a layer, as ``key=value``."""
    return list(
        dict.fromkeys(
            f"{key}={'|'.join(values) if values != ANY else '*'}"
            for alternative in get_layer(name).any_of
            for key, values in alternative.items()
            if values
        )
    )
