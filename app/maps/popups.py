"""What a map says of one thing: a fragment of a page, which a browser shows in a popup."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, PlainValidator
from shapely import Point

from app.catalogue.catalogue import Catalogue
from app.catalogue.collection import Collection
from app.catalogue.crossings import describe_crossings
from app.catalogue.locality import find_locality
from app.catalogue.served import get_catalogue
from app.catalogue.serving import Spot, list_other_roles, list_serving
from app.errors import UnknownFeatureError
from app.language.choice import get_wording
from app.maps.browser_words import name_sides
from app.maps.spots import COORDINATES, SERVED, find_spot, read_coordinates
from app.web.pages import get_tools
from geodata.cities.providers import AT_HOME
from geodata.dates import parse_day, read_today
from geodata.divide.sides import OUTSIDE
from geodata.gazetteer.kinds import find_title
from geodata.layers import get_layer
from geodata.names import SPOKEN, UNSAID, Language, Names
from geodata.sentences import sentence
from geodata.wording import Wording

router = APIRouter(include_in_schema=False)

_GONE = sentence("The present data version does not hold this any more. Reload the page.")

_KILO = 1_000

Facts = dict[str, Any]


class PopupQuery(BaseModel):
    """Parameters of a popup: the day of a crossing, and whether the reader has it closed."""

    model_config = ConfigDict(extra="forbid")

    as_of: Annotated[date | None, PlainValidator(parse_day)] = None
    is_closed: bool = False
    lang: Language | None = None


@router.get("/popups/{kind}/{thing:path}")
def show_popup(
    request: Request, kind: str, thing: str, query: Annotated[PopupQuery, Query()]
) -> Response:
    """Show what is known of a crossing, a project, an institution or a feature of a layer."""
    catalogue = get_catalogue(request)
    day = query.as_of or read_today()
    found = _find(catalogue, kind, thing, day, get_wording(request))
    if found is None:
        raise UnknownFeatureError(_GONE)
    pages, _, wording = get_tools(request)
    city = catalogue.manifest.city
    spot = find_spot(catalogue, kind, thing)
    values = {
        "kind": kind if kind in (*_TABLES, COORDINATES) else "feature",
        "here": f"{kind}/{thing}",
        "served": list_serving(catalogue, spot, day) if spot and spot.side != OUTSIDE else [],
        "fact": found,
        "is_closed": query.is_closed,
        "has_osm_ids": not catalogue.manifest.origin.is_modelled,
        "sides": name_sides(city, wording),
        "municipalities": {one.id: one.name for one in city.municipalities},
        "providers": catalogue.providers,
        "bodies": catalogue.bodies,
    }
    return pages.render_part(request, "maps/popup.html", catalogue, values)


_TABLES = ("crossings", "projects", "institutions")


def _find(catalogue: Catalogue, kind: str, thing: str, day: date, wording: Wording) -> Facts | None:
    """Find what is known of a thing; nothing where no data have it."""
    if kind in _TABLES:
        facts = {
            "crossings": lambda: describe_crossings(catalogue.crossings, day),
            "projects": lambda: catalogue.projects,
            "institutions": lambda: catalogue.facts["institutions"],
        }[kind]()
        return next((one for one in facts if one["id"] == thing), None)
    if kind == COORDINATES:
        return _describe_place(catalogue, thing, wording)
    collection = catalogue.collections.get(kind)
    row = collection.ids.get(thing) if collection and kind in catalogue.manifest.counts else None
    if collection is None or row is None:
        return None
    return _describe_feature(catalogue, collection, row, day, wording) | {"osm_id": thing}


def _describe_feature(
    catalogue: Catalogue, collection: Collection, row: int, day: date, wording: Wording
) -> Facts:
    facts: Facts = orjson.loads(collection.features.features[row])["properties"]
    tags = facts["tags"] or {}
    title = find_title(collection.name, tags)
    layer = wording.say("layer", get_layer(collection.name).title)
    at = collection.shapes[row].representative_point()
    return facts | {
        "tags": tags,
        "title": wording.say("kind", title) if title else layer,
        "layer_title": layer,
        "names": read_names(facts),
        "voltage": write_voltage(tags.get("voltage", ""), wording),
        "at": f"{at.y:.5f}/{at.x:.5f}",
        "asks_who_serves": collection.name in SERVED,
        "others": _list_others(catalogue, collection, facts, day),
    }


def _list_others(
    catalogue: Catalogue, collection: Collection, facts: Facts, day: date
) -> list[dict[str, Any]]:
    """List who else serves where a feature of a network stands: who sells, who runs the lines."""
    service = get_layer(collection.name).service
    if service not in AT_HOME:
        return []
    spot = Spot(Point(), facts["side"], facts["municipality"])
    others = list_other_roles(catalogue, spot, service, day)
    return [dict(one) for one in others if one["id"] != facts["provider"]]


def _describe_place(catalogue: Catalogue, thing: str, wording: Wording) -> Facts | None:
    """Describe a place that was typed as coordinates: its bank, municipality and river."""
    place = read_coordinates(thing)
    if place is None:
        return None
    lon, lat = place
    found = find_locality(catalogue, place)
    return {
        "title": wording.gettext("Coordinates"),
        "written": f"{lat:.5f}, {lon:.5f}",
        "at": f"{lat:.5f}/{lon:.5f}",
        "side": found.side,
        "municipality": found.municipality,
        "municipality_claims": None,
        "bank_distance_m": found.river_m,
    }


def read_names(facts: Facts) -> Names:
    """Read the names of a feature from their columns; the plain one where no language has any."""
    named = {code: facts[spoken.field] for code, spoken in SPOKEN.items() if facts[spoken.field]}
    return named or ({UNSAID: facts["name"]} if facts["name"] else {})


def write_voltage(text: str, wording: Wording) -> str:
    """Write volts as OpenStreetMap lists them, in kilovolts; nothing where they are none.

    Examples
    --------
    >>> from geodata.wording import load_wording
    >>> write_voltage("110000;35000", load_wording("en"))
    '110/35 kV'
    """
    try:
        volts = [float(one) for one in text.split(";")]
    except ValueError:
        return ""
    if not all(0 < one < float("inf") for one in volts):
        return ""
    if max(volts) < _KILO:
        return "/".join(wording.write_number(one) for one in volts) + " V"
    kilo = [wording.write_number(one / _KILO, 1 if one % _KILO else 0) for one in volts]
    return "/".join(kilo) + " kV"
