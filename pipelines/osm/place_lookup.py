"""A place looked up by its name on a Nominatim server, through osmnx.

https://nominatim.org/release-docs/latest/api/Search/
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import orjson
import osmnx as ox
import requests
from osmnx._errors import InsufficientResponseError
from shapely.geometry import shape

from geodata.errors import SourceError
from geodata.names import clean_text
from pipelines.osm.osmnx_calls import set_up_osmnx
from pipelines.osm.overpass import AnswerCheck, OverpassOptions, ask_patiently, make_answer
from pipelines.osm.places import Place

_NO_PLACE = (KeyError, TypeError, ValueError, AttributeError, IndexError)
"""What is raised for an answer that is no list of places."""

_LONGEST_SHOWN = 200


@dataclass(frozen=True)
class NominatimOptions(OverpassOptions):
    """Which server to ask for a place, and how patiently."""

    service: ClassVar[str] = "Nominatim"
    url: str = "https://nominatim.openstreetmap.org"
    timeout_s: int = 60


PUBLIC_PLACES = NominatimOptions()


class PlaceCheck(AnswerCheck):
    """A response hook of requests: lets osmnx see nothing but a list of places.

    Attributes
    ----------
    places
        What the answer holds, the most important one first.
    """

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.places: list[dict[str, Any]] = []

    def __call__(self, response: requests.Response, **_: Any) -> requests.Response:  # noqa: ANN401
        """Keep the places of an answer, or raise `BusyError` or `SourceError`."""
        self.refuse_errors(response)
        document = self.read_json(response)
        try:
            places = [_complete(one) for one in _require_list(document)]
            places.sort(key=lambda one: -float(one["importance"]))
            for one in places:
                _read_place(one)
        except _NO_PLACE:
            self.reject("something that is no list of places", str(document))
        self.places = places
        return make_answer(response, orjson.dumps(places))


def look_up(
    name: str,
    options: NominatimOptions,
    say: Callable[[str], None],
    sleep: Callable[[float], None] = time.sleep,
) -> Place:
    """Look a place up by its name.

    Raises
    ------
    SourceError
        When the server cannot be had, answers something else, or knows no place of this name.
    """

    def ask_once() -> Place | None:
        check = PlaceCheck(options.url)
        with set_up_osmnx(options, check):
            return _ask(name, check)

    say(f"looking up {name}")
    found = ask_patiently(ask_once, options, say, sleep)
    if found is None:
        raise SourceError(
            f"{options.url} knows no place called {name!r}: spell it otherwise, add its country "
            "after a comma, or give an OSM file (--source FILE)"
        )
    return found


def _ask(name: str, check: PlaceCheck) -> Place | None:
    """Ask for the first polygon of a name; without any, for the most important place."""
    try:
        found = ox.geocode_to_gdf(name).iloc[0]
    except InsufficientResponseError:
        return None
    except TypeError:  # no polygon among them
        return _read_place(check.places[0])
    same = (found["osm_type"], found["osm_id"])
    chosen = next(one for one in check.places if (one["osm_type"], one["osm_id"]) == same)
    return _read_place(chosen)


def _require_list(document: object) -> list[Any]:
    if not isinstance(document, list):
        raise TypeError
    return document


def _complete(one: dict[str, Any]) -> dict[str, Any]:
    """Add what osmnx asks of each place."""
    known = {"importance": 0, "osm_type": "node", "osm_id": 0}
    return {**known, **one}


def _read_place(one: dict[str, Any]) -> Place:
    kind = str(one.get("addresstype") or one.get("type") or "")
    bottom, top, left, right = (float(part) for part in one["boundingbox"])
    outline = shape(one["geojson"]) if "geojson" in one else None
    has_area = outline is not None and outline.geom_type.endswith("Polygon")
    centre = float(one["lon"]), float(one["lat"])
    if not (-180 <= centre[0] <= 180 and -90 <= centre[1] <= 90 and left <= right):
        raise ValueError
    return Place(
        osm_id=f"{one['osm_type']}/{int(one['osm_id'])}",
        label=clean_text(str(one.get("display_name") or one.get("name") or ""), _LONGEST_SHOWN),
        kind=kind,
        tags={},
        centre=centre,
        bounds=(left, bottom, right, top) if has_area else None,
    )
