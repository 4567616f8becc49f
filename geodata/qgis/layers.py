"""Layers of a QGIS project that are read from a server."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar
from xml.etree.ElementTree import Element, SubElement

from geodata import LICENCE_URL
from geodata.layers import Shape
from geodata.qgis.crs import build_crs
from geodata.qgis.labels import build_labels
from geodata.qgis.rasters import RasterLayer
from geodata.qgis.styles import Style, add_aliases

_GEOMETRIES = {Shape.POINT: "Point", Shape.LINE: "Line", Shape.AREA: "Polygon"}
_FILE_GEOMETRIES = {Shape.POINT: "Point", Shape.LINE: "LineString", Shape.AREA: "Polygon"}


@dataclass(frozen=True, slots=True)
class LiveSource:
    """A collection of OGC API – Features, read as far as the map shows it."""

    root: str
    """Address of the server, without a slash at its end."""
    name: str
    provider: ClassVar[str] = "OAPIF"

    def write(self) -> str:
        """Write it as QGIS does."""
        parts = {
            "pagingEnabled": "true",
            "pageSize": "1000",
            "restrictToRequestBBOX": "1",
            "srsname": "OGC:CRS84",
            "typename": self.name,
            "url": f"{self.root}/ogc",
        }
        return " ".join(f"{key}='{_escape(value)}'" for key, value in parts.items())


@dataclass(frozen=True, slots=True)
class FileSource:
    """The features of one kind of geometry in a file of the server.

    QGIS takes the first feature's kind for a whole collection; this is for the others.
    """

    root: str
    name: str
    shape: Shape
    provider: ClassVar[str] = "ogr"

    def write(self) -> str:
        """Write it as QGIS does."""
        kind = _FILE_GEOMETRIES[self.shape]
        return f"/vsicurl/{self.root}/data/{self.name}.fgb|geometrytype={kind}"


@dataclass(frozen=True, slots=True)
class ProjectLayer:
    """A layer as it stands in a project."""

    id: str
    source: LiveSource | FileSource
    title: str
    """In the language of the project; says so where data are modelled."""
    abstract: str
    aliases: Mapping[str, str]
    """Field → its heading in that language."""
    style: Style | None
    """None for a table without geometry."""
    is_shown: bool
    attribution: str
    label_fields: tuple[str, ...] = ()
    """Fields with names, in the order of the project's reader."""


@dataclass(frozen=True, slots=True)
class Group:
    """Layers that stand together in the tree, the topmost first."""

    title: str
    layers: tuple[ProjectLayer | RasterLayer, ...]
    is_open: bool = False


def add_tree(parent: Element, groups: Iterable[Group]) -> None:
    """Add groups and their layers to a layer tree."""
    for group in groups:
        facts = {"name": group.title, "checked": "Qt::Checked", "expanded": _flag(group.is_open)}
        node = SubElement(parent, "layer-tree-group", facts)
        for layer in group.layers:
            SubElement(
                node,
                "layer-tree-layer",
                id=layer.id,
                name=layer.title,
                source=layer.source.write(),
                providerKey=layer.source.provider,
                checked="Qt::Checked" if layer.is_shown else "Qt::Unchecked",
                expanded="0",
                legend_exp="",
                patch_size="-1,-1",
            )


def build_layer(layer: ProjectLayer) -> Element:
    """Build the whole description of a layer: source, headings, look, licence."""
    geometry = _GEOMETRIES[layer.style.shape] if layer.style else "No geometry"
    labels = build_labels(layer.source.name, layer.label_fields)
    enabled = _flag(labels is not None)
    root = Element(
        "maplayer", type="vector", geometry=geometry, labelsEnabled=enabled, readOnly="1"
    )
    texts = {
        "id": layer.id,
        "datasource": layer.source.write(),
        "shortname": layer.id,
        "layername": layer.title,
        "title": layer.title,
        "abstract": layer.abstract,
        "attribution": layer.attribution,
    }
    for key, text in texts.items():
        SubElement(root, key).text = text
    root.find("attribution").set("href", "https://www.openstreetmap.org/copyright")  # type: ignore[union-attr]
    root.append(build_crs("srs", "OGC:CRS84"))
    metadata = SubElement(root, "resourceMetadata")
    for key, text in (("title", layer.title), ("abstract", layer.abstract),
                      ("license", LICENCE_URL), ("rights", layer.attribution)):  # fmt: skip
        SubElement(metadata, key).text = text
    SubElement(root, "provider", encoding="UTF-8").text = layer.source.provider
    _add_look(root, layer)
    if labels is not None:
        root.append(labels)
    return root


def _add_look(root: Element, layer: ProjectLayer) -> None:
    add_aliases(root, layer.aliases)
    if "name" in layer.aliases:
        SubElement(root, "previewExpression").text = '"name"'
    if layer.style:
        root.append(layer.style.renderer)
        SubElement(root, "layerGeometryType").text = layer.style.geometry_number


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")


def _flag(value: bool) -> str:  # noqa: FBT001 - one value in, one out
    return "1" if value else "0"
