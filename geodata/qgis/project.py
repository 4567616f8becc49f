"""QGIS projects (.qgz) and layer definitions (.qlr) that read from a server."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import Element, SubElement, tostring
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from geodata.crs import GEOGRAPHIC, get_transformer
from geodata.names import strip_controls
from geodata.qgis.crs import build_crs
from geodata.qgis.layers import Group, ProjectLayer, add_tree, build_layer
from geodata.qgis.rasters import RasterLayer, build_raster
from geodata.qgis.styles import VERSION

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The same project makes the same bytes."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project before it is written."""

    name: str
    """Of its file, without suffix."""
    title: str
    crs: str
    """What it is shown in: the city's metric system."""
    bounds: tuple[float, float, float, float]
    """What it shows first: left, bottom, right, top in degrees."""
    groups: tuple[Group, ...]
    """The topmost first."""


def write_project(project: Project) -> bytes:
    """Write a project as QGIS saves it: a zip archive with one document."""
    archive = BytesIO()
    entry = ZipInfo(f"{project.name}.qgs", _EPOCH)
    entry.compress_type = ZIP_DEFLATED
    with ZipFile(archive, "w") as file:
        file.writestr(entry, _dump(_build_project(project), "qgis"))
    return archive.getvalue()


def write_layer_definition(layers: tuple[ProjectLayer, ...]) -> bytes:
    """Write layers as a definition that can be dropped into any project."""
    root = Element("qlr")
    add_tree(root, [Group("", layers)])
    described = SubElement(root, "maplayers")
    for layer in layers:
        described.append(build_layer(layer))
    return _dump(root, "qgis-layer-definition")


def _build_project(project: Project) -> Element:
    root = Element("qgis", projectname=project.title, version=VERSION)
    SubElement(root, "title").text = project.title
    root.append(build_crs("projectCrs", project.crs))
    tree = SubElement(root, "layer-tree-group")
    add_tree(tree, project.groups)
    root.append(_build_canvas(project))
    layers = [layer for group in project.groups for layer in group.layers]
    described, order = SubElement(root, "projectlayers"), SubElement(root, "layerorder")
    for layer in layers:
        described.append(
            build_raster(layer) if isinstance(layer, RasterLayer) else build_layer(layer)
        )
        SubElement(order, "layer", id=layer.id)
    reference = SubElement(SubElement(root, "properties"), "SpatialRefSys")
    SubElement(reference, "ProjectionsEnabled", type="int").text = "1"
    return root


def _build_canvas(project: Project) -> Element:
    canvas = Element("mapcanvas", name="theMapCanvas", annotationsVisible="1")
    SubElement(canvas, "units").text = "meters"
    extent = SubElement(canvas, "extent")
    transformer = get_transformer(GEOGRAPHIC, project.crs)
    bounds = transformer.transform_bounds(*project.bounds)
    for key, value in zip(("xmin", "ymin", "xmax", "ymax"), bounds, strict=True):
        SubElement(extent, key).text = f"{value:.3f}"
    canvas.append(build_crs("destinationsrs", project.crs))
    return canvas


def _dump(root: Element, doctype: str) -> bytes:
    for one in root.iter():
        one.text = one.text and strip_controls(one.text)
        one.attrib.update({name: strip_controls(value) for name, value in one.attrib.items()})
    system = " PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'" if doctype == "qgis" else ""
    return f"<!DOCTYPE {doctype}{system}>\n{tostring(root, encoding='unicode')}".encode()
