"""What a live pull asks OpenStreetMap: one question a sector, and nothing twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from geodata.layers import Layer, Sector, merge_query_tags

Tags = Mapping[str, bool | list[str]]
STREETS = "streets and railways"

_SECTORS: Mapping[str, tuple[Sector, ...]] = {
    STREETS: (Sector.TRANSPORT, Sector.LIGHTING),  # street lamps are highway=street_lamp
    "power": (Sector.POWER,),
    "telecom": (Sector.TELECOM,),
    "water, sewage, heating and gas": (Sector.WATER, Sector.SEWAGE, Sector.HEATING, Sector.GAS),
    "waste": (Sector.WASTE,),
    "post, money and institutions": (Sector.POST_AND_MONEY, Sector.INSTITUTIONS),
    "health and education": (Sector.HEALTH, Sector.EDUCATION),
    "places": (Sector.PLACES,),
    "buildings": (Sector.BUILDINGS,),
    "green areas": (Sector.GREEN,),
    "the river": (Sector.RIVER,),
    "boundaries": (Sector.BOUNDARIES,),
}
"""Question → its sectors; small ones share a question."""


def plan_questions(layers: Iterable[Layer]) -> dict[str, dict[str, bool | list[str]]]:
    """Plan the questions for some layers and the street network: name → tags, as osmnx takes them.

    What an earlier question asks for is not asked for again.
    """
    layers = list(layers)
    asked: dict[str, bool | list[str]] = {"highway": True}
    questions: dict[str, dict[str, bool | list[str]]] = {STREETS: {"highway": True}}
    for name, sectors in _SECTORS.items():
        tags = merge_query_tags(layer for layer in layers if layer.sector in sectors)
        new = _leave_out(tags, asked)
        if new:
            questions.setdefault(name, {}).update(new)
        for key, values in new.items():
            known = asked.get(key, [])
            both = isinstance(known, list) and isinstance(values, list)
            asked[key] = [*known, *values] if both else True  # type: ignore[misc]
    return questions


def _leave_out(tags: Tags, asked: Tags) -> dict[str, bool | list[str]]:
    new: dict[str, bool | list[str]] = {}
    for key, values in tags.items():
        known = asked.get(key, [])
        if known is True:
            continue
        if isinstance(values, list) and isinstance(known, list):
            rest = [value for value in values if value not in known]
            new |= {key: rest} if rest else {}
        else:
            new[key] = True
    return new
