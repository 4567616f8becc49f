"""What is found out about a place that is to become a city, from a file or from OpenStreetMap."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.cities.geojson_files import read_geojson
from geodata.cities.profile import Bank, City, DivideSpec
from geodata.cities.study_area import check_area
from geodata.crs import GEOGRAPHIC, densify, project, project_all
from geodata.errors import CityFileError, SourceError
from geodata.names import clean_text
from pipelines.new_city.area import choose_middle, frame_place, measure_extent
from pipelines.new_city.groups import ALL_TAGS
from pipelines.new_city.languages import choose_names, find_own_languages
from pipelines.new_city.lines import DividingLine, list_lines
from pipelines.new_city.measure import weigh_homes
from pipelines.new_city.municipalities import Found, find_municipalities
from pipelines.new_city.slugs import make_city_id
from pipelines.osm.file import SUFFIXES, check_file
from pipelines.osm.marks import read_marks
from pipelines.osm.order import put_in_order
from pipelines.osm.overpass import OverpassOptions
from pipelines.osm.place_lookup import NominatimOptions, look_up
from pipelines.osm.places import Place, find_place
from pipelines.progress import Report
from pipelines.pull import pull

OVERPASS = "overpass"
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Findings:
    """What is known of a new city before somebody chooses what divides it."""

    city: City
    """With an id, names and area; what divides it is not chosen yet."""
    lines: tuple[DividingLine, ...]
    """What divides it, the best first."""
    unit: str
    """What the shares of banks are of."""
    languages: tuple[str, ...]
    """That names are in there."""
    municipalities: tuple[Found, ...]
    source: str
    notes: tuple[str, ...]
    """What to check."""


def read_name(text: str) -> str:
    """Read the name of a place as somebody typed it.

    Raises
    ------
    CityFileError
        When nothing of it can be drawn.
    """
    name = clean_text(text, _LONGEST_NAME)
    if not name:
        raise CityFileError("the name of the place is empty: say what the city is called")
    return name


def find_out(  # noqa: PLR0913 - a parameter for each option of the command
    name: str,
    source: str,
    *,
    area: BaseGeometry | None,
    drawn: Path | None,
    work: Path,
    report: Report,
    overpass: OverpassOptions,
    nominatim: NominatimOptions,
) -> Findings:
    """Find a place, its area, and the lines that divide it.

    Parameters
    ----------
    area
        To map, (lon, lat); else a box round the place.
    drawn
        A GeoJSON file of the line that divides it; else lines of OpenStreetMap are looked for.
    work
        Folder in which a pull by Overpass goes on where it broke off.

    Raises
    ------
    GeodataError
        When the source cannot be had, or holds nothing of the place.
    """
    notes: list[str] = []
    course = _read_drawn(drawn)
    place = _find(name, source, report, nominatim, needs_place=area is None)
    if area is None:
        area = _choose_area(name, source, place, notes)
    check_area(area)
    if not -180 < area.bounds[0] < area.bounds[2] < 180:
        notes.append(
            "The study area ends at the 180th meridian, where OpenStreetMap cuts everything: map "
            "the other side as a city of its own."
        )
    tags = dict(place.tags) if place else {}
    draft = _draft_city(name, area, tags)
    raw = pull(draft, source, work, overpass=overpass, report=report)
    report("measuring what divides it", 0, 0)
    features = raw.features
    if place and not tags:
        tags = _find_tags(features, place.osm_id)
    languages = find_own_languages(features["tags"])
    city = _draft_city(name, area, tags, choose_names(tags, name, languages))
    metric = features.to_crs(city.crs)
    ground = project(densify(area), GEOGRAPHIC, city.crs)
    weights = weigh_homes(metric)
    drawn_m = project_all(course, GEOGRAPHIC, city.crs)
    lines = list_lines(metric, ground, city.crs, weights, drawn_m)
    notes += [note for note in raw.notes if "covers" in note]
    return Findings(
        city,
        tuple(lines),
        weights.unit,
        tuple(languages),
        tuple(find_municipalities(metric, ground)),
        source,
        tuple(notes),
    )


def _find(
    name: str, source: str, report: Report, nominatim: NominatimOptions, *, needs_place: bool
) -> Place | None:
    """Find a place in a file, or ask a server; where its area is given, a file alone is asked."""
    if source == OVERPASS:
        return look_up(name, nominatim, lambda what: report(what, 0, 0)) if needs_place else None
    path = _read_path(source)
    report(f"looking for {name}", 0, 0)
    with tempfile.TemporaryDirectory() as folder:
        ordered = put_in_order(path, read_marks(path), Path(folder))
        return find_place(ordered, name)


def _read_path(source: str) -> Path:
    """Read a source that is no server as an OSM file on this machine."""
    is_path = source and source != "sample" and not re.match(r"overture:|\w+://", source)
    if not is_path:
        raise SourceError(
            f"{source!r} is no source for a profile: give overpass, or an OSM file on this machine "
            f"({', '.join(SUFFIXES)})"
        )
    path = Path(source)
    check_file(path)
    return path


def _choose_area(name: str, source: str, place: Place | None, notes: list[str]) -> BaseGeometry:
    """Choose the box to map, and say how."""
    if source == OVERPASS:
        if place is None:
            raise CityFileError("say which area to map (--area LEFT,BOTTOM,RIGHT,TOP)")
        return frame_place(place)
    extent, middle = measure_extent(Path(source))
    if place is None:
        notes.append(
            f"No place called {name} is in {Path(source).name}: the "
            "study area is the middle of the file's data."
        )
        return choose_middle(Path(source), name, extent, middle)
    if place.others:
        notes.append(
            f"More places bear the name: {', '.join(place.others[:5])}. Taken was {place.osm_id}, "
            f"{place.label}."
        )
    return frame_place(place, extent)


def _draft_city(
    name: str, area: BaseGeometry, tags: dict[str, str], names: dict[str, str] | None = None
) -> City:
    """Make a city whose divide is not chosen yet, of everything that may divide it."""
    left, right = (Bank(side, {"en": side}) for side in ("left", "right"))
    return City(
        id=make_city_id(name, tags),
        name=names or {"en": name},
        study_area=area,
        divide=DivideSpec(left, right, ways=ALL_TAGS),
    )


def _find_tags(features: gpd.GeoDataFrame, osm_id: str) -> dict[str, str]:
    """Find the tags of an element in a pull; none where it is not there."""
    element, _, number = osm_id.partition("/")
    found = features[(features["element"] == element) & (features["id"] == int(number))]
    return dict(found["tags"].iloc[0]) if len(found) else {}


def _read_drawn(path: Path | None) -> Sequence[BaseGeometry]:
    if path is None:
        return ()
    parts: list[BaseGeometry] = shapely.get_parts(read_geojson(path)).tolist()
    if any(one.geom_type != "LineString" for one in parts):
        raise CityFileError(f"{path}: should hold nothing but lines")
    return parts
