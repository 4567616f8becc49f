"""The styles of a table in QGIS: by its sector or status, by bank, and by provider."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from geodata.cities.crossings import Status, Use
from geodata.colours import (
    DIVIDE,
    LEFT_BANK,
    NEUTRAL,
    PROJECT,
    PROVIDER_COLOURS,
    RIGHT_BANK,
    SECTOR_COLOURS,
    SERVICE_COLOURS,
    STATUS_COLOURS,
    WATER,
)
from geodata.layers import SHAPES, Sector, Shape
from geodata.qgis.base_map import draw_base
from geodata.qgis.symbols import Category, Look, draw_alike, draw_by
from geodata.snapshot.manifest import CitySummary
from geodata.snapshot.published import ExportTable, find_layer
from geodata.wording import Wording, load_wording

VERSION = "3.22.16-Białowieża"
"""The version of QGIS whose form of XML this is; later ones read it, too."""

_TYPE_NUMBERS = {Shape.POINT: "0", Shape.LINE: "1", Shape.AREA: "2"}
_OTHERS = Look(NEUTRAL, 0.3, 0.4, is_dashed=True)


@dataclass(frozen=True, slots=True)
class Style:
    """A named way to draw a table; the first of a table is its default."""

    name: str
    shape: Shape
    renderer: Element

    @property
    def geometry_number(self) -> str:
        """What QGIS calls the kind of geometry that it draws."""
        return _TYPE_NUMBERS[self.shape]

    def dump(self, aliases: Mapping[str, str]) -> str:
        """Write it as a QML document, with a heading for each field."""
        root = Element("qgis", version=VERSION, styleCategories="Symbology|Fields")
        add_aliases(root, aliases)
        root.append(self.renderer)
        SubElement(root, "layerGeometryType").text = self.geometry_number
        return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + tostring(
            root, encoding="unicode"
        )


def add_aliases(root: Element, aliases: Mapping[str, str]) -> None:
    """Add the headings of fields: name of the field → heading."""
    parent = SubElement(root, "aliases")
    for at, (field, title) in enumerate(aliases.items()):
        SubElement(parent, "alias", field=field, index=str(at), name=title)


def list_styles(table: ExportTable, city: CitySummary) -> list[Style]:
    """List the styles of a table, its default first; none where it has no geometry."""
    shape = find_shape(table)
    if shape is None:
        return []
    styles = [make_default_style(table.name, shape, load_wording("en"))]
    if "side" in table.frame and table.name != "banks":
        styles.append(Style("by bank", shape, draw_by("side", shape, _list_sides(city))))
    providers = _list_providers(table)
    if providers:
        styles.append(Style("by provider", shape, draw_by("provider", shape, providers)))
    return styles


def find_shape(table: ExportTable) -> Shape | None:
    """Find the kind of geometry that most rows have; None where none has any."""
    if not table.has_places:
        return None
    kinds = table.frame.geometry.geom_type.dropna()
    shapes = Counter(SHAPES[kind] for kind in kinds if kind in SHAPES)
    if shapes:
        return shapes.most_common(1)[0][0]
    layer = find_layer(table.name)
    return next((one for one in Shape if layer and one in layer.shapes), None)


def make_default_style(name: str, shape: Shape, wording: Wording) -> Style:
    """Make the style that a layer or table has unless another one is chosen."""
    return Style("default", shape, _draw_default(name, shape, wording))


def _draw_default(name: str, shape: Shape, wording: Wording) -> Element:
    match name:
        case "banks":
            return draw_by("part", shape, _BANK_PARTS)
        case "crossings":
            return draw_by(_CROSSING_LOOK, shape, (*_STATUSES, *_SERVICE_LINES))
        case "projects":
            return draw_by("is_example", shape, _PROJECTS)
    layer = find_layer(name)
    base = draw_base(name, shape, wording) if layer else None
    if base is not None:
        return base
    return draw_alike(shape, _choose_look(layer.sector if layer else Sector.PLACES))


def _choose_look(sector: Sector) -> Look:
    if sector is Sector.BOUNDARIES:
        return Look(SECTOR_COLOURS[sector], opacity=0, is_dashed=True)
    return Look(SECTOR_COLOURS[sector])


def _list_sides(city: CitySummary) -> list[Category]:
    banks = [
        Category(bank.id, bank.name.get("en", bank.id), Look(colour, 0.6))
        for bank, colour in ((city.left, LEFT_BANK), (city.right, RIGHT_BANK))
    ]
    others = [
        Category(side, side, Look(colour, 0.6, is_dashed=True))
        for side, colour in (
            ("across", PROJECT),
            ("river", WATER),
            ("beyond", NEUTRAL),
            ("outside", NEUTRAL),
        )
    ]
    return [*banks, *others]


def _list_providers(table: ExportTable) -> list[Category]:
    """List the providers of a table in the colours that they have in no other order."""
    if "provider" not in table.frame:
        return []
    known = sorted(set(table.frame["provider"].dropna()))
    colours = len(PROVIDER_COLOURS)
    looks = [
        Look(PROVIDER_COLOURS[at % colours], 0.6, is_dashed=at // colours % 2 == 1)
        for at in range(len(known))
    ]
    listed = [Category(name, name, look) for name, look in zip(known, looks, strict=True)]
    return [*listed, Category(None, "none known", _OTHERS)] if listed else []


_BANK_PARTS: Sequence[Category] = (
    Category("left", "left bank", Look(LEFT_BANK, 0.13, 0)),
    Category("right", "right bank", Look(RIGHT_BANK, 0.2, 0)),
    Category("water", "water", Look(WATER, 1, 0)),
    Category("beyond", "past the river's end", Look(NEUTRAL, 0.15, 0)),
    Category("divide", "river line", Look(DIVIDE, 0, 0.6, is_dashed=True)),
    Category("assumed", "river line that nobody mapped", Look(NEUTRAL, 0, 0.9, is_dashed=True)),
    Category("study_area", "study area", Look(NEUTRAL, 0, 0.3)),
)
_STATUSES = tuple(
    Category(status.value, status.value, Look(colour, 0.45, 1.4, status is not Status.OPEN))
    for status, colour in STATUS_COLOURS.items()
)
_CROSSING_LOOK = f'if("use" = \'{Use.SERVICES}\', "kind", "status")'
"""What people pass is drawn by its status, service lines by what they are."""

_SERVICE_LINES = tuple(
    Category(kind.value, f"service line: {kind.value}", Look(colour, 0.45, 0.7))
    for kind, colour in SERVICE_COLOURS.items()
)
_PROJECTS = (
    Category("false", "project", Look(PROJECT, 0.15, 1)),
    Category("true", "example, nobody's plan", Look(PROJECT, 0.15, 1, is_dashed=True)),
)
