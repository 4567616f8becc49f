"""Writes out a print of the map: the drawing, its legend, scale, sources and dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from math import floor, log2
from xml.etree.ElementTree import tostring

import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from app.brief.frame import Frame, frame_view
from app.brief.labels import Labels, draw_scale
from app.brief.layer_looks import choose_swatch, draw_layer, order_layers
from app.brief.layer_names import write_layer_names
from app.brief.legend import add_modelled, list_banks, list_crossings, list_power
from app.brief.map import (
    DRY,
    PROJECT,
    WET,
    Shown,
    draw_crossings,
    draw_ground,
    draw_project,
    start_drawing,
    write_names,
)
from app.brief.map_query import Orientation, Paper
from app.brief.relief import draw_relief, list_relief, say_rights
from app.brief.sheet import LegendEntry, Picture
from app.brief.signs import RADIUS_MM
from app.catalogue.catalogue import Catalogue
from app.maps.backdrop import RELIEF
from app.maps.base import CROSSINGS, GROUND, PROJECTS, SERVICE_LINES
from app.ogc.query import refuse
from app.web.sources import describe_source
from geodata.assessment.words import say
from geodata.cities.crossings import Use
from geodata.crossings.counts import Count
from geodata.layers import get_layer
from geodata.names import clean_name
from geodata.sentences import sentence
from geodata.voltages import POWER_LAYERS
from geodata.wording import Wording

MARGIN_MM, TITLE_MM, FOOT_MM, GAP_MM = 10.0, 13.0, 17.0, 4.0
LEGEND_MM = {Orientation.LANDSCAPE: 56.0, Orientation.PORTRAIT: 40.0}
"""How wide it is beside the map, and how high below it."""

MOST_FEATURES = 60_000
"""In one print; more are a grey mass on paper, and a long wait."""
_MOST_NAMES = 40
_WHOLE_WORLD_DEG = 720.0
"""Seen in a window of two tiles at zoom 0."""
_SMALLEST_DEG = 0.001
_USES = {CROSSINGS["name"]: Use.PEOPLE, SERVICE_LINES["name"]: Use.SERVICES}


@dataclass(frozen=True, slots=True)
class PrintRequest:
    """What print is wanted; requests that are equal make the same one."""

    view: tuple[float, float, float, float]
    """Left, bottom, right, top in degrees: all of it is on the map."""
    layers: tuple[str, ...]
    paper: Paper
    orientation: Orientation
    day: date
    """Whose crossings are drawn."""

    @property
    def page_mm(self) -> tuple[float, float]:
        """Width and height of the page."""
        short, long = self.paper.sides_mm
        return (long, short) if self.orientation is Orientation.LANDSCAPE else (short, long)

    @property
    def map_mm(self) -> tuple[float, float]:
        """Width and height of the map on it."""
        width, height = (side - 2 * MARGIN_MM for side in self.page_mm)
        height -= TITLE_MM + FOOT_MM
        legend = LEGEND_MM[self.orientation] + GAP_MM
        if self.orientation is Orientation.LANDSCAPE:
            return width - legend, height
        return width, height - legend

    @property
    def uses(self) -> frozenset[Use]:
        """Whose crossings are drawn: people's, services'."""
        return frozenset(use for name, use in _USES.items() if name in self.layers)

    @property
    def path(self) -> str:
        """Of the page that shows the same view and layers, with its query and fragment."""
        left, bottom, right, top = self.view
        zoom = floor(log2(_WHOLE_WORLD_DEG / max(right - left, top - bottom, _SMALLEST_DEG)))
        at = f"{(bottom + top) / 2:.6f}/{(left + right) / 2:.6f}"
        return f"/#map={zoom}/{at}&layers={','.join(['labels', *self.layers])}"

    def list_features(self, catalogue: Catalogue) -> list[str]:
        """List the layers of the layer table among those that are wanted."""
        return [name for name in self.layers if name in catalogue.manifest.counts]

    def frame(self, catalogue: Catalogue) -> Frame:
        """Frame the map, at a round scale."""
        return frame_view(shapely.box(*self.view), catalogue.manifest.city.crs, self.map_mm)


def check_number(catalogue: Catalogue, asked: PrintRequest) -> None:
    """Check that no more is in view than a print can show.

    Raises
    ------
    RequestValidationError
        Names the parameter ``layers``.
    """
    area = asked.frame(catalogue).geographic_box
    layers = [catalogue.layers[name] for name in asked.list_features(catalogue)]
    number = sum(len(one.tree.query(area)) for one in layers)
    if number > MOST_FEATURES:
        raise refuse(
            "layers",
            sentence(
                "%(number)s features are in view, and a print shows at most %(most)s: zoom in, or "
                "switch layers off",
                number=number,
                most=MOST_FEATURES,
            ),
        )


@dataclass(frozen=True, slots=True)
class MapSheet:
    """A print of the map."""

    language: str
    title: str
    modelled: str
    """That no conclusion may be drawn; empty for data that is not modelled."""
    page_mm: tuple[float, float]
    map_mm: tuple[float, float]
    legend_mm: float
    is_landscape: bool
    map: Picture
    scale: str
    words: dict[str, str]
    facts: tuple[str, ...]
    """Source, version and day, a line each."""
    made_at: str
    attribution: str


def write_map_sheet(catalogue: Catalogue, asked: PrintRequest, wording: Wording) -> MapSheet:
    """Write out everything that stands on a print of the map."""
    _, manifest = wording.gettext, catalogue.manifest
    frame = asked.frame(catalogue)
    made = datetime.fromisoformat(manifest.created_at).date()
    title = clean_name(wording.join_names(manifest.city.name))
    return MapSheet(
        language=wording.language,
        title=title,
        modelled=say("modelled", wording.language) if manifest.origin.is_modelled else "",
        page_mm=asked.page_mm,
        map_mm=asked.map_mm,
        legend_mm=LEGEND_MM[asked.orientation],
        is_landscape=asked.orientation is Orientation.LANDSCAPE,
        map=Picture(
            _draw(catalogue, frame, asked, wording),
            _("Map of %(city)s") % {"city": title},
            tuple(_list_legend(catalogue, frame, asked, wording)),
        ),
        scale=f"1 : {wording.write_number(frame.scale)} ({asked.paper.upper()})",
        words={"legend": _("Legend"), "scale": _("Scale"), "link": _("This map on the web:")},
        facts=(
            describe_source(manifest, wording),
            _("Data version %(id)s") % {"id": manifest.id} + f", {wording.write_day(made)}",
            _("Crossings as on %(day)s") % {"day": wording.write_day(asked.day)},
        ),
        made_at=manifest.created_at,
        attribution=say_rights(catalogue, wording, has_relief=RELIEF["name"] in asked.layers),
    )


def _draw(catalogue: Catalogue, frame: Frame, asked: PrintRequest, wording: Wording) -> str:
    layers = [get_layer(name) for name in asked.list_features(catalogue)]
    svg = start_drawing(frame, wording)
    if GROUND["name"] in asked.layers:
        draw_ground(svg, catalogue, frame, DRY)
    if RELIEF["name"] in asked.layers:
        draw_relief(svg, catalogue, frame)
    if GROUND["name"] in asked.layers:
        draw_ground(svg, catalogue, frame, WET)
    for layer in order_layers(layers):
        draw_layer(svg, catalogue, frame, layer)
    if GROUND["name"] in asked.layers:  # water areas lie on it
        draw_ground(svg, catalogue, frame, {"divide"})
    labels = Labels(svg, frame, most=_MOST_NAMES)
    draw_scale(svg, frame, wording, labels)
    for place, is_example in _list_projects(catalogue, asked):
        draw_project(svg, frame.place(place), is_example=is_example)
    signs = draw_crossings(svg, catalogue, frame, Shown(asked.day), asked.uses)
    for sign in signs:
        labels.keep_free(sign.at.buffer(RADIUS_MM))
    write_names(labels, signs, catalogue, wording)
    write_layer_names(labels, catalogue, frame, layers, wording)
    return tostring(svg, encoding="unicode")


def _list_projects(catalogue: Catalogue, asked: PrintRequest) -> list[tuple[BaseGeometry, bool]]:
    """List the places of projects, where they are wanted, and whether each is an example."""
    if PROJECTS["name"] not in asked.layers:
        return []
    projects = catalogue.layers["projects"]
    return [
        (place, bool(orjson.loads(feature)["properties"]["is_example"]))
        for feature, place in zip(projects.features, projects.tree.geometries, strict=True)
        if place is not None
    ]


def _list_legend(
    catalogue: Catalogue, frame: Frame, asked: PrintRequest, wording: Wording
) -> Iterator[LegendEntry]:
    """List what is on the map, and nothing else."""
    if GROUND["name"] in asked.layers:
        yield from list_banks(catalogue, frame, wording)
    if RELIEF["name"] in asked.layers:
        yield from list_relief(catalogue, wording)
    people = wording.say("layer", str(CROSSINGS["title"]))
    for one in list_crossings(catalogue, asked.day, frame, wording, asked.uses & {Use.PEOPLE}):
        yield replace(one, label=f"{people}: {one.label}")
    yield from list_crossings(catalogue, asked.day, frame, wording, asked.uses & {Use.SERVICES})
    projects = _list_projects(catalogue, asked)
    kinds = {is_example for place, is_example in projects if frame.holds(place)}
    if False in kinds:
        yield LegendEntry("line", PROJECT, wording.say("layer", str(PROJECTS["title"])))
    if True in kinds:
        yield LegendEntry("dashes", PROJECT, wording.gettext("Example, nobody’s plan"))
    yield from _list_layers(catalogue, frame, asked, wording)


def _list_layers(
    catalogue: Catalogue, frame: Frame, asked: PrintRequest, wording: Wording
) -> Iterator[LegendEntry]:
    for name in asked.list_features(catalogue):
        if not len(catalogue.layers[name].find(frame.geographic_box)):
            continue
        layer, count = get_layer(name), catalogue.manifest.counts[name]
        title = wording.say("layer", layer.title)
        label = add_modelled(title, Count(count, catalogue.collections[name].modelled), wording)
        if name in POWER_LAYERS:
            yield from list_power(catalogue, frame, wording, name)
        else:
            yield LegendEntry(*choose_swatch(layer), label)
