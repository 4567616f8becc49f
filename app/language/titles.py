"""Titles and descriptions of collections and fields in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.fields import TABLE_FIELDS
from geodata.layers import ANY, get_layer
from geodata.snapshot.published import title_of

if TYPE_CHECKING:
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
                "Whatever gets over the divide, with status, access by mode, dates and sources."
            ),
            "providers": _(
                "Who serves people, with service, role, dates and sources; no geometry."
            ),
            "claims": _(
                "Who serves which feature, says which source, and how sure that is; no geometry."
            ),
            "projects": _(
                "What people could build or agree across the divide, with its history and the "
                "word of each municipality."
            ),
            "banks": _("The study area, its two banks, the divide and its water."),
        }[name]
    if not (tags := list_tags(name)):
        return _("Roads, footways, rails, pipes and cables that pass from bank to bank.")
    return _(
        "What OpenStreetMap has as %(tags)s, each with its bank, municipality and provider."
    ) % {"tags": ", ".join(tags)}


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
